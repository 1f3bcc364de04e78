import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { LEFT_IN_DOUBT } from '../messages/send-again.ts';

export type Exception = {
  status: 'FAILED' | 'SKIPPED' | 'UNKNOWN';
  code: string | null;
  reason: string | null;
  isLeft: boolean;
  count: number;
};

/**
 * Messages that failed, were skipped, or are in doubt, by reason. Reads an index that has only these: 33 ms
 * for 15,000 among 200,000 recipients, half a second when all 200,000 failed.
 */
export async function countExceptions(
  tx: Tx,
  tenantId: string,
  campaignId: string,
): Promise<Exception[]> {
  const { rows } = await sql<Exception>`
    with h as (
      -- By the head of the reason, where its code stands: a pattern for each row takes four times as long.
      -- One state after the other, so that also a young table's are found by their index.
      select e.exception, m.head, m.is_left, m.reason, m.count
      from unnest(array['FAILED', 'SKIPPED', 'UNKNOWN']) e (exception), lateral (
        select left(reason, 16) as head, coalesce(reason = ${LEFT_IN_DOUBT}, false) as is_left,
               min(reason collate "C") as reason, count(*) as count
        from messages
        where tenant_id = ${tenantId} and campaign_id = ${campaignId} and exception = e.exception
        group by 1, 2) m
    )
    select h.exception as status, c.code, min(h.reason) as reason, h.is_left as "isLeft",
           sum(h.count)::bigint as count
    from h, lateral (
      select case h.exception
        when 'FAILED' then coalesce(
          substring(h.head from '^[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})'),
          substring(h.head from '^[245]\\d\\d'))
        when 'SKIPPED' then h.reason end as code) c
    group by h.exception, c.code, h.is_left
    order by sum(h.count) desc, c.code`.execute(tx);
  return rows;
}

export type LinkRow = { id: string; url: string; clicks: number; uniqueClicks: number };

/** The most clicked links of a campaign. */
export async function listClickedLinks(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  limit: number,
): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    select c.link_id as id, min(l.url) as url, sum(c.clicks)::bigint as clicks,
           sum(c.unique_clicks)::bigint as "uniqueClicks"
    from link_clicks c
    join tracked_links l
      on l.tenant_id = c.tenant_id and l.source_id = c.source_id and l.link_id = c.link_id
    where c.tenant_id = ${tenantId} and c.campaign_id = ${campaignId}
    group by c.link_id
    order by sum(c.clicks) desc, min(l.url)
    limit ${limit}`.execute(tx);
  return rows;
}

/** Whether the tenant sees opens and clicks of this campaign's mail. */
export async function findTracking(
  tx: Tx,
  tenantId: string,
  campaignId: string,
): Promise<{ opens: boolean; clicks: boolean }> {
  const { rows } = await sql<{ opens: boolean; clicks: boolean }>`
    select k.mode = 'live' and t.track_opens and k.track_opens as opens,
           k.mode = 'live' and t.track_clicks and k.track_clicks as clicks
    from campaigns k join tenants t on t.id = k.tenant_id
    where k.tenant_id = ${tenantId} and k.id = ${campaignId}`.execute(tx);
  return rows[0]!;
}
