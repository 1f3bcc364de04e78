import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { MOST_HITS, type OpenedMessage, type Visitor } from './engagement.ts';
import type { Click } from './judge-clicks.ts';

/** How the counts of a message moved; `at`: the first time of a person among them. */
export type Counted = {
  kind: 'open' | 'click';
  persons: number;
  machines: number;
  at: Date | null;
};

type Of = Pick<OpenedMessage, 'id' | 'campaignId' | 'contactId'>;

/** The message's row, locked: whoever counts what it has waits for the others. */
export async function lockEngagement(tx: Tx, tenantId: string, message: Of): Promise<void> {
  const { id, campaignId, contactId } = message;
  await sql`
    insert into message_engagement (tenant_id, message_id, campaign_id, contact_id)
    values (${tenantId}, ${id}, ${campaignId}, ${contactId})
    on conflict (tenant_id, message_id) do nothing`.execute(tx);
  await sql`
    select from message_engagement
    where tenant_id = ${tenantId} and message_id = ${id} for no key update`.execute(tx);
}

/** How many hits of a kind a message has, MOST_HITS at most. */
export async function countHits(
  tx: Tx,
  tenantId: string,
  messageId: number,
  kind: 'open' | 'click',
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select from message_hits
      where tenant_id = ${tenantId} and message_id = ${messageId} and kind = ${kind}
      limit ${MOST_HITS}) h`.execute(tx);
  return rows[0]!.total;
}

/** The database's clock, which dates what is recorded here. */
export async function insertHit(
  tx: Tx,
  tenantId: string,
  hit: Omit<Visitor, 'isMachine'> & {
    id: string;
    messageId: number;
    kind: 'open' | 'click';
    linkId: string | null;
    automated: boolean | null;
    eventId: string | null;
  },
): Promise<void> {
  await sql`
    insert into message_hits (tenant_id, id, message_id, kind, link_id, automated, user_agent, ip,
                              event_id)
    values (${tenantId}, ${hit.id}, ${hit.messageId}, ${hit.kind}, ${hit.linkId}, ${hit.automated},
            ${hit.userAgent}, ${hit.ip}, ${hit.eventId})`.execute(tx);
}

/** Whether an event told of an open of this message within the last so many seconds. */
export async function wasOpenTold(
  tx: Tx,
  tenantId: string,
  messageId: number,
  seconds: number,
): Promise<boolean> {
  const { rows } = await sql<{ told: boolean }>`
    select exists (
      select from message_hits
      where tenant_id = ${tenantId} and message_id = ${messageId} and kind = 'open'
        and event_id is not null
        and created_at > now() - ${seconds} * interval '1 second') as told`.execute(tx);
  return rows[0]!.told;
}

export type ClickRow = Click & { url: string; toldAt: Date | null; isSettled: boolean };

/** All clicks of a message, oldest first; settled are those to which no other can belong any more. */
export async function listClicks(
  tx: Tx,
  tenantId: string,
  messageId: number,
  sourceId: string | null,
  settleMs: number,
): Promise<ClickRow[]> {
  const { rows } = await sql<ClickRow>`
    select h.id, h.link_id as "linkId", h.automated, h.created_at as "createdAt",
           coalesce(l.url, '') as url,
           case when h.event_id is not null then h.created_at end as "toldAt",
           h.created_at <= now() - ${settleMs} * interval '1 millisecond' as "isSettled"
    from message_hits h
    left join tracked_links l
      on l.tenant_id = ${tenantId} and l.source_id = ${sourceId} and l.link_id = h.link_id
    where h.tenant_id = ${tenantId} and h.message_id = ${messageId} and h.kind = 'click'
    order by h.created_at, h.id`.execute(tx);
  return rows;
}

export async function setJudged(
  tx: Tx,
  tenantId: string,
  verdicts: { id: string; automated: boolean; eventId: string | null }[],
): Promise<void> {
  await sql`
    update message_hits h set automated = v.automated, event_id = v.event_id
    from unnest(${verdicts.map(({ id }) => id)}::uuid[],
                ${verdicts.map(({ automated }) => automated)}::boolean[],
                ${verdicts.map(({ eventId }) => eventId)}::uuid[]) as v (id, automated, event_id)
    where h.tenant_id = ${tenantId} and h.id = v.id`.execute(tx);
}

/** Moves a message's count; true when it is the first of a person. */
export async function countOnMessage(
  tx: Tx,
  tenantId: string,
  messageId: number,
  { kind, persons, machines, at }: Counted,
): Promise<boolean> {
  const opens = kind === 'open' ? persons : 0;
  const clicks = kind === 'click' ? persons : 0;
  const { rows } = await sql<{ first: boolean }>`
    update message_engagement
    set opens = opens + ${opens}, clicks = clicks + ${clicks},
        automated_opens = automated_opens + ${kind === 'open' ? machines : 0},
        automated_clicks = automated_clicks + ${kind === 'click' ? machines : 0},
        opened_at = case when ${opens} > 0 then least(opened_at, ${at}) else opened_at end,
        last_opened_at = case when ${opens} > 0 then now() else last_opened_at end,
        clicked_at = case when ${clicks} > 0 then least(clicked_at, ${at}) else clicked_at end,
        last_clicked_at = case when ${clicks} > 0 then now() else last_clicked_at end
    where tenant_id = ${tenantId} and message_id = ${messageId}
    returning case when ${kind === 'open'} then opens = ${opens} else clicks = ${clicks} end
              and ${persons} > 0 as first`.execute(tx);
  return rows[0]?.first ?? false;
}

/** Moves a campaign's counts, in the part that the message belongs to. */
export async function countOnCampaign(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  messageId: number,
  { kind, persons, machines }: Counted,
  isFirst: boolean,
): Promise<void> {
  const [opens, automatedOpens] = kind === 'open' ? [persons, machines] : [0, 0];
  const [clicks, automatedClicks] = kind === 'click' ? [persons, machines] : [0, 0];
  const uniqueOpens = kind === 'open' && isFirst ? 1 : 0;
  const uniqueClicks = kind === 'click' && isFirst ? 1 : 0;
  await sql`
    insert into campaign_engagement as g (tenant_id, campaign_id, part, opens, unique_opens, clicks,
                                          unique_clicks, automated_opens, automated_clicks)
    values (${tenantId}, ${campaignId}, ${messageId % 16}, ${opens}, ${uniqueOpens}, ${clicks},
            ${uniqueClicks}, ${automatedOpens}, ${automatedClicks})
    on conflict (tenant_id, campaign_id, part) do update
    set opens = g.opens + excluded.opens, unique_opens = g.unique_opens + excluded.unique_opens,
        clicks = g.clicks + excluded.clicks, unique_clicks = g.unique_clicks + excluded.unique_clicks,
        automated_opens = g.automated_opens + excluded.automated_opens,
        automated_clicks = g.automated_clicks + excluded.automated_clicks`.execute(tx);
}
