import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** What became of mail in one hour or day, which begins at `at`. */
export type Point = {
  at: Date;
  sent: number;
  failed: number;
  opens: number;
  uniqueOpens: number;
  clicks: number;
  uniqueClicks: number;
  unsubscribed: number;
};

export type Span = { first: Date; last: Date };

const SUMS = sql`
  coalesce(sum(h.sent), 0)::bigint as sent, coalesce(sum(h.failed), 0)::bigint as failed,
  coalesce(sum(h.opens), 0)::bigint as opens,
  coalesce(sum(h.unique_opens), 0)::bigint as "uniqueOpens",
  coalesce(sum(h.clicks), 0)::bigint as clicks,
  coalesce(sum(h.unique_clicks), 0)::bigint as "uniqueClicks",
  coalesce(sum(h.unsubscribed), 0)::bigint as unsubscribed`;

/**
 * The first and the last hour in which anything became of a campaign (null: in none), and who unsubscribed in
 * all of them, also those that no report shows.
 */
export async function findSpan(
  tx: Tx,
  tenantId: string,
  campaignId: string,
): Promise<{ span: Span | null; unsubscribed: number }> {
  const { rows } = await sql<{ first: Date | null; last: Date | null; unsubscribed: number }>`
    select min(hour) as first, max(hour) as last,
           coalesce(sum(unsubscribed), 0)::bigint as unsubscribed
    from hourly_counts
    where tenant_id = ${tenantId} and campaign_id = ${campaignId}`.execute(tx);
  const { first, last, unsubscribed } = rows[0]!;
  return { span: first && last ? { first, last } : null, unsubscribed };
}

/** A campaign's hours from the first to the last, without gaps. */
export async function listHours(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  { first, last }: Span,
): Promise<Point[]> {
  const { rows } = await sql<Point>`
    select g.at, ${SUMS}
    from generate_series(${first}::timestamptz, ${last}::timestamptz, interval '1 hour') g (at)
    left join hourly_counts h
      on h.tenant_id = ${tenantId} and h.campaign_id = ${campaignId} and h.hour = g.at
    group by g.at order by g.at`.execute(tx);
  return rows;
}

/**
 * Days of this zone from that of `first` to that of `last`, without gaps; of one campaign, or of all mail
 * (null). An hour that two days share, where a zone is half an hour off, is of the earlier one. Reads the
 * rows of these days: a few for each campaign and hour, whatever was sent.
 */
export async function listDays(
  tx: Tx,
  tenantId: string,
  campaignId: string | null,
  { first, last }: Span,
  timezone: string,
): Promise<Point[]> {
  const { rows } = await sql<Point>`
    with h as materialized (
      -- Before the join: as its condition, hours would be compared with each day.
      select date_trunc('day', hour at time zone ${timezone}) as day, sum(sent) as sent,
             sum(failed) as failed, sum(opens) as opens, sum(unique_opens) as unique_opens,
             sum(clicks) as clicks, sum(unique_clicks) as unique_clicks,
             sum(unsubscribed) as unsubscribed
      from hourly_counts
      where tenant_id = ${tenantId} and (${campaignId}::uuid is null or campaign_id = ${campaignId})
        and hour >= ${first}::timestamptz - interval '1 day'
        and hour <= ${last}::timestamptz
      group by 1
    )
    select d.day at time zone ${timezone} as at, ${SUMS}
    from generate_series(date_trunc('day', ${first}::timestamptz at time zone ${timezone}),
                         ${last}::timestamptz at time zone ${timezone}, interval '1 day') d (day)
    left join h on h.day = d.day
    group by d.day order by d.day`.execute(tx);
  return rows;
}
