import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Adds a try unless there were `most` within `seconds`. `at` is its time, null when it isn't taken;
 * `waitSeconds` is then how long the oldest one still counts. The row is locked from the first
 * statement on, so of many at once exactly the first ones are taken.
 */
export async function addTry(
  tx: Tx,
  subject: Buffer,
  most: number,
  seconds: number,
): Promise<{ at: string | null; waitSeconds: number }> {
  const window = `${seconds} seconds`;
  const { rows } = await sql<{ at: string }>`
    insert into login_tries as l (subject, tried, ends_at)
    values (${subject}, array[clock_timestamp()], clock_timestamp() + ${window}::interval)
    on conflict (subject) do update
    set tried = array(select t from unnest(l.tried) t
                      where t > clock_timestamp() - ${window}::interval order by t)
                || excluded.tried,
        ends_at = excluded.ends_at
    where (select count(*) from unnest(l.tried) t
           where t > clock_timestamp() - ${window}::interval) < ${most}
    returning l.tried[cardinality(l.tried)]::text as at`.execute(tx);
  if (rows[0]) return { at: rows[0].at, waitSeconds: 0 };
  return { at: null, waitSeconds: await secondsUntilFree(tx, subject, most, seconds) };
}

async function secondsUntilFree(
  tx: Tx,
  subject: Buffer,
  most: number,
  seconds: number,
): Promise<number> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from tried[greatest(cardinality(tried) - ${most}::int + 1, 1)]
                               - clock_timestamp()) + ${seconds}::int)::float8 as wait
    from login_tries where subject = ${subject}`.execute(tx);
  return Math.max(1, rows[0]?.wait ?? 1);
}

/** Takes one try back, by its time. */
export async function removeTry(tx: Tx, subject: Buffer, at: string): Promise<void> {
  await sql`
    update login_tries set tried = array_remove(tried, ${at}::timestamptz)
    where subject = ${subject}`.execute(tx);
}

/** Takes them all back. */
export async function removeTries(tx: Tx, subject: Buffer): Promise<void> {
  await sql`delete from login_tries where subject = ${subject}`.execute(tx);
}

export async function deleteOldTries(tx: Tx): Promise<void> {
  await sql`delete from login_tries where ends_at < now()`.execute(tx);
}
