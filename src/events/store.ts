import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { RecordedEvent, UndispatchedEvent } from './event.ts';
import { IMPERSONAL_FIELDS, type Person } from './person.ts';

/**
 * Inserts events given as a JSON array of rows, in one statement however many. An event that no
 * enabled endpoint listens to counts as dispatched from the start. True when any is to be dispatched.
 */
export async function insertEvents(tx: Tx, tenantId: string, json: string): Promise<boolean> {
  const { rows } = await sql<{ waiting: boolean | null }>`
    with recorded as (
      insert into events (tenant_id, id, type, data, campaign_id, contact_id, dispatched)
      select ${tenantId}, id, type, data, campaign_id, contact_id,
             not type = any (array(
               select unnest(events) from webhook_endpoints
               where tenant_id = ${tenantId} and enabled))
      from json_to_recordset(${json}::json)
             as event (id uuid, type text, data jsonb, campaign_id uuid, contact_id uuid)
      on conflict (tenant_id, id) do nothing
      returning dispatched)
    select bool_or(not dispatched) as waiting from recorded`.execute(tx);
  return rows[0]?.waiting ?? false;
}

/** Inserts one that is dispatched from the start, whoever listens. */
export async function insertDispatched(
  tx: Tx,
  tenantId: string,
  { id, type, data, createdAt }: RecordedEvent,
): Promise<void> {
  await sql`
    insert into events (tenant_id, id, type, data, dispatched, created_at)
    values (${tenantId}, ${id}, ${type}, ${JSON.stringify(data)}::jsonb, true, ${createdAt})`.execute(
    tx,
  );
}

/** Marks the oldest undispatched events that nobody else is taking, and returns them in order. */
export async function takeUndispatchedRows(
  tx: Tx,
  tenantId: string,
  limit: number,
): Promise<UndispatchedEvent[]> {
  const { rows } = await sql<UndispatchedEvent>`
    with next as (
      select id from events
      where tenant_id = ${tenantId} and not dispatched
      order by id limit ${limit}
      for update skip locked),
    taken as (
      update events set dispatched = true
      from next where events.tenant_id = ${tenantId} and events.id = next.id
      returning events.id, type)
    select * from taken order by id`.execute(tx);
  return rows;
}

/** The events of a contact, newest first. */
export async function listEventsOf(
  tx: Tx,
  tenantId: string,
  contactId: string,
  limit: number,
): Promise<RecordedEvent[]> {
  const { rows } = await sql<RecordedEvent>`
    select id, type, data, created_at as "createdAt" from events
    where tenant_id = ${tenantId} and contact_id = ${contactId}
    order by id desc limit ${limit}`.execute(tx);
  return rows;
}

/**
 * Nulls every field of the person's events that isn't impersonal. An event known by its address
 * only gets the contact's id, so that what hangs on it is still found afterwards.
 */
export async function blankEvents(tx: Tx, tenantId: string, person: Person): Promise<void> {
  await sql`
    update events
    set contact_id = coalesce(contact_id, ${person.id}),
        data = coalesce((
          select jsonb_object_agg(key, case when key = any (${IMPERSONAL_FIELDS}::text[])
                                            then value else 'null' end)
          from jsonb_each(data)), '{}')
    where tenant_id = ${tenantId}
      and (contact_id = ${person.id} or data->>'to' = ${person.email}
           or data->>'email' = ${person.email})`.execute(tx);
}
