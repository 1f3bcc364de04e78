import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** At most so many messages in each second, minute, hour, day of the database's clock (UTC). */
export type RateLimit = {
  perSecond?: number;
  perMinute?: number;
  perHour?: number;
  perDay?: number;
};

/** Something whose messages are counted: a project (`project:<id>`) or a campaign (`campaign:<id>`). */
export type Limited = { subject: string; limit: RateLimit };

/** `granted` of the messages asked for; when none, `waitMs` until the fullest window ends. */
export type Grant = { granted: number; waitMs: number; unit: string | null };

const LIMIT_REASON = 'Rate limit reached for this ';

/** What a campaign says while a limit lets nothing of it go. */
export function limitReason(unit: string): string {
  return LIMIT_REASON + unit;
}

export function isLimitReason(reason: string | null): boolean {
  return reason?.startsWith(LIMIT_REASON) ?? false;
}

type Window = { subject: string; unit: string; most: number };

const UNITS = [
  ['perSecond', 'second'],
  ['perMinute', 'minute'],
  ['perHour', 'hour'],
  ['perDay', 'day'],
] as const;

/** Whether there is any limit to ask about. */
export function hasLimit(limited: Limited[]): boolean {
  return windowsOf(limited).length > 0;
}

/**
 * Takes up to `want` messages out of all windows of these limits, in the caller's transaction: all
 * of them or none. Rows are locked in one order, so that workers queue up instead of deadlocking.
 */
export async function reserve(
  tx: Tx,
  tenantId: string,
  limited: Limited[],
  want: number,
): Promise<Grant> {
  const windows = windowsOf(limited);
  const rows = await lockWindows(tx, tenantId, windows);
  const free = rows.map((row) => Math.max(0, row.most - row.used));
  const granted = Math.min(want, ...free);
  if (granted > 0) await useWindows(tx, tenantId, windows, granted);
  const full = rows.filter((_, i) => free[i] === 0).sort((a, b) => b.endsInMs - a.endsInMs)[0];
  return { granted, waitMs: full?.endsInMs ?? 0, unit: full?.unit ?? null };
}

/** Gives back what was reserved and not used, as long as its window still runs. */
export async function giveBack(
  tx: Tx,
  tenantId: string,
  limited: Limited[],
  count: number,
): Promise<void> {
  const windows = windowsOf(limited);
  await lockWindows(tx, tenantId, windows);
  await useWindows(tx, tenantId, windows, -count);
}

function windowsOf(limited: Limited[]): Window[] {
  const windows: Window[] = [];
  for (const { subject, limit } of limited) {
    for (const [field, unit] of UNITS) {
      const most = limit[field];
      if (most !== undefined) windows.push({ subject, unit, most });
    }
  }
  return windows.sort((a, b) => `${a.subject} ${a.unit}`.localeCompare(`${b.subject} ${b.unit}`));
}

type WindowRow = Window & { used: number; endsInMs: number };

/** Begins the windows that are over, and returns all of them locked. */
async function lockWindows(tx: Tx, tenantId: string, windows: Window[]): Promise<WindowRow[]> {
  const { rows } = await sql<WindowRow>`
    with asked as (
      select * from unnest(${windows.map((w) => w.subject)}::text[],
                           ${windows.map((w) => w.unit)}::text[],
                           ${windows.map((w) => w.most)}::bigint[])
        with ordinality as a (subject, unit, most, place)
    ), begun as (
      insert into rate_windows as w (tenant_id, subject, unit, starts_at, used)
      select ${tenantId}, subject, unit, date_trunc(unit, clock_timestamp(), 'UTC'), 0
      from asked order by place
      on conflict (tenant_id, subject, unit) do update
        set used = case when w.starts_at = excluded.starts_at then w.used else 0 end,
            starts_at = excluded.starts_at
      returning subject, unit, used, starts_at
    )
    select b.subject, b.unit, b.used, a.most,
           ceil(extract(epoch from b.starts_at + ('1 ' || b.unit)::interval - clock_timestamp())
                * 1000)::float8 as "endsInMs"
    from begun b join asked a on a.subject = b.subject and a.unit = b.unit
    order by a.place`.execute(tx);
  return rows;
}

async function useWindows(
  tx: Tx,
  tenantId: string,
  windows: Window[],
  count: number,
): Promise<void> {
  await sql`
    update rate_windows w set used = greatest(0, w.used + ${count})
    from unnest(${windows.map((w) => w.subject)}::text[], ${windows.map((w) => w.unit)}::text[])
      as a (subject, unit)
    where w.tenant_id = ${tenantId} and w.subject = a.subject and w.unit = a.unit`.execute(tx);
}
