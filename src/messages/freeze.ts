import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tx } from '../db/database.ts';

export type AudiencePage = {
  campaignId: string;
  /** The compiled audience filter over contacts `c`. */
  audience: RawBuilder<SqlBool>;
  /** Locale → published variant; who finds none gets `baseVersionId`. */
  variants: Record<string, string>;
  baseVersionId: string;
  suppressionKey: Buffer;
  limit: number;
};

/**
 * One fan-out of a campaign at a time, for this transaction: a page gives ids behind the last one.
 * A statement of its own, because the page has to look at the ledger as it is after the wait.
 */
export async function lockFreeze(tx: Tx, campaignId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`freeze ${campaignId}`}, 0))`.execute(
    tx,
  );
}

/**
 * The next `page` of the contacts that the audience matches, behind the `position` of the statement that
 * this is part of, and those of them who are `wanted`: not suppressed.
 */
export function wantedPeople(
  tenantId: string,
  { audience, limit, suppressionKey }: AudiencePage,
): RawBuilder<unknown> {
  return sql`
    page as materialized (
      select c.id, c.email, c.locale, c.timezone
      from contacts c
      where c.tenant_id = ${tenantId} and c.id > (select after from position)
        -- Who comes later than the start is not part of the frozen audience.
        and c.created_at <= (select started_at from position) and ${audience}
      order by c.id
      limit ${limit}
    ), wanted as (
      -- Behind the limit and looked up one by one: as an anti-join it hashed all who are still to
      -- come, on every page.
      select p.id, p.email, p.locale, p.timezone
      from page p
      left join lateral (
        select true as found from suppressions s
        where s.tenant_id = ${tenantId}
          and s.address_hash = address_hash(${suppressionKey}, p.email) limit 1
      ) s on true
      where s.found is null
    )`;
}

/**
 * Writes one ledger row for each contact of the next page of the audience, and counts them, in
 * one statement. A page that is written again after a crash adds nobody, because its position is
 * committed with its rows (and (tenant, campaign, contact) is unique: P5). Needs `lockFreeze`.
 * `more` is false once the audience is exhausted.
 */
export async function freezePage(
  tx: Tx,
  tenantId: string,
  page: AudiencePage,
): Promise<{ inserted: number; more: boolean }> {
  const { rows } = await sql<{ seen: number; inserted: number }>`
    with position as (
      select coalesce(p.fan_out_after, '00000000-0000-0000-0000-000000000000') as after,
             -- A campaign's ids begin where no other's are: see the migration claims_as_ranges.
             coalesce(p.frozen_to, (1::bigint << 40) + (nextval('message_ranges') << 26)) as frozen_to,
             k.started_at
      from campaign_progress p
      join campaigns k on k.tenant_id = p.tenant_id and k.id = p.campaign_id
      where p.tenant_id = ${tenantId} and p.campaign_id = ${page.campaignId}
    ), ${wantedPeople(tenantId, page)}, inserted as (
      insert into messages (tenant_id, id, campaign_id, contact_id, template_version_id, address)
      select ${tenantId},
             (select frozen_to from position) + row_number() over (order by id),
             ${page.campaignId}, id,
             coalesce(v.version_id, ${page.baseVersionId}), email
      from wanted w
      left join unnest(${Object.keys(page.variants)}::text[],
                       ${Object.values(page.variants)}::uuid[]) as v (locale, version_id)
        on v.locale = w.locale
      order by id
      returning id
    ), counted as (
      update campaign_progress p
      set audience = p.audience + n.inserted, queued = p.queued + n.inserted,
          frozen_to = coalesce(n.last_id, p.frozen_to),
          claimed_to = coalesce(p.claimed_to, n.first_id - 1),
          fan_out_after = coalesce((select id from page order by id desc limit 1), p.fan_out_after),
          moved_at = now()
      from (select count(*) as inserted, min(id) as first_id, max(id) as last_id from inserted) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${page.campaignId}
    )
    select (select count(*) from page) as seen, (select count(*) from inserted) as inserted`.execute(
    tx,
  );
  const { seen, inserted } = rows[0]!;
  return { inserted, more: seen === page.limit };
}

/** How many there would be in the audience now; reads all of it (about 0.7 s a million). */
export async function countAudience(
  tx: Tx,
  tenantId: string,
  audience: RawBuilder<SqlBool>,
  suppressionKey: Buffer,
): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(*) as people from contacts c
    where c.tenant_id = ${tenantId} and ${audience}
      and not exists (
        select from suppressions s
        where s.tenant_id = ${tenantId}
          and s.address_hash = address_hash(${suppressionKey}, c.email))`.execute(tx);
  return rows[0]!.people;
}

/** Whether anyone at all would be in the audience: not suppressed, and matching the filter. */
export async function audienceExists(
  tx: Tx,
  tenantId: string,
  audience: RawBuilder<SqlBool>,
  suppressionKey: Buffer,
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from contacts c
      where c.tenant_id = ${tenantId} and ${audience}
        and not exists (
          select from suppressions s
          where s.tenant_id = ${tenantId}
            and s.address_hash = address_hash(${suppressionKey}, c.email)
          offset 0)) as found`.execute(tx);
  return rows[0]!.found;
}
