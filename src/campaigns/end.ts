import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { findCampaignRow, findUnendedCampaigns, lockCampaignRow, setSentIfDone } from './store.ts';

/**
 * Ends a campaign with nothing left; the event is written by the one that ended it. The lock comes
 * first, in a statement of its own: an UPDATE that had to wait for it would look at the counts as
 * they were before, and end a campaign whose failed messages were just queued again.
 */
export async function endIfDone(tx: Tx, tenantId: string, campaignId: string): Promise<boolean> {
  if ((await lockCampaignRow(tx, tenantId, campaignId))?.status !== 'SENDING') return false;
  if (!(await setSentIfDone(tx, tenantId, campaignId))) return false;
  const row = await findCampaignRow(tx, tenantId, campaignId);
  const data = { campaignId, name: row?.name, stats: row?.stats };
  await recordEvents(tx, tenantId, [{ type: 'campaign.sent', data, campaignId }]);
  return true;
}

/** Ends running campaigns with nothing left, which a crash kept from ending. */
export async function endUnended(db: Database): Promise<void> {
  for (const { tenantId, id } of await findUnendedCampaigns(db.engine)) {
    await inTenant(db, tenantId, (tx) => endIfDone(tx, tenantId, id));
  }
}
