import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { type Page, pageOffset } from '../../http/paging.ts';
import type { Filter } from '../filter/filter.ts';
import { type Link, MAX_SHOWN, type Segment, type Usage } from './segment.ts';

const COLUMNS = sql`
  s.id, s.name, s.filter, s.created_at as "createdAt", s.updated_at as "updatedAt"`;

/** Lets one at a time change the segments of this tenant: a circle can be closed by two. */
export async function lockSegments(tx: Tx, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`segments ${tenantId}`}, 0))`.execute(
    tx,
  );
}

export async function findSegmentRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Segment | undefined> {
  const { rows } = await sql<Segment>`
    select ${COLUMNS} from segments s where s.tenant_id = ${tenantId} and s.id = ${id}`.execute(tx);
  return rows[0];
}

/** Locked so that who holds it (`holdSegmentRows`) is waited for. */
export async function lockSegmentRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Segment | undefined> {
  const { rows } = await sql<Segment>`
    select ${COLUMNS} from segments s
    where s.tenant_id = ${tenantId} and s.id = ${id} for update`.execute(tx);
  return rows[0];
}

/** Which of these are there; those stay until the transaction ends. */
export async function holdSegmentRows(tx: Tx, tenantId: string, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from segments s
    where s.tenant_id = ${tenantId} and s.id = any(${ids}::uuid[])
    order by s.id for key share`.execute(tx);
  return rows.map(({ id }) => id);
}

export async function listSegmentRows(tx: Tx, tenantId: string, page: Page): Promise<Segment[]> {
  const { rows } = await sql<Segment>`
    select ${COLUMNS} from segments s where s.tenant_id = ${tenantId}
    order by s.name, s.id limit ${page.limit} offset ${pageOffset(page)}`.execute(tx);
  return rows;
}

export async function countSegmentRows(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from segments where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]!.total;
}

/** All segments of the tenant, without their filters. */
export async function listLinks(tx: Tx, tenantId: string): Promise<Link[]> {
  const { rows } = await sql<Link>`
    select id, name, refers_to::text[] as "refersTo", parts
    from segments where tenant_id = ${tenantId}`.execute(tx);
  return rows;
}

/** The filters of these segments and of all that they refer to, at first or second hand. */
export async function findDefinitions(
  tx: Tx,
  tenantId: string,
  ids: string[],
): Promise<{ id: string; filter: Filter }[]> {
  const { rows } = await sql<{ id: string; filter: Filter }>`
    with recursive needed (id) as (
      select unnest(${ids}::uuid[])
      union
      select r.id
      from needed n
      join segments s on s.tenant_id = ${tenantId} and s.id = n.id
      cross join lateral unnest(s.refers_to) as r (id)
    )
    select s.id, s.filter
    from needed n join segments s on s.tenant_id = ${tenantId} and s.id = n.id`.execute(tx);
  return rows;
}

export async function insertSegment(
  tx: Tx,
  tenantId: string,
  { id, name, refersTo, parts }: Link,
  filter: Filter,
): Promise<void> {
  await sql`
    insert into segments (tenant_id, id, name, filter, refers_to, parts)
    values (${tenantId}, ${id}, ${name}, ${JSON.stringify(filter)}::jsonb, ${refersTo}::uuid[],
            ${parts})`.execute(tx);
}

export async function updateSegment(
  tx: Tx,
  tenantId: string,
  { id, name, refersTo, parts }: Link,
  filter: Filter,
): Promise<void> {
  await sql`
    update segments
    set name = ${name}, filter = ${JSON.stringify(filter)}::jsonb, refers_to = ${refersTo}::uuid[],
        parts = ${parts}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export async function deleteSegmentRow(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`delete from segments where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Campaigns that are still to send to, or to leave out, this segment; also those that do it now. */
export async function findUsingCampaigns(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Usage['campaigns']> {
  const { rows } = await sql<Usage['campaigns'][number]>`
    select id, name, status from campaigns
    where tenant_id = ${tenantId} and status in ('DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED')
      and (audience_filter ->> 'segmentId' = ${id} or audience_filter -> 'exclude' ? ${id})
    order by created_at desc, id limit ${MAX_SHOWN}`.execute(tx);
  return rows;
}

/** Segments in whose filter one of these texts stands, in any case. */
export async function findNaming(
  tx: Tx,
  tenantId: string,
  texts: string[],
): Promise<{ id: string; filter: Filter }[]> {
  const { rows } = await sql<{ id: string; filter: Filter }>`
    select s.id, s.filter from segments s
    where s.tenant_id = ${tenantId} and exists (
      select from unnest(${texts}::text[]) as t (text)
      where position(t.text in lower(s.filter::text)) > 0)`.execute(tx);
  return rows;
}

export async function replaceFilter(
  tx: Tx,
  tenantId: string,
  id: string,
  filter: Filter,
): Promise<void> {
  await sql`
    update segments set filter = ${JSON.stringify(filter)}::jsonb
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Which of these imports the tenant has. */
export async function findImportIds(tx: Tx, tenantId: string, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contact_imports
    where tenant_id = ${tenantId} and id = any(${ids}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Which of these campaigns the tenant has. */
export async function findCampaignIds(tx: Tx, tenantId: string, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from campaigns where tenant_id = ${tenantId} and id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}
