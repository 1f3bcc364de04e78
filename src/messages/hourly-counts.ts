import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';

// What became of mail by the hour (decision 0022). Every writer comes here, last in its transaction or
// statement: who waits for a row of these holds none that its holder waits for.

/** In the place of a campaign: emails, which have none. */
export const NO_CAMPAIGN = '00000000-0000-0000-0000-000000000000';
/** The recorder's part of a campaign; readers have 0 to 15, by their message. */
export const RECORDERS_PART = 16;

/** What readers did in one moment; a missing number is 0. */
export type ReadersCounts = {
  opens?: number;
  uniqueOpens?: number;
  clicks?: number;
  uniqueClicks?: number;
  unsubscribed?: number;
};

/** Counts accepted and failed messages in this hour: the body of a CTE, over the row `n` of a recording. */
export function countRecorded(
  tenantId: string,
  campaignId: string,
  part: number,
): RawBuilder<unknown> {
  return sql`
      insert into hourly_counts as h (tenant_id, campaign_id, hour, part, sent, failed)
      select ${tenantId}::uuid, ${campaignId}::uuid, date_trunc('hour', now(), 'UTC'), ${part}::smallint,
             n.sent, n.failed
      from n where n.sent + n.failed > 0
      on conflict (tenant_id, campaign_id, hour, part) do update
      set sent = h.sent + excluded.sent, failed = h.failed + excluded.failed`;
}

/** Counts what readers of a campaign did in this hour. */
export async function countReaders(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  part: number,
  counts: ReadersCounts,
): Promise<void> {
  const { opens = 0, uniqueOpens = 0, clicks = 0, uniqueClicks = 0, unsubscribed = 0 } = counts;
  await sql`
    insert into hourly_counts as h (tenant_id, campaign_id, hour, part, opens, unique_opens, clicks,
                                    unique_clicks, unsubscribed)
    values (${tenantId}, ${campaignId}, date_trunc('hour', now(), 'UTC'), ${part}, ${opens},
            ${uniqueOpens}, ${clicks}, ${uniqueClicks}, ${unsubscribed})
    on conflict (tenant_id, campaign_id, hour, part) do update
    set opens = h.opens + excluded.opens, unique_opens = h.unique_opens + excluded.unique_opens,
        clicks = h.clicks + excluded.clicks,
        unique_clicks = h.unique_clicks + excluded.unique_clicks,
        unsubscribed = h.unsubscribed + excluded.unsubscribed`.execute(tx);
}
