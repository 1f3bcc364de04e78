import type { Tx } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { recordEvents } from '../events/service.ts';
import { announce } from './announce.ts';
import type { Campaign } from './campaign.ts';
import { endIfDone } from './end.ts';
import { enqueueWaves } from './open-waves.ts';
import { requireRoomToGoOn } from './quota.ts';
import { enqueueFanOut } from './send.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { type CampaignRow, setGone, setPaused, setResumed } from './store.ts';
import { passedBy } from './wave.ts';

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
 * when the quota was met. Waves whose moment passed over an hour ago are sent at once or skipped, as was
 * asked; later ones that are due go at once. 409 in another state, 429 while the quota still is.
 */
export async function resumeCampaign(
  tx: Tx,
  tenantId: string,
  id: string,
  clock: DueClock,
): Promise<Campaign> {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'resumed', ['PAUSED']);
  await requireRoomToGoOn(tx, tenantId, row);
  await setResumed(tx, tenantId, id);
  if (row.deliverAt === 'recipient') await goOn(tx, tenantId, row, clock);
  if (!row.fannedOutAt) await enqueueFanOut(tx, tenantId, id);
  await announce(tx, { tenantId, campaignId: id, status: 'SENDING' });
  await endIfDone(tx, tenantId, id);
  return getCampaign(tx, tenantId, id);
}

async function goOn(tx: Tx, tenantId: string, row: CampaignRow, clock: DueClock): Promise<void> {
  const now = await clock(tx);
  await setGone(tx, tenantId, row.id, { now, passedUntil: passedBy(now) });
  if (row.fannedOutAt) await enqueueWaves(tx, tenantId, row.id);
}
