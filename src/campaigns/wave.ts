import { LATEST_START_SECONDS, wallTimeIn } from './schedule-time.ts';

/** `instant`: one moment for all; `recipient`: one wall time, in each contact's own zone. */
export const DELIVER_AT = ['instant', 'recipient'] as const;
export type DeliverAt = (typeof DELIVER_AT)[number];

/** What becomes of those whose moment has passed: they get it at once, or not at all. */
export const IF_PASSED = ['send', 'skip'] as const;
export type IfPassed = (typeof IF_PASSED)[number];

/** As `GET /campaigns/{id}/waves` shows them; DUE and DONE are not stored, but seen. */
export const WAVE_STATES = ['PENDING', 'DUE', 'SENDING', 'DONE', 'SKIPPED', 'CANCELLED'] as const;
export type WaveState = (typeof WAVE_STATES)[number];

/** When a wave begins, and what the clocks of its zone show then. */
export type WaveTime = { timezone: string; dueAt: Date; localTime: string };

/** A campaign that is delivered in each person's own time, as far as its waves depend on it. */
export type WaveSchedule = {
  /** The wall time that was asked for, the same in all zones. */
  wall: string;
  /** The campaign's zone: of people who have none, or one that this runtime doesn't know. */
  home: string;
  ifPassed: IfPassed;
  /** Whatever was due by then had its moment before somebody said go. */
  passedUntil: Date;
  /** When it began, or a person said go to one that had stopped. */
  resumedAt: Date | null;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** From UTC+14 (Kiritimati) to UTC−12, and an hour for a time that a DST change moves on. */
const EARLIEST_ZONE = 14 * HOUR;
const LATEST_ZONE = 13 * HOUR;
/** Every zone's offset, and every DST change, is a multiple of this (IANA database, since 1972). */
const GRID = 15 * MINUTE;

/**
 * The waves of a wall time, in the order in which they come; those of one instant by their zone. The
 * `compatible` rule holds in each zone by itself (P10). The zones have to be known ones.
 */
export function waveTimes(wall: string, zones: Iterable<string>): WaveTime[] {
  return [...zones]
    .map((timezone) => {
      const { instant, local } = wallTimeIn(wall, timezone);
      return { timezone, dueAt: instant, localTime: local };
    })
    .sort((one, other) => +one.dueAt - +other.dueAt || (one.timezone < other.timezone ? -1 : 1));
}

/**
 * What is to happen with the next wave now. `missed`: it came due over an hour ago and nobody could
 * begin it, so a person decides (P12). A wave that was past when somebody said go isn't missed: what
 * to do with it was asked and answered. After the start, or a stop, lateness counts from the go.
 */
export function fateOf(
  dueAt: Date,
  now: Date,
  { passedUntil, ifPassed, resumedAt }: Omit<WaveSchedule, 'wall' | 'home'>,
): 'wait' | 'send' | 'skip' | 'missed' {
  if (dueAt > now) return 'wait';
  if (dueAt <= passedUntil) return ifPassed;
  const since = Math.max(+dueAt, +(resumedAt ?? 0));
  return +now - since > LATEST_START_SECONDS * 1_000 ? 'missed' : 'send';
}

/** By a person's go at `now`, moments up to an hour ago count as late, and earlier ones as passed. */
export function passedBy(now: Date): Date {
  return new Date(+now - LATEST_START_SECONDS * 1_000);
}

/** Whether a wave gives the campaign a reason to start by now: it is due, and not to be skipped. */
export function startsAt(dueAt: Date, now: Date, schedule: WaveSchedule): boolean {
  const fate = fateOf(dueAt, now, schedule);
  return fate === 'send' || fate === 'missed';
}

/** Since when the campaign could have started for this wave: its moment, or when it was asked for. */
export function couldStart(dueAt: Date, { passedUntil }: WaveSchedule): Date {
  return dueAt > passedUntil ? dueAt : passedUntil;
}

/**
 * When to look next whether a wave is due, for a campaign that waits for its first: people with other
 * zones may come until then, so every quarter of an hour in which some zone's moment can be. Null once
 * the wall time has passed all over the world.
 */
export function nextLook(wall: string, now: Date): Date | null {
  const utc = Date.parse(`${wall}Z`);
  const first = utc - EARLIEST_ZONE;
  if (+now < first) return new Date(first);
  const next = first + (Math.floor((+now - first) / GRID) + 1) * GRID;
  return next <= utc + LATEST_ZONE ? new Date(next) : null;
}
