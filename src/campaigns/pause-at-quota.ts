import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { findQuota, lockRoom } from '../tenants/quota.ts';
import type { Quota } from '../tenants/quota-rules.ts';
import { announce } from './announce.ts';
import { lockCampaignRow, setPaused } from './store.ts';

/**
 * SENDING → PAUSED, because the quota was met while people were still to come: nobody is dropped, and
 * `resume` goes on behind the last one. True when there is room again, and fan-out may go on.
 */
export async function pauseAtQuota(
  db: Database,
  tenantId: string,
  campaignId: string,
): Promise<boolean> {
  return inTenant(db, tenantId, async (tx) => {
    const row = await lockCampaignRow(tx, tenantId, campaignId);
    if (row?.status !== 'SENDING' && row?.status !== 'PAUSED') return false;
    if ((await lockRoom(tx, tenantId)) !== 0) return true;
    const reason = reasonFor(await findQuota(tx, tenantId));
    await setPaused(tx, tenantId, campaignId, reason);
    if (row.status === 'PAUSED') return false;
    await announce(tx, { tenantId, campaignId, status: 'PAUSED' });
    const data = { campaignId, name: row.name, reason: 'quota' };
    await recordEvents(tx, tenantId, [{ type: 'campaign.paused', data, campaignId }]);
    return false;
  });
}

function reasonFor({ limit, used }: Quota): string {
  return (
    `The monthly quota is used up (${used} of ${limit}) and people are still to come; ` +
    '`resume` goes on once it is raised or the month is over'
  );
}
