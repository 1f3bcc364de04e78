import { Temporal } from '@js-temporal/polyfill';
import { invalidField } from '../lib/errors.ts';
import { isTimeZone } from '../lib/time-zone.ts';

// Nothing behind the time: Temporal would read an offset or a [Zone] there and not heed it.
const WALL_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}(?::\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?)?$/i;

export type ScheduleTime = { instant: Date; local: string };

/**
 * The instant that `scheduledAt` means. With an offset or Z it is that instant; without one it is
 * wall time in the zone, by the `compatible` rule: a time that a DST change skips is read as the
 * later one, a time that comes twice as the earlier (contract: Campaigns, schedule; P10). `local` is
 * the wall time in the zone. Throws 400 naming the field.
 */
export function readScheduleTime(scheduledAt: string, timezone: string): ScheduleTime {
  if (!isTimeZone(timezone)) {
    throw invalidField('timezone', `"${timezone}" is not an IANA time zone such as Europe/Madrid`);
  }
  const zoned = parse(scheduledAt.trim(), timezone);
  return {
    instant: new Date(zoned.epochMilliseconds),
    local: zoned.toPlainDateTime().toString({ smallestUnit: 'second' }),
  };
}

function parse(text: string, timezone: string): Temporal.ZonedDateTime {
  try {
    if (WALL_TIME.test(text)) {
      return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone, {
        disambiguation: 'compatible',
      });
    }
    return Temporal.Instant.from(text).toZonedDateTimeISO(timezone);
  } catch {
    throw invalidField(
      'scheduledAt',
      'must be a date and time such as 2030-05-01T09:00:00Z, or 2030-05-01T09:00:00 in the timezone',
    );
  }
}
