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

/** A wave with its range, as far as that is filled. Their places count from 0. */
export type FreezingWave = { timezone: string; firstId: number; lastId: number; count: number };

/**
 * `freezePage` for a campaign with waves: each contact's row gets the next id of their wave's range, that
 * of `home` (one of them) for who has no zone or one without a wave. One pass over the contacts, so that whoever moves
 * to another zone meanwhile is neither lost nor written twice. Whom a range has no room for goes into the
 * last one. Answers who came into which wave; the caller counts them there.
 */
export async function freezeWavePage(
  tx: Tx,
  tenantId: string,
  page: AudiencePage & { home: string; waves: FreezingWave[] },
): Promise<{ inserted: number; more: boolean; waves: { place: number; count: number }[] }> {
  const { waves } = page;
  const places = JSON.stringify(Object.fromEntries(waves.map((wave, i) => [wave.timezone, i])));
  const nextIds = waves.map(({ firstId, count }) => firstId + count);
  const lastIds = waves.map(({ lastId }) => lastId);
  const { rows } = await sql<{ seen: number; came: { place: number; count: number }[] }>`
    with position as (
      select coalesce(p.fan_out_after, '00000000-0000-0000-0000-000000000000') as after, k.started_at
      from campaign_progress p
      join campaigns k on k.tenant_id = p.tenant_id and k.id = p.campaign_id
      where p.tenant_id = ${tenantId} and p.campaign_id = ${page.campaignId}
    ), ${wantedPeople(tenantId, page)}, own as (
      -- Looked up in values, not joined: the planner expects few of these rows and so many waves, and
      -- compared each with each (twice the time of a freeze without waves, for 42 of them).
      select id, email, locale,
             coalesce((${places}::jsonb -> timezone)::int, ${place(waves, page.home)}) as place
      from wanted
    ), fitting as (
      select id, email, locale,
             case when (${nextIds}::bigint[])[place + 1]
                       + row_number() over (partition by place order by id)
                       <= (${lastIds}::bigint[])[place + 1] + 1
                  then place else ${waves.length - 1} end as place
      from own
    ), inserted as (
      insert into messages (tenant_id, id, campaign_id, contact_id, template_version_id, address)
      select ${tenantId},
             (${nextIds}::bigint[])[f.place + 1]
               + row_number() over (partition by f.place order by f.id) - 1,
             ${page.campaignId}, f.id, coalesce(v.version_id, ${page.baseVersionId}), f.email
      from fitting f
      left join unnest(${Object.keys(page.variants)}::text[],
                       ${Object.values(page.variants)}::uuid[]) as v (locale, version_id)
        on v.locale = f.locale
    ), counted as (
      update campaign_progress p
      set audience = p.audience + n.inserted, queued = p.queued + n.inserted,
          ahead = p.ahead + n.inserted,
          fan_out_after = coalesce((select id from page order by id desc limit 1), p.fan_out_after),
          moved_at = now()
      from (select count(*) as inserted from fitting) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${page.campaignId}
    )
    select (select count(*) from page) as seen,
           coalesce((select json_agg(json_build_object('place', place, 'count', count))
                     from (select place, count(*) from fitting group by place) n), '[]') as came`.execute(
    tx,
  );
  const { seen, came } = rows[0]!;
  const inserted = came.reduce((sum, { count }) => sum + count, 0);
  return { inserted, more: seen === page.limit, waves: came };
}

/** The place of a zone's wave. */
function place(waves: FreezingWave[], timezone: string): number {
  return waves.findIndex((wave) => wave.timezone === timezone);
}
