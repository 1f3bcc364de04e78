import type { Tx } from '../db/database.ts';
import { countAudience } from '../messages/freeze.ts';
import { findQuota } from '../tenants/quota.ts';
import { requireRoom } from '../tenants/quota-rules.ts';
import { campaignAudience } from './ready.ts';
import type { CampaignRow } from './store.ts';

/**
 * Throws 429 `quota_exceeded` when the audience, as it is now, doesn't fit the monthly quota (contract:
 * Limits); for a schedule, that of the month of its time. Nothing is set aside: fan-out counts.
 */
export async function requireQuota(
  tx: Tx,
  tenantId: string,
  campaign: Pick<CampaignRow, 'id' | 'mode' | 'audienceFilter' | 'startedAt'>,
  suppressionKey: Buffer,
  at: Date | null = null,
): Promise<void> {
  if (campaign.mode === 'test') return;
  const quota = await findQuota(tx, tenantId, at);
  if (quota.limit === null) return;
  const audience = await campaignAudience(tx, tenantId, campaign);
  requireRoom(quota, await countAudience(tx, tenantId, audience, suppressionKey));
}

/** Throws 429 when a campaign whose fan-out isn't through would stop at once again. */
export async function requireRoomToGoOn(
  tx: Tx,
  tenantId: string,
  { mode, fannedOutAt }: CampaignRow,
): Promise<void> {
  if (mode === 'test' || fannedOutAt) return;
  requireRoom(await findQuota(tx, tenantId), 1);
}
