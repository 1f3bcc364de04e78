import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { LogEvent } from './log-entry.ts';

export type EmailEventRow = {
  id: string;
  messageId: number;
  contactId: string | null;
  address: string | null;
  subject: string | null;
  status: 'SENT' | 'FAILED' | 'SKIPPED';
  reason: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  templateVersionId: string | null;
  finishedAt: Date;
};

/** Of these singles, those that ended in the current transaction, with what an event tells of them. */
export async function findEndedRows(
  tx: Tx,
  tenantId: string,
  messageIds: number[],
): Promise<EmailEventRow[]> {
  // Look-ups one by one, whatever the statistics say of a young table: as a join it took 400 ms for
  // 50 of 1,200.
  const { rows } = await sql<EmailEventRow>`
    select e.id, m.id as "messageId", m.contact_id as "contactId", m.address, e.subject, m.status,
           m.reason, e.tags, e.metadata, e.template_version_id as "templateVersionId",
           m.finished_at as "finishedAt"
    from unnest(${messageIds}::bigint[]) as asked (id)
    cross join lateral (
      select * from messages where tenant_id = ${tenantId} and id = asked.id limit 1) m
    cross join lateral (
      select * from emails where tenant_id = ${tenantId} and message_id = asked.id limit 1) e
    where m.status in ('SENT', 'FAILED', 'SKIPPED') and m.finished_at = now()
    order by m.id`.execute(tx);
  return rows;
}

/** A recorded event of one message. */
export type EventRow = LogEvent & { id: string };

/** What no event tells: opens and clicks of machines, and repeated ones. Not yet judged ones aren't there. */
export async function hitsOfMessage(
  tx: Tx,
  tenantId: string,
  messageId: number,
): Promise<LogEvent[]> {
  const { rows } = await sql<LogEvent>`
    select null as id, case kind when 'open' then 'email.opened' else 'email.clicked' end as type,
           created_at as "createdAt",
           jsonb_strip_nulls(jsonb_build_object(
             'automated', automated, 'linkId', link_id, 'userAgent', user_agent, 'ip', ip)) as data
    from message_hits
    where tenant_id = ${tenantId} and message_id = ${messageId} and event_id is null
      and automated is not null
    order by created_at, id limit 1000`.execute(tx);
  return rows;
}

/** The oldest first, 1,000 at most. */
export async function eventsOfEmail(tx: Tx, tenantId: string, id: string): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select id, type, created_at as "createdAt", data from events
    where tenant_id = ${tenantId} and campaign_id is null and type like 'email.%'
      and data ->> 'emailLogId' = ${id}
    order by created_at, id limit 1000`.execute(tx);
  return rows;
}

/** The same of a campaign's copy, found by its contact. */
export async function eventsOfCopy(
  tx: Tx,
  tenantId: string,
  id: string,
  contactId: string | null,
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select id, type, created_at as "createdAt", data from events
    where tenant_id = ${tenantId} and contact_id = ${contactId} and data ->> 'emailLogId' = ${id}
    order by created_at, id limit 1000`.execute(tx);
  return rows;
}
