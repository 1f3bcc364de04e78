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

/** The first and the last hour in which anything became of a campaign; null: in none. */
export async function findSpan(tx: Tx, tenantId: string, campaignId: string): Promise<Span | null> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(hour) as first, max(hour) as last from hourly_counts
    where tenant_id = ${tenantId} and campaign_id = ${campaignId}`.execute(tx);
  const { first, last } = rows[0]!;
  return first && last ? { first, last } : null;
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
    with day as (
      select d.day at time zone ${timezone} as at,
             (d.day + interval '1 day') at time zone ${timezone} as until
      from generate_series(date_trunc('day', ${first}::timestamptz at time zone ${timezone}),
                           ${last}::timestamptz at time zone ${timezone}, interval '1 day') d (day)
    )
    select day.at, ${SUMS}
    from day
    left join hourly_counts h
      on h.tenant_id = ${tenantId} and h.hour >= day.at and h.hour < day.until
      and (${campaignId}::uuid is null or h.campaign_id = ${campaignId})
    group by day.at order by day.at`.execute(tx);
  return rows;
}
