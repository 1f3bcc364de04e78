import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';

type Person = { id: string; email: string };

/** What went to a person and may have hits: copies that were opened or clicked, and emails. */
function messagesOf(tenantId: string, { id, email }: Person): RawBuilder<unknown> {
  return sql`
    select message_id from message_engagement
    where tenant_id = ${tenantId} and contact_id = ${id}
    union
    select message_id from emails
    where tenant_id = ${tenantId} and to_address = ${email}`;
}

export type HitRow = {
  messageId: number;
  /** Null: a campaign's copy. */
  emailId: string | null;
  kind: 'open' | 'click';
  at: Date;
  /** Null: a click that isn't judged yet. */
  automated: boolean | null;
  userAgent: string | null;
  ip: string | null;
};

/** A person's single opens and clicks, also those of machines, the newest first. */
export async function listHitsOfPerson(
  tx: Tx,
  tenantId: string,
  person: Person,
  limit: number,
): Promise<HitRow[]> {
  const { rows } = await sql<HitRow>`
    select h.message_id as "messageId", e.id as "emailId", h.kind, h.created_at as at, h.automated,
           h.user_agent as "userAgent", h.ip
    from (${messagesOf(tenantId, person)}) t
    join message_hits h on h.tenant_id = ${tenantId} and h.message_id = t.message_id
    left join emails e on e.tenant_id = ${tenantId} and e.message_id = h.message_id
    order by h.created_at desc, h.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

/** Deletes a person's single opens and clicks; what was counted of them stays. */
export async function deleteHitsOfPerson(tx: Tx, tenantId: string, person: Person): Promise<void> {
  await sql`
    delete from message_hits h
    using (${messagesOf(tenantId, person)}) t
    where h.tenant_id = ${tenantId} and h.message_id = t.message_id`.execute(tx);
}

/**
 * Crosses tenants: deletes up to `limit` hits that are older than `days`, and takes user agent and
 * address from the events that told of them. Answers how many it deleted.
 */
export async function deleteOldHits(tx: Tx, days: number, limit: number): Promise<number> {
  const { rows } = await sql<{ deleted: number }>`
    with old as (
      select tenant_id, id from message_hits
      where created_at < now() - ${days} * interval '1 day'
      order by created_at
      limit ${limit}
      for update skip locked
    ), gone as (
      delete from message_hits h using old o
      where h.tenant_id = o.tenant_id and h.id = o.id
      returning h.tenant_id, h.event_id
    ), blanked as (
      update events e set data = e.data || '{"userAgent": null, "ip": null}'
      from gone g
      where e.tenant_id = g.tenant_id and e.id = g.event_id and e.type = 'email.opened'
    )
    select count(*) as deleted from gone`.execute(tx);
  return rows[0]!.deleted;
}
