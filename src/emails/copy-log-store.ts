import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { STANDING } from '../messages/recipients.ts';
import type { LogFilter, LogPosition } from './log-entry.ts';
import type { CopyRow } from './log-rows.ts';

type Range = { after: LogPosition; limit: number };
type FilterTo = LogFilter & { to: string };

const columns = sql`
  'copy' as kind, m.id, m.campaign_id as "campaignId", k.name as "campaignName", m.address,
  coalesce(k.subject, v.subject) as subject, ${STANDING} as status, m.attempts, m.reason,
  m.finished_at as "finishedAt", k.started_at as "createdAt",
  m.template_version_id as "templateVersionId", m.contact_id as "contactId",
  (extract(epoch from k.started_at) * 1000000)::bigint::text as micros`;

const EXCEPTIONS = ['DEFERRED', 'FAILED', 'SKIPPED', 'UNKNOWN'];

/** How many of a campaign's messages are in the asked-for state, from its counts `p`. */
function countIn(status: LogFilter['status']): RawBuilder<number> {
  switch (status) {
    case null:
      return sql`p.audience`;
    case 'QUEUED':
    case 'SENDING':
    case 'DEFERRED':
    case 'SENT':
    case 'FAILED':
    case 'SKIPPED':
    case 'CANCELLED':
    case 'UNKNOWN':
      return sql`p.${sql.ref(status.toLowerCase())}`;
    default:
      return sql`0`;
  }
}

function campaignConditions(tenantId: string, { campaignId, from, until }: LogFilter) {
  return sql`
    k.tenant_id = ${tenantId} and k.started_at is not null
    and (${campaignId}::uuid is null or k.id = ${campaignId})
    and (${from}::timestamptz is null or k.started_at >= ${from})
    and (${until}::timestamptz is null or k.started_at < ${until})`;
}

/** Before the position: of the campaign that it is in only the messages below, then earlier campaigns. */
function behind({ copy }: LogPosition) {
  return sql`
    (${copy === null} or (k.started_at, k.id) <=
     ('epoch'::timestamptz + ${copy?.micros ?? '0'}::bigint * interval '1 microsecond',
      ${copy?.campaignId ?? null}::uuid))`;
}

/**
 * Messages of campaigns behind a position: the campaign that started last first, and in it the last one
 * of its order. The counts say which campaigns are needed, so that no more than these are looked
 * into; in each the rows are read in the order of an index.
 */
export async function listCopies(
  tx: Tx,
  tenantId: string,
  filter: LogFilter,
  { after, limit }: Range,
): Promise<CopyRow[]> {
  const { status } = filter;
  const exception = EXCEPTIONS.includes(status ?? '') ? status : null;
  const position = after.copy;
  const { rows } = await sql<CopyRow>`
    with candidate as (
      select k.id, k.name, k.started_at, k.subject, n.total,
             sum(n.total) over (order by k.started_at desc, k.id desc) - n.total as before,
             case when ${status === 'QUEUED'} then p.claimed_to
                  -- Where its range of ids begins (migration claims_as_ranges); waves leave gaps in it.
                  else (p.frozen_to - 1) >> 26 << 26 end as above_id,
             case when ${status === 'SENT'} then p.claimed_to else p.frozen_to end as to_id,
             p.claimed_to,
             case when k.id = ${position?.campaignId ?? null}::uuid
                  then ${position?.id ?? null}::bigint end as below_id
      from campaigns k
      join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
      cross join lateral (
        -- Part of the position's own campaign is passed: it counts for nothing.
        select ${countIn(status)} as asked,
               case when k.id = ${position?.campaignId ?? null}::uuid then 0
                    else ${countIn(status)} end as total
      ) n
      where ${campaignConditions(tenantId, filter)} and ${behind(after)} and n.asked > 0
    ), chosen as (
      select * from candidate where before < ${limit}
    )
    select ${columns}
    from chosen k
    cross join lateral (
      (select * from messages
       where ${exception}::text is null and tenant_id = ${tenantId}
         and id > k.above_id and id <= k.to_id
         and (k.below_id is null or id < k.below_id)
         and (${status}::text is null or ${STANDING_OF_ROW} = ${status})
       order by id desc limit ${limit})
      union all
      (select * from messages
       where ${exception}::text is not null and tenant_id = ${tenantId} and campaign_id = k.id
         and exception = ${exception}
         and (k.below_id is null or contact_id < (
               select b.contact_id from messages b
               where b.tenant_id = ${tenantId} and b.id = k.below_id))
       order by contact_id desc limit ${limit})
    ) m
    cross join lateral (select k.claimed_to) p
    left join template_versions v on v.tenant_id = ${tenantId} and v.id = m.template_version_id
    order by k.started_at desc, k.id desc, m.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

/** STANDING, where the row has no name of its own. */
const STANDING_OF_ROW = sql`
  case when status = 'QUEUED' and not singly and id <= k.claimed_to then 'SENDING' else status end`;

export async function countCopies(tx: Tx, tenantId: string, filter: LogFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(${countIn(filter.status)}), 0)::float8 as total
    from campaigns k
    join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
    where ${campaignConditions(tenantId, filter)}`.execute(tx);
  return rows[0]!.total;
}

/** The messages to the contact that has this address now, and had it when each was frozen. */
function toOne(tenantId: string, filter: FilterTo) {
  return sql`
    from campaigns k
    join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
    join messages m on m.tenant_id = ${tenantId} and m.campaign_id = k.id and m.contact_id = (
      select c.id from contacts c where c.tenant_id = ${tenantId} and c.email = ${filter.to})
    left join template_versions v on v.tenant_id = ${tenantId} and v.id = m.template_version_id
    where ${campaignConditions(tenantId, filter)} and m.address = ${filter.to}
      and (${filter.status}::text is null or ${STANDING} = ${filter.status})`;
}

export async function listCopiesTo(
  tx: Tx,
  tenantId: string,
  filter: FilterTo,
  { after, limit }: Range,
): Promise<CopyRow[]> {
  const { copy } = after;
  const { rows } = await sql<CopyRow>`
    select ${columns} ${toOne(tenantId, filter)}
      and ${behind(after)} and k.id is distinct from ${copy?.campaignId ?? null}::uuid
    order by k.started_at desc, k.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

/** A contact's messages of all campaigns, whatever its address was: one look per campaign. */
export async function listCopiesOf(
  tx: Tx,
  tenantId: string,
  contactId: string,
  limit: number,
): Promise<CopyRow[]> {
  const { rows } = await sql<CopyRow>`
    select ${columns}
    from campaigns k
    join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
    join messages m on m.tenant_id = ${tenantId} and m.campaign_id = k.id
      and m.contact_id = ${contactId}
    left join template_versions v on v.tenant_id = ${tenantId} and v.id = m.template_version_id
    where k.tenant_id = ${tenantId}
    order by k.started_at desc, k.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

export async function countCopiesTo(tx: Tx, tenantId: string, filter: FilterTo): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total ${toOne(tenantId, filter)}`.execute(tx);
  return rows[0]!.total;
}

export async function findCopy(tx: Tx, tenantId: string, id: number): Promise<CopyRow | undefined> {
  const { rows } = await sql<CopyRow>`
    select ${columns}
    from messages m
    join campaigns k on k.tenant_id = ${tenantId} and k.id = m.campaign_id
    join campaign_progress p on p.tenant_id = ${tenantId} and p.campaign_id = m.campaign_id
    left join template_versions v on v.tenant_id = ${tenantId} and v.id = m.template_version_id
    where m.tenant_id = ${tenantId} and m.id = ${id}`.execute(tx);
  return rows[0];
}
