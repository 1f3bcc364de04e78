import { Temporal } from '@js-temporal/polyfill';
import { invalidField } from '../lib/errors.ts';
import { isTimeZone } from '../lib/time-zone.ts';

// Nothing behind the time: Temporal would read an offset or a [Zone] there and not heed it.
const WALL_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}(?::\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?)?$/i;

/** Later than this a start is missed: it waits for a person's word (P12). */
export const LATEST_START_SECONDS = 3_600;

export type ScheduleTime = { instant: Date; local: string };

/**
 * The instant that `scheduledAt` means. With an offset or Z it is that instant; without one it is
 * wall time in the zone, by the `compatible` rule: a time that a DST change skips is read as the
 * later one, a time that comes twice as the earlier (contract: Campaigns, schedule; P10). `local` is
 * the wall time in the zone. Throws 400 naming the field.
 */
export function readScheduleTime(scheduledAt: string, timezone: string): ScheduleTime {
  requireZone(timezone);
  const text = scheduledAt.trim();
  return WALL_TIME.test(text) ? timeInZone(readWall(text), timezone) : readInstant(text, timezone);
}

/**
 * `scheduledAt` as the wall time that it is in every zone, whole seconds: `2030-05-01T09:00:00`. Throws
 * 400 for one with an offset, which is an instant and the same for everybody.
 */
export function readWallTime(scheduledAt: string): string {
  const text = scheduledAt.trim();
  if (!WALL_TIME.test(text)) {
    throw invalidField(
      'scheduledAt',
      'must be a wall time without an offset, such as 2030-05-01T09:00:00, when deliverAt is "recipient"',
    );
  }
  return readWall(text).toString({ smallestUnit: 'second' });
}

/** When the wall time of `readWallTime` comes in a zone, and what the clocks there show then. */
export function wallTimeIn(wall: string, timezone: string): ScheduleTime {
  return timeInZone(Temporal.PlainDateTime.from(wall), timezone);
}

/** What the clocks of a zone show at an instant: `2030-05-01T09:00:00`. */
export function wallTimeAt(instant: Date, timezone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(+instant).toZonedDateTimeISO(timezone);
  return timeOf(zoned).local;
}

/** The same, of the day: `09:00`. */
export function hourIn(instant: Date, timezone: string): string {
  return wallTimeAt(instant, timezone).slice(11, 16);
}

function requireZone(timezone: string): void {
  if (isTimeZone(timezone)) return;
  throw invalidField('timezone', `"${timezone}" is not an IANA time zone such as Europe/Madrid`);
}

function readWall(text: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    throw noTime();
  }
}

function readInstant(text: string, timezone: string): ScheduleTime {
  try {
    return timeOf(Temporal.Instant.from(text).toZonedDateTimeISO(timezone));
  } catch {
    throw noTime();
  }
}

function timeInZone(wall: Temporal.PlainDateTime, timezone: string): ScheduleTime {
  return timeOf(wall.toZonedDateTime(timezone, { disambiguation: 'compatible' }));
}

function timeOf(zoned: Temporal.ZonedDateTime): ScheduleTime {
  return {
    instant: new Date(zoned.epochMilliseconds),
    local: zoned.toPlainDateTime().toString({ smallestUnit: 'second' }),
  };
}

function noTime() {
  return invalidField(
    'scheduledAt',
    'must be a date and time such as 2030-05-01T09:00:00Z, or 2030-05-01T09:00:00 in the timezone',
  );
}
