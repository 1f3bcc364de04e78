import type { Database, Tx } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { enqueueJob } from '../jobs/queue.ts';
import { openRange, skipRangePage } from '../messages/wave-range.ts';
import { announce } from './announce.ts';
import { endIfDone } from './end.ts';
import { hourIn } from './schedule-time.ts';
import { type CampaignRow, lockCampaignRow, setPaused } from './store.ts';
import { fateOf } from './wave.ts';
import { findNextWave, setWaveBegun, setWaveSkipped, type WaveRow } from './wave-store.ts';
import { waveSchedule } from './zones.ts';

/** Messages that are skipped per transaction; claims of the campaign wait for it. */
const SKIP_PAGE = 10_000;

/**
 * Begins the waves that are due, in their order, each once: the campaign is locked and the wave's state
 * checked (P11). Passed ones are sent or skipped as was asked; before one that is over an hour late the
 * campaign pauses until a person says `resume` (P12). Then waits for the next one, by a job.
 */
export async function openWaves(
  db: Database,
  tenantId: string,
  campaignId: string,
  clock: DueClock,
): Promise<void> {
  for (let more = true; more; ) {
    more = await inTenant(db, tenantId, (tx) => openNext(tx, tenantId, campaignId, clock));
  }
}

/** In the transaction that lets the waves begin or go on. One such job waits per campaign. */
export async function enqueueWaves(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  runAt: Date | null = null,
): Promise<void> {
  const payload = { tenantId, campaignId };
  await enqueueJob(tx, 'open_waves', payload, { key: wavesJobKey(campaignId), runAt });
}

export function wavesJobKey(campaignId: string): string {
  return `open_waves:${campaignId}`;
}

async function openNext(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  clock: DueClock,
): Promise<boolean> {
  const row = await lockCampaignRow(tx, tenantId, campaignId);
  if (row?.status !== 'SENDING' || row.deliverAt !== 'recipient' || !row.fannedOutAt) return false;
  const wave = await findNextWave(tx, tenantId, campaignId);
  if (!wave) return endIfDone(tx, tenantId, campaignId).then(() => false);
  if (wave.status === 'SKIPPED') return skipOn(tx, tenantId, campaignId, wave);
  switch (fateOf(wave.dueAt, await clock(tx), waveSchedule(row))) {
    case 'wait':
      await enqueueWaves(tx, tenantId, campaignId, wave.dueAt);
      return false;
    case 'missed':
      await pauseAt(tx, tenantId, row, wave);
      return false;
    case 'skip':
      return skipOn(tx, tenantId, campaignId, wave);
    case 'send':
      await openRange(tx, tenantId, campaignId, wave);
      await setWaveBegun(tx, tenantId, campaignId, wave.place);
      await announce(tx, { tenantId, campaignId, status: 'SENDING' });
      return true;
  }
}

/** Skips a wave's next page; the wave is behind us once the mark has reached its last id. */
async function skipOn(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  { place, firstId, lastId, skippedTo }: WaveRow,
): Promise<boolean> {
  const page = { after: skippedTo ?? firstId - 1, lastId, limit: SKIP_PAGE };
  const last = await skipRangePage(tx, tenantId, campaignId, page);
  await setWaveSkipped(tx, tenantId, campaignId, { place, skippedTo: last ?? lastId });
  return true;
}

/** SENDING → PAUSED: a wave's time passed over an hour ago while nothing ran. */
async function pauseAt(tx: Tx, tenantId: string, row: CampaignRow, wave: WaveRow): Promise<void> {
  const { id: campaignId, name, scheduledAt } = row;
  const { timezone, dueAt, count } = wave;
  const what = row.ifPassed === 'skip' ? 'skips' : 'sends';
  const reason =
    `The wave of ${hourIn(dueAt, timezone)} in ${timezone} came due over an hour ago while ` +
    `nothing ran; \`resume\` ${what} it and goes on`;
  await setPaused(tx, tenantId, campaignId, reason);
  await announce(tx, { tenantId, campaignId, status: 'PAUSED' });
  const missed = { campaignId, name, scheduledAt, wave: { timezone, dueAt, count } };
  const paused = { campaignId, name, reason: 'missed' };
  await recordEvents(tx, tenantId, [
    { type: 'campaign.missed', data: missed, campaignId },
    { type: 'campaign.paused', data: paused, campaignId },
  ]);
}
