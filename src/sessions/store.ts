import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Membership } from '../http/access.ts';

/** How long a session lives without being used (contract: refresh tokens 30 days). */
const LIFETIME = '30 days';

export async function insertSession(
  tx: Tx,
  session: { id: string; userId: string; refreshHash: Buffer },
): Promise<void> {
  await sql`
    insert into sessions (id, user_id, refresh_hash, expires_at)
    values (${session.id}, ${session.userId}, ${session.refreshHash},
            now() + ${LIFETIME}::interval)`.execute(tx);
}

/** Replaces the hash if it is the newest one; whose session it is, else undefined. */
export async function rotateRefreshHash(
  tx: Tx,
  session: { id: string; old: Buffer; next: Buffer },
): Promise<string | undefined> {
  const { rows } = await sql<{ userId: string }>`
    update sessions
    set refresh_hash = ${session.next}, last_used_at = now(),
        expires_at = now() + ${LIFETIME}::interval
    where id = ${session.id} and refresh_hash = ${session.old} and expires_at > now()
    returning user_id as "userId"`.execute(tx);
  return rows[0]?.userId;
}

/** True when there was such a session. */
export async function deleteSession(tx: Tx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from sessions where id = ${id}`.execute(tx);
  return numAffectedRows === 1n;
}

/** All of a user's but the one to keep; null keeps none. */
export async function deleteSessionsOf(tx: Tx, userId: string, keep: string | null): Promise<void> {
  await sql`
    delete from sessions
    where user_id = ${userId} and id is distinct from ${keep}::uuid`.execute(tx);
}

export async function deleteExpiredSessions(tx: Tx): Promise<void> {
  await sql`delete from sessions where expires_at < now()`.execute(tx);
}

/**
 * Crosses tenants: the user's roles in the tenant asked about, else in the first two there are;
 * undefined when the session isn't there any more. Two index look-ups, for each request (P21).
 */
export async function findMemberships(
  tx: Tx,
  session: { sessionId: string; userId: string },
  tenantId: string | null,
): Promise<Membership[] | undefined> {
  const { rows } = await sql<{ tenantId: string | null; role: Membership['role'] }>`
    select m.tenant_id as "tenantId", m.role
    from sessions s
    left join lateral (
      select tenant_id, role from members
      where user_id = s.user_id and (${tenantId}::uuid is null or tenant_id = ${tenantId}::uuid)
      order by tenant_id limit 2
    ) m on true
    where s.id = ${session.sessionId} and s.user_id = ${session.userId}
      and s.expires_at > now()`.execute(tx);
  if (rows.length === 0) return undefined;
  return rows.filter((row): row is Membership => row.tenantId !== null);
}
