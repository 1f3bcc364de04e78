import type { Tx } from '../db/database.ts';
import type { AudiencePage } from '../messages/freeze.ts';
import { freezeWavePage, RANGE_IDS, takeRange } from '../messages/freeze-waves.ts';
import { enqueueWaves } from './open-waves.ts';
import type { CampaignRow } from './store.ts';
import { type WaveTime, waveTimes } from './wave.ts';
import {
  addToWaves,
  deleteEmptyWaves,
  insertWaves,
  listWaves,
  type NewWave,
} from './wave-store.ts';
import { peopleByZone, waveSchedule } from './zones.ts';

/**
 * A page of the freeze of a campaign that is delivered in each person's own time; with the first one the
 * waves are written down. Nothing of it may be sent before `open_waves`, which follows the last page.
 * Needs `lockFreeze`.
 */
export async function freezeInWaves(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  page: AudiencePage,
): Promise<{ inserted: number; more: boolean }> {
  const { home } = waveSchedule(row);
  let waves = await listWaves(tx, tenantId, row.id);
  if (waves.length === 0) {
    await planWaves(tx, tenantId, row, page.suppressionKey);
    waves = await listWaves(tx, tenantId, row.id);
  }
  const frozen = await freezeWavePage(tx, tenantId, { ...page, home, waves });
  await addToWaves(tx, tenantId, row.id, frozen.waves);
  return frozen;
}

/** Once everybody is frozen: who moved meanwhile may have left a zone empty, and the first waves are due. */
export async function endFreeze(tx: Tx, tenantId: string, campaignId: string): Promise<void> {
  await deleteEmptyWaves(tx, tenantId, campaignId);
  await enqueueWaves(tx, tenantId, campaignId);
}

async function planWaves(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  suppressionKey: Buffer,
): Promise<void> {
  const { wall, home } = waveSchedule(row);
  const people = await peopleByZone(tx, tenantId, row, home, suppressionKey);
  const base = await takeRange(tx, tenantId, row.id);
  await insertWaves(tx, tenantId, row.id, wavesIn(base, waveTimes(wall, people.keys()), people));
}

/**
 * Divides a campaign's ids among its waves, in their order: as many as there are people now, and an
 * equal part of the rest for those who move while it is being frozen.
 */
export function wavesIn(base: number, times: WaveTime[], people: Map<string, number>): NewWave[] {
  const total = [...people.values()].reduce((sum, count) => sum + count, 0);
  const spare = Math.max(0, Math.floor((RANGE_IDS - total) / times.length));
  let last = base;
  return times.map(({ timezone, dueAt }, place) => {
    const firstId = last + 1;
    const isLast = place === times.length - 1;
    last = isLast ? base + RANGE_IDS : last + people.get(timezone)! + spare;
    return { place, timezone, dueAt, firstId, lastId: last };
  });
}
