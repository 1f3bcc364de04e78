import type { Tx } from '../db/database.ts';
import { invalidField } from '../lib/errors.ts';
import { isTimeZone } from '../lib/time-zone.ts';
import { listDays, type Point } from '../messages/counted-hours.ts';

/** Twelve hours: far enough from midnight that no change of clocks reaches another day. */
const HALF_DAY_MS = 43_200_000;

/**
 * What became of all mail of a tenant, day by day until `now`'s, in this zone. From counts by the hour: the
 * number of messages doesn't matter (25,000 rows of hours, as many campaigns make in 30 days: 20 ms).
 */
export async function dailyCounts(
  tx: Tx,
  tenantId: string,
  { days, timezone }: { days: number; timezone: string },
  now: Date,
): Promise<Point[]> {
  if (!isTimeZone(timezone)) {
    throw invalidField('timezone', 'is not an IANA time zone such as Europe/Madrid');
  }
  const first = new Date(now.getTime() - days * 2 * HALF_DAY_MS);
  const points = await listDays(tx, tenantId, null, { first, last: now }, timezone);
  return points.slice(-days);
}
