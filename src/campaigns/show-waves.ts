import type { Tx } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { notFound } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { canonicalTimeZone } from '../lib/time-zone.ts';
import { remaining, type Stats } from '../messages/message.ts';
import { countRanges } from '../messages/wave-range.ts';
import { readScheduleTime, readWallTime, wallTimeAt } from './schedule-time.ts';
import { type CampaignRow, findCampaignRow } from './store.ts';
import {
  fateOf,
  type IfPassed,
  type WaveSchedule,
  type WaveState,
  type WaveTime,
  waveTimes,
} from './wave.ts';
import { listWaves, type WaveRow } from './wave-store.ts';
import { peopleByZone, waveSchedule } from './zones.ts';

/** `stats` is null before the audience is frozen: until then `count` is who would be in it now. */
export type Wave = WaveTime & { count: number; status: WaveState; stats: Stats | null };

/** A schedule that is asked about, as `schedule` would take it. */
export type WavesAsked = { scheduledAt?: string; timezone?: string; ifPassed?: IfPassed };

/**
 * The waves of a campaign that is delivered in each person's own time, in their order, with their people;
 * none for any other campaign. Before the start they are counted from the contacts, then from the ledger;
 * both read all of them (about a second a million). `asked`: as they would be with that schedule, of one that
 * can still get it; throws 400 for what `schedule` would not take.
 */
export async function showWaves(
  tx: Tx,
  tenantId: string,
  id: string,
  asked: WavesAsked,
  { suppressionKey, clock }: { suppressionKey: Buffer; clock: DueClock },
): Promise<Wave[]> {
  const row = isId(id) ? await findCampaignRow(tx, tenantId, id) : undefined;
  if (!row) throw notFound('Campaign');
  const now = await clock(tx);
  if (asked.scheduledAt && ['DRAFT', 'SCHEDULED'].includes(row.status)) {
    const schedule = scheduleAsked(row, asked, now);
    return plannedWaves(tx, tenantId, row, { now, schedule }, suppressionKey);
  }
  if (row.deliverAt === 'instant') return [];
  // A cancel during the freeze leaves it at whoever had a row by then.
  if (row.fannedOutAt || row.status === 'CANCELLED') return frozenWaves(tx, tenantId, row, now);
  const schedule = waveSchedule(row);
  return plannedWaves(tx, tenantId, row, { now, schedule }, suppressionKey);
}

async function plannedWaves(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  { now, schedule }: { now: Date; schedule: WaveSchedule },
  suppressionKey: Buffer,
): Promise<Wave[]> {
  const people = await peopleByZone(tx, tenantId, row, schedule.home, suppressionKey);
  const waves = waveTimes(schedule.wall, people.keys()).map((time) => {
    const count = people.get(time.timezone)!;
    return { ...time, count, status: plannedState(time.dueAt, now, schedule), stats: null };
  });
  return waves.filter(({ count }) => count > 0);
}

function scheduleAsked(
  row: CampaignRow,
  { scheduledAt, timezone, ifPassed = 'send' }: WavesAsked,
  now: Date,
): WaveSchedule {
  const wall = readWallTime(scheduledAt!);
  const home = timezone ?? row.timezone ?? 'UTC';
  readScheduleTime(wall, home);
  const known = canonicalTimeZone(home) ?? home;
  return { wall, home: known, ifPassed, passedUntil: now, resumedAt: null };
}

function plannedState(dueAt: Date, now: Date, schedule: WaveSchedule): WaveState {
  const fate = fateOf(dueAt, now, schedule);
  if (fate === 'wait') return 'PENDING';
  return fate === 'skip' ? 'SKIPPED' : 'DUE';
}

async function frozenWaves(tx: Tx, tenantId: string, row: CampaignRow, now: Date): Promise<Wave[]> {
  const waves = (await listWaves(tx, tenantId, row.id)).filter(({ count }) => count > 0);
  const begun = waves.filter(({ status }) => status !== 'PENDING');
  const counted = await countRanges(tx, tenantId, row.id, begun);
  return waves.map((wave) => {
    const { timezone, dueAt, count } = wave;
    const stats = counted.get(wave.place) ?? { ...NOBODY, audience: count, queued: count };
    const localTime = wallTimeAt(dueAt, timezone);
    return { timezone, localTime, dueAt, count, stats, status: stateOf(wave, stats, now) };
  });
}

function stateOf({ status, dueAt }: WaveRow, stats: Stats, now: Date): WaveState {
  if (status === 'PENDING') return dueAt > now ? 'PENDING' : 'DUE';
  return status === 'SENDING' && remaining(stats) === 0 ? 'DONE' : status;
}

const NOBODY: Stats = {
  ...{ audience: 0, queued: 0, sending: 0, deferred: 0, sent: 0 },
  ...{ failed: 0, skipped: 0, cancelled: 0, unknown: 0 },
};
