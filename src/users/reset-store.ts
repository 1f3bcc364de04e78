import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** How long a mailed link works. */
const LIFETIME = '1 hour';

/** The one before, if any, is good no longer. */
export async function upsertReset(tx: Tx, userId: string, tokenHash: Buffer): Promise<void> {
  await sql`
    insert into password_resets (user_id, token_hash, expires_at)
    values (${userId}, ${tokenHash}, now() + ${LIFETIME}::interval)
    on conflict (user_id) do update
    set token_hash = excluded.token_hash, expires_at = excluded.expires_at`.execute(tx);
}

/** Whose token it is, while it is good. */
export async function findReset(
  tx: Tx,
  tokenHash: Buffer,
): Promise<{ userId: string; email: string } | undefined> {
  const { rows } = await sql<{ userId: string; email: string }>`
    select u.id as "userId", u.email
    from password_resets r join users u on u.id = r.user_id
    where r.token_hash = ${tokenHash} and r.expires_at > now()`.execute(tx);
  return rows[0];
}

/** True when it was there and good; it is used up now. */
export async function takeReset(tx: Tx, tokenHash: Buffer): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from password_resets
    where token_hash = ${tokenHash} and expires_at > now()`.execute(tx);
  return numAffectedRows === 1n;
}

export async function deleteResetOf(tx: Tx, userId: string): Promise<void> {
  await sql`delete from password_resets where user_id = ${userId}`.execute(tx);
}

export async function deleteExpiredResets(tx: Tx): Promise<void> {
  await sql`delete from password_resets where expires_at < now()`.execute(tx);
}
