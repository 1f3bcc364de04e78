import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { TrackedLink } from './link.ts';

/** Adds those that aren't there yet. */
export async function insertLinks(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  links: TrackedLink[],
): Promise<void> {
  await sql`
    insert into tracked_links (tenant_id, source_id, link_id, url)
    select ${tenantId}, ${sourceId}, g.id, g.url
    from unnest(${links.map(({ id }) => id)}::text[], ${links.map(({ url }) => url)}::text[])
      as g (id, url)
    on conflict (tenant_id, source_id, link_id) do nothing`.execute(tx);
}

/** Where a link of this source leads; undefined when it has none of that name. */
export async function findUrl(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  linkId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ url: string }>`
    select url from tracked_links
    where tenant_id = ${tenantId} and source_id = ${sourceId} and link_id = ${linkId}`.execute(tx);
  return rows[0]?.url;
}

export async function countLinksOf(tx: Tx, tenantId: string, sourceId: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from tracked_links
    where tenant_id = ${tenantId} and source_id = ${sourceId}`.execute(tx);
  return rows[0]!.total;
}

/** Deletes the links of content that only this person's emails had, while they still have an address. */
export async function deleteLinksOfPerson(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  await sql`
    with theirs as (
      select e.id, e.link_source from emails e
      where e.tenant_id = ${tenantId} and e.to_address = ${person.email}
        and e.link_source is not null
      union
      select e.id, e.link_source
      from messages m
      join emails e on e.tenant_id = ${tenantId} and e.message_id = m.id
      where m.tenant_id = ${tenantId} and m.campaign_id is null and m.contact_id = ${person.id}
        and e.link_source is not null
    )
    delete from tracked_links l
    using theirs t
    where l.tenant_id = ${tenantId} and l.source_id = t.link_source
      and not exists (
        select from emails o
        where o.tenant_id = ${tenantId} and o.link_source = t.link_source
          and o.to_address is not null and o.id not in (select id from theirs))`.execute(tx);
}
