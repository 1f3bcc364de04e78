import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Cancels the next waiting messages of a cancelled campaign and answers how many. Claims and
 * recordings lock the campaign FOR SHARE, so after the campaign became CANCELLED none enters the
 * queue again, and this only has to go on until it finds none. What a worker holds it gives back
 * as CANCELLED itself. One that waits for its second attempt, because the first ended in doubt,
 * becomes UNKNOWN: nobody can say that it was not sent.
 */
export async function cancelQueuedPage(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    with waiting as materialized (
      select m.tenant_id, m.id, m.status
      from campaigns k
      join messages m on m.tenant_id = ${tenantId} and m.campaign_id = k.id
      where k.tenant_id = ${tenantId} and k.id = ${campaignId} and k.status = 'CANCELLED'
        and m.status in ('QUEUED', 'DEFERRED')
      limit ${limit}
      for update of m
    ), moved as (
      update messages m
      set status = case when m.doubted then 'UNKNOWN' else 'CANCELLED' end, next_attempt_at = null, finished_at = now()
      from waiting w
      where m.tenant_id = w.tenant_id and m.id = w.id
      returning w.status, m.doubted
    ), counted as (
      update campaign_progress p
      set queued = p.queued - n.queued, deferred = p.deferred - n.deferred,
          cancelled = p.cancelled + n.queued + n.deferred - n.doubted,
          unknown = p.unknown + n.doubted
      from (select count(*) filter (where status = 'QUEUED') as queued,
                   count(*) filter (where status = 'DEFERRED') as deferred,
                   count(*) filter (where doubted) as doubted from moved) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${campaignId}
      returning n.queued + n.deferred as total
    )
    select total from counted`.execute(tx);
  return rows[0]?.total ?? 0;
}

/** How many of a campaign's messages workers hold at this moment. */
export async function countHeld(tx: Tx, tenantId: string, campaignId: string): Promise<number> {
  const { rows } = await sql<{ sending: number }>`
    select sending from campaign_progress
    where tenant_id = ${tenantId} and campaign_id = ${campaignId}`.execute(tx);
  return rows[0]?.sending ?? 0;
}
