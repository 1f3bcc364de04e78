import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';
import { announce } from './announce.ts';
import type { Campaign } from './campaign.ts';
import { endIfDone } from './fan-out.ts';
import { requireRoomToGoOn } from './quota.ts';
import { enqueueFanOut } from './send.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { setPaused, setResumed } from './store.ts';

/**
 * SENDING → PAUSED. From the commit on no message is claimed; workers give back what they haven't
 * begun. Fan-out goes on: it only writes down who is waiting. 409 in another state.
 */
export async function pauseCampaign(tx: Tx, tenantId: string, id: string): Promise<void> {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'paused', ['SENDING']);
  await setPaused(tx, tenantId, id, 'Paused by request; `resume` goes on');
  await announce(tx, { tenantId, campaignId: id, status: 'PAUSED' });
  const data = { campaignId: id, name: row.name, reason: 'request' };
  await recordEvents(tx, tenantId, [{ type: 'campaign.paused', data, campaignId: id }]);
}

/**
 * PAUSED → SENDING; ends at once when nothing remained. Fan-out goes on if it isn't through: it stopped
 * when the quota was met. 409 in another state, 429 while the quota still is.
 */
export async function resumeCampaign(tx: Tx, tenantId: string, id: string): Promise<Campaign> {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'resumed', ['PAUSED']);
  await requireRoomToGoOn(tx, tenantId, row);
  await setResumed(tx, tenantId, id);
  if (!row.fannedOutAt) await enqueueFanOut(tx, tenantId, id);
  await announce(tx, { tenantId, campaignId: id, status: 'SENDING' });
  await endIfDone(tx, tenantId, id);
  return getCampaign(tx, tenantId, id);
}
