import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { LinkClicks } from './count-link-clicks.ts';

/** Adds a message's clicks to those of its campaign's links, in the order in which they are given. */
export async function addLinkClicks(
  tx: Tx,
  tenantId: string,
  message: { id: number; campaignId: string; sourceId: string },
  clicked: LinkClicks[],
): Promise<void> {
  if (clicked.length === 0) return;
  await sql`
    insert into link_clicks as c (tenant_id, campaign_id, source_id, link_id, part, clicks,
                                  unique_clicks)
    select ${tenantId}, ${message.campaignId}, ${message.sourceId}, l.link_id, ${message.id % 16},
           l.clicks, l.is_first::int
    from unnest(${clicked.map(({ linkId }) => linkId)}::text[],
                ${clicked.map(({ clicks }) => clicks)}::bigint[],
                ${clicked.map(({ isFirst }) => isFirst)}::boolean[]) as l (link_id, clicks, is_first)
    on conflict (tenant_id, campaign_id, source_id, link_id, part) do update
    set clicks = c.clicks + excluded.clicks,
        unique_clicks = c.unique_clicks + excluded.unique_clicks`.execute(tx);
}
