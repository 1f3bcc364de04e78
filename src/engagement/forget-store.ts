import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Person } from '../events/person.ts';
import { messagesOf } from './person-store.ts';

/** Waits for opens and clicks of a person's emails that are being recorded, and keeps others out. */
export async function lockEmailsOf(tx: Tx, tenantId: string, person: Person): Promise<void> {
  await sql`
    select from messages m
    where m.tenant_id = ${tenantId} and m.id in (
      select message_id from emails
      where tenant_id = ${tenantId} and to_address = ${person.email}
      union
      select id from messages
      where tenant_id = ${tenantId} and campaign_id is null and contact_id = ${person.id})
    for no key update of m`.execute(tx);
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
