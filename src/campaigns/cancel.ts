import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { enqueueJob, removeJob } from '../jobs/queue.ts';
import { cancelQueuedPage } from '../messages/cancel.ts';
import { endWaiting } from '../messages/wave-range.ts';
import { announce } from './announce.ts';
import { type Campaign, statesBefore } from './campaign.ts';
import { wavesJobKey } from './open-waves.ts';
import { startJobKey } from './send.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { PATIENCE_MS, settleCampaign } from './settle.ts';
import { setCancelled } from './store.ts';
import { cancelWaves } from './wave-store.ts';

const PAGE = 10_000;

/**
 * Cancels from any state before the end. From the commit on no message is claimed; workers drop
 * what they hold when they hear it. 409 when it is SENT or CANCELLED already.
 */
export async function cancelCampaign(tx: Tx, tenantId: string, id: string): Promise<Campaign> {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'cancelled', statesBefore('CANCELLED'));
  await removeJob(tx, startJobKey(id));
  if (row.deliverAt === 'recipient') await cancelToCome(tx, tenantId, id);
  await setCancelled(tx, tenantId, id);
  const payload = { tenantId, campaignId: id };
  await enqueueJob(tx, 'cancel_queued', payload, { key: `cancel_queued:${id}` });
  await announce(tx, { tenantId, campaignId: id, status: 'CANCELLED' });
  const data = { campaignId: id, name: row.name };
  await recordEvents(tx, tenantId, [{ type: 'campaign.cancelled', data, campaignId: id }]);
  return getCampaign(tx, tenantId, id);
}

/** Waves that haven't begun never will; their messages wait like any other that is to be cancelled. */
async function cancelToCome(tx: Tx, tenantId: string, id: string): Promise<void> {
  await removeJob(tx, wavesJobKey(id));
  await cancelWaves(tx, tenantId, id);
  await endWaiting(tx, tenantId, id);
}

/** Moves all that waits to CANCELLED, page by page. A job does this too, should we die here. */
export async function cancelQueued(
  db: Database,
  tenantId: string,
  campaignId: string,
  deadline = Number.POSITIVE_INFINITY,
): Promise<void> {
  // Twice, for one whose time for another attempt came while a page waited for its row.
  for (let empty = 0; empty < 2 && performance.now() < deadline; ) {
    const moved = await inTenant(db, tenantId, (tx) =>
      cancelQueuedPage(tx, tenantId, campaignId, PAGE),
    );
    empty = moved === 0 ? empty + 1 : 0;
  }
}

/** After the cancel is committed: cancels what waits and answers once the workers have let go. */
export async function settleCancel(
  db: Database,
  tenantId: string,
  campaignId: string,
): Promise<Campaign> {
  const deadline = performance.now() + PATIENCE_MS;
  await cancelQueued(db, tenantId, campaignId, deadline);
  return settleCampaign(db, tenantId, campaignId, deadline);
}
