import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Cancels the next waiting messages of a cancelled campaign and answers how many: up to `limit` behind
 * the campaign's mark, which moves over them, and up to `limit` that wait singly or for their next
 * attempt. Claims and recordings lock the campaign FOR SHARE, so after the campaign became CANCELLED
 * none enters the queue again, and this only has to go on until it finds none. What a worker holds it
 * gives back as CANCELLED itself. One that waits for its second attempt, because the first ended in
 * doubt, becomes UNKNOWN: nobody can say that it was not sent.
 */
export async function cancelQueuedPage(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    with line as (
      select p.claimed_to, p.frozen_to
      from campaigns k
      join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
      where k.tenant_id = ${tenantId} and k.id = ${campaignId} and k.status = 'CANCELLED'
      for update of p
    ), unclaimed as (
      -- Behind the mark there are skipped waves too; a page of theirs alone would look like the end.
      select id from messages
      where tenant_id = ${tenantId} and id > (select claimed_to from line)
        and id <= (select frozen_to from line) and status = 'QUEUED'
      order by id limit ${limit}
    ), returned as (
      select id from messages
      where tenant_id = ${tenantId} and campaign_id = ${campaignId} and singly
        and exists (select from line)
      order by id limit ${limit}
      for update
    ), later as (
      select id from messages
      where tenant_id = ${tenantId} and campaign_id = ${campaignId} and exception = 'DEFERRED'
        and exists (select from line)
      order by contact_id limit ${limit}
      for update
    ), waiting as materialized (
      select ${tenantId}::uuid as tenant_id, id from unclaimed
      union all select ${tenantId}, id from returned
      union all select ${tenantId}, id from later
    ), moved as (
      update messages m
      set status = case when m.doubted then 'UNKNOWN' else 'CANCELLED' end, singly = false,
          next_attempt_at = null, finished_at = now()
      from waiting w
      where m.tenant_id = w.tenant_id and m.id = w.id and m.status in ('QUEUED', 'DEFERRED')
      returning m.id, m.doubted
    ), counted as (
      update campaign_progress p
      set queued = p.queued - n.queued, deferred = p.deferred - n.deferred,
          cancelled = p.cancelled + n.queued + n.deferred - n.doubted,
          unknown = p.unknown + n.doubted,
          claimed_to = coalesce((select max(id) from unclaimed), p.claimed_to)
      from (select count(*) filter (where l.id is null) as queued,
                   count(l.id) as deferred,
                   count(*) filter (where doubted) as doubted
            from moved left join later l using (id)) n
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
