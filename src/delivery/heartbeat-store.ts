import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Home } from '../db/home.ts';

export type Heartbeat = {
  beatAt: Date;
  /** How long ago that was, by the database's clock. */
  silentSeconds: number;
  home: Home;
  now: Date;
};

/** The instance's last sign of life, locked until the transaction ends; undefined before the first one. */
export async function lockHeartbeat(tx: Tx): Promise<Heartbeat | undefined> {
  const { rows } = await sql<Heartbeat>`
    select beat_at as "beatAt", home, clock_timestamp() as now,
           extract(epoch from clock_timestamp() - beat_at)::float8 as "silentSeconds"
    from instance_heartbeat for update`.execute(tx);
  return rows[0];
}

/** A sign of life from here; what was known of the home and isn't seen from here stays. */
export async function writeHeartbeat(tx: Tx, home: Home): Promise<void> {
  await sql`
    insert into instance_heartbeat as h (beat_at, home)
    values (clock_timestamp(), ${JSON.stringify(home)}::jsonb)
    on conflict (is_only) do update
      set beat_at = clock_timestamp(), home = h.home || excluded.home`.execute(tx);
}

/** Another sign of life; several workers write one row, so at most every five seconds. */
export async function renewHeartbeat(tx: Tx): Promise<void> {
  await sql`
    update instance_heartbeat set beat_at = clock_timestamp()
    where beat_at not between clock_timestamp() - interval '5 seconds'
                          and clock_timestamp()`.execute(tx);
}

/**
 * Holds the singles that are there now: up to the last id that was given. Taking the next one tells it,
 * which is a right that the application's role has on a sequence; reading its last value isn't.
 */
export async function setHeld(tx: Tx, reason: string): Promise<void> {
  await sql`
    update instance_heartbeat
    set held_since = clock_timestamp(), reason = ${reason},
        held_to = nextval(pg_get_serial_sequence('messages', 'id'))`.execute(tx);
}

export async function clearHeld(tx: Tx): Promise<void> {
  await sql`
    update instance_heartbeat set held_since = null, held_to = null, reason = null`.execute(tx);
}

export async function findHeld(tx: Tx): Promise<{ since: Date; to: number; why: string } | null> {
  const { rows } = await sql<{ since: Date; to: number; why: string }>`
    select held_since as since, held_to as to, reason as why from instance_heartbeat
    where held_since is not null`.execute(tx);
  return rows[0] ?? null;
}

/**
 * Crosses tenants: singles without an end up to this id; those that wait, by their indexes, and those
 * that a worker had claimed.
 */
export async function countUnfinishedSingles(tx: Tx, upTo: number | null): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select (select count(*) from messages m
            where m.singly and m.line is not null and (${upTo}::bigint is null or m.id <= ${upTo}))
         + (select count(*) from messages m
            where m.next_attempt_at is not null and m.line is not null
              and (${upTo}::bigint is null or m.id <= ${upTo}))
         + (select count(*)
            from claims c
            join messages m on m.tenant_id = c.tenant_id and m.claim_token = c.token
              and m.id between c.first_id and c.last_id
            where c.campaign_id is null and (${upTo}::bigint is null or m.id <= ${upTo}))
         as total`.execute(tx);
  return rows[0]!.total;
}
