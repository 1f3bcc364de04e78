import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { type AudiencePage, wantedPeople } from './freeze.ts';

/** How many ids a campaign's range has: those of the migration claims_as_ranges. */
export const RANGE_IDS = 2 ** 26 - 1;

/**
 * Sets a campaign's range of ids aside, closed: nothing in it may be claimed before `openRange`. Answers
 * the id before the first. Needs `lockFreeze`, once per campaign.
 */
export async function takeRange(tx: Tx, tenantId: string, campaignId: string): Promise<number> {
  const { rows } = await sql<{ base: number }>`
    update campaign_progress p
    set claimed_to = r.base, open_to = r.base, frozen_to = r.base + ${RANGE_IDS}
    from (select (1::bigint << 40) + (nextval('message_ranges') << 26) as base) r
    where p.tenant_id = ${tenantId} and p.campaign_id = ${campaignId}
    returning r.base`.execute(tx);
  return rows[0]!.base;
}

/**
 * `freezePage` for a campaign with waves: each contact's row gets the next id of their wave's range, that
 * of `home` for who has no zone or one without a wave. One pass over the contacts, so that whoever moves
 * to another zone meanwhile is neither lost nor written twice. Whom a range has no room for goes into the
 * last one. Answers who came into which wave; the caller counts them there.
 */
export async function freezeWavePage(
  tx: Tx,
  tenantId: string,
  page: AudiencePage & { home: string },
): Promise<{ inserted: number; more: boolean; waves: { place: number; count: number }[] }> {
  const { rows } = await sql<{ seen: number; waves: { place: number; count: number }[] }>`
    with position as (
      select coalesce(p.fan_out_after, '00000000-0000-0000-0000-000000000000') as after, k.started_at
      from campaign_progress p
      join campaigns k on k.tenant_id = p.tenant_id and k.id = p.campaign_id
      where p.tenant_id = ${tenantId} and p.campaign_id = ${page.campaignId}
    ), ${wantedPeople(tenantId, page)}, wave as (
      select place, timezone, first_id + count as next_id, last_id,
             place = max(place) over () as is_last
      from campaign_waves
      where tenant_id = ${tenantId} and campaign_id = ${page.campaignId}
    ), own as (
      select w.id, w.email, w.locale, v.place, v.next_id,
             v.next_id + row_number() over (partition by v.place order by w.id) - 1 <= v.last_id as fits
      from wanted w
      left join wave o on o.timezone = w.timezone
      join wave v on v.timezone = coalesce(o.timezone, ${page.home})
    ), fitting as (
      select o.id, o.email, o.locale,
             case when o.fits then o.place else l.place end as place,
             case when o.fits then o.next_id else l.next_id end as next_id
      from own o
      join wave l on l.is_last
    ), inserted as (
      insert into messages (tenant_id, id, campaign_id, contact_id, template_version_id, address)
      select ${tenantId}, f.next_id + row_number() over (partition by f.place order by f.id) - 1,
             ${page.campaignId}, f.id, coalesce(v.version_id, ${page.baseVersionId}), f.email
      from fitting f
      left join unnest(${Object.keys(page.variants)}::text[],
                       ${Object.values(page.variants)}::uuid[]) as v (locale, version_id)
        on v.locale = f.locale
    ), counted as (
      update campaign_progress p
      set audience = p.audience + n.inserted, queued = p.queued + n.inserted,
          ahead = p.ahead + n.inserted,
          fan_out_after = coalesce((select id from page order by id desc limit 1), p.fan_out_after)
      from (select count(*) as inserted from fitting) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${page.campaignId}
    )
    select (select count(*) from page) as seen,
           coalesce((select json_agg(json_build_object('place', place, 'count', count))
                     from (select place, count(*) from fitting group by place) n), '[]') as waves`.execute(
    tx,
  );
  const { seen, waves } = rows[0]!;
  const inserted = waves.reduce((sum, { count }) => sum + count, 0);
  return { inserted, more: seen === page.limit, waves };
}
