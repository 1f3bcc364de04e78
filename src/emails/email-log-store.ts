import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { LogFilter, LogPosition } from './log-entry.ts';
import type { EmailRow } from './log-rows.ts';

const columns = sql`
  'email' as kind, e.id, e.message_id as "messageId", e.to_address as address, e.subject, m.status,
  coalesce(e.send_at > now(), false) as "isScheduled", m.attempts, m.reason,
  m.finished_at as "finishedAt", e.created_at as "createdAt",
  e.template_version_id as "templateVersionId", m.contact_id as "contactId", e.tags, e.metadata,
  e.send_at as "sendAt", e.from_address as "fromAddress",
  (extract(epoch from e.created_at) * 1000000)::bigint::text as micros`;

const EXCEPTIONS = ['DEFERRED', 'FAILED', 'SKIPPED', 'UNKNOWN'];

/** SCHEDULED is a DEFERRED one that waits for its first time; the few exceptions and the queue have an index. */
function conditions(tenantId: string, { status, to, from, until }: LogFilter) {
  const state = status === 'SCHEDULED' ? 'DEFERRED' : status;
  const exception = EXCEPTIONS.includes(state ?? '') ? state : null;
  const scheduled = state === 'DEFERRED' ? status === 'SCHEDULED' : null;
  return sql`
    e.tenant_id = ${tenantId}
    and (${state}::text is null or m.status = ${state})
    and (${state !== 'QUEUED'} or (m.singly and m.line is not null))
    and (${exception}::text is null or m.exception = ${exception})
    and (${scheduled}::boolean is null or coalesce(e.send_at > now(), false) = ${scheduled})
    and (${to}::text is null or e.to_address = ${to})
    and (${from}::timestamptz is null or e.created_at >= ${from})
    and (${until}::timestamptz is null or e.created_at < ${until})`;
}

/** Emails behind a position, newest first. */
export async function listEmails(
  tx: Tx,
  tenantId: string,
  filter: LogFilter,
  { after, limit }: { after: LogPosition; limit: number },
): Promise<EmailRow[]> {
  const { email } = after;
  const { rows } = await sql<EmailRow>`
    select ${columns}
    from emails e
    join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
    where ${conditions(tenantId, filter)}
      and (${email === null} or (e.created_at, e.id) <
           ('epoch'::timestamptz + ${email?.micros ?? '0'}::bigint * interval '1 microsecond',
            ${email?.id ?? null}::uuid))
    order by e.created_at desc, e.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

/** Emails to a contact or to its address, newest first. */
export async function listEmailsOf(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
  limit: number,
): Promise<EmailRow[]> {
  const { rows } = await sql<EmailRow>`
    with theirs as (
      select id from emails where tenant_id = ${tenantId} and to_address = ${person.email}
      union
      select e.id
      from messages m
      join emails e on e.tenant_id = ${tenantId} and e.message_id = m.id
      where m.tenant_id = ${tenantId} and m.campaign_id is null and m.contact_id = ${person.id}
    )
    select ${columns}
    from theirs t
    join emails e on e.tenant_id = ${tenantId} and e.id = t.id
    join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
    order by e.created_at desc, e.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

export async function countEmails(tx: Tx, tenantId: string, filter: LogFilter): Promise<number> {
  // Without a look at the ledger where its states aren't asked for: an index alone answers that.
  const { rows } = await (filter.status === null
    ? sql<{ total: number }>`
        select count(*) as total from emails e
        where e.tenant_id = ${tenantId}
          and (${filter.to}::text is null or e.to_address = ${filter.to})
          and (${filter.from}::timestamptz is null or e.created_at >= ${filter.from})
          and (${filter.until}::timestamptz is null or e.created_at < ${filter.until})`
    : sql<{ total: number }>`
        select count(*) as total
        from emails e
        join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
        where ${conditions(tenantId, filter)}`
  ).execute(tx);
  return rows[0]!.total;
}

export async function findEmail(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<EmailRow | undefined> {
  const { rows } = await sql<EmailRow>`
    select ${columns}
    from emails e
    join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
    where e.tenant_id = ${tenantId} and e.id = ${id}`.execute(tx);
  return rows[0];
}
