import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { ChangeRecord } from '../http/audited-change.ts';

export type AuditEntry = ChangeRecord & {
  id: string;
  /** The name of the key, or the address of the user; null when they are gone. */
  actorLabel: string | null;
  createdAt: Date;
};

export async function insertEntry(
  tx: Tx,
  tenantId: string,
  id: string,
  entry: ChangeRecord,
): Promise<void> {
  const { actor, before, after } = entry;
  await sql`
    insert into audit_log (tenant_id, id, actor_type, actor_id, action, subject_id, before, after,
                           ip, user_agent)
    values (${tenantId}, ${id}, ${actor.type}, ${actor.id}, ${entry.action}, ${entry.subjectId},
            ${before && JSON.stringify(before)}, ${after && JSON.stringify(after)},
            ${entry.ip}, ${entry.userAgent})`.execute(tx);
}

export type AuditFilter = {
  /** `noun.verb`, or a noun for all of its verbs. */
  action: string | null;
  /** An actor's id. */
  actor: string | null;
  since: Date | null;
  until: Date | null;
};

const matching = (tenantId: string, { action, actor, since, until }: AuditFilter) => sql`
  a.tenant_id = ${tenantId}
  and (${action}::text is null or ${action} in (a.action, split_part(a.action, '.', 1)))
  and (${actor}::uuid is null or a.actor_id = ${actor})
  and (${since}::timestamptz is null or a.created_at >= ${since})
  and (${until}::timestamptz is null or a.created_at < ${until})`;

/** Newest first; `before`: only older ones than this. */
export async function listEntries(
  tx: Tx,
  tenantId: string,
  filter: AuditFilter,
  { before, offset, limit }: { before: string | null; offset: number; limit: number },
): Promise<AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    select a.id, json_build_object('type', a.actor_type, 'id', a.actor_id) as actor,
           coalesce(k.name, u.email) as "actorLabel", a.action, a.subject_id as "subjectId",
           a.before, a.after, host(a.ip) as ip, a.user_agent as "userAgent",
           a.created_at as "createdAt"
    from audit_log a
    left join api_keys k on a.actor_type = 'api_key' and k.tenant_id = a.tenant_id
      and k.id = a.actor_id
    left join users u on a.actor_type = 'user' and u.id = a.actor_id
    where ${matching(tenantId, filter)} and (${before}::uuid is null or a.id < ${before})
    order by a.id desc limit ${limit} offset ${offset}`.execute(tx);
  return rows;
}

export async function countEntries(tx: Tx, tenantId: string, filter: AuditFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from audit_log a where ${matching(tenantId, filter)}`.execute(tx);
  return rows[0]!.total;
}
