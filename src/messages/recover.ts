import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

export type OrphanedClaim = { tenantId: string; token: string };

/** Crosses tenants: claims whose worker is gone. At most 100 at a time, oldest first. */
export async function findOrphanedClaims(tx: Tx): Promise<OrphanedClaim[]> {
  const { rows } = await sql<OrphanedClaim>`
    select c.tenant_id as "tenantId", c.token
    from claims c
    where not exists (select from workers w where w.id = c.worker_id)
    order by c.token limit 100`.execute(tx);
  return rows;
}

/**
 * Takes back what a dead worker held, in one statement. Up to the claim's mark each message may
 * have been accepted: it is sent again once, and after a second doubt (or a cancel) becomes UNKNOWN.
 * Above the mark none was begun: those just go back into the queue. Nothing happens when another
 * worker recovered the claim first.
 */
export async function recoverClaim(tx: Tx, tenantId: string, token: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    with claim as (
      delete from claims where tenant_id = ${tenantId} and token = ${token}
      returning campaign_id, singly, first_id, last_id, begun_to
    ), campaign as (
      select k.id, k.status
      from campaigns k join claim c on k.tenant_id = ${tenantId} and k.id = c.campaign_id
      for share of k
    ), held as (
      -- Singles have no campaign, and so nobody who could cancel them meanwhile.
      select m.id, coalesce(k.status = 'CANCELLED', false) as cancelled, m.doubted,
             m.id <= c.begun_to as begun, c.singly
      from claim c
      left join campaign k on k.id = c.campaign_id
      join messages m on m.tenant_id = ${tenantId} and m.id between c.first_id and c.last_id
      where case when c.singly then m.claim_token = ${token}
                 else m.status = 'QUEUED' and not m.singly end
    ), judged as materialized (
      select ${tenantId}::uuid as tenant_id, id, begun, singly,
             case when begun and doubted then 'UNKNOWN'
                  when cancelled and (begun or doubted) then 'UNKNOWN'
                  when cancelled then 'CANCELLED'
                  else 'QUEUED' end as status
      from held
    ), moved as (
      update messages m
      set status = j.status, singly = j.status = 'QUEUED', claim_token = null,
          doubted = m.doubted or j.begun,
          attempts = m.attempts + case when j.begun then 1 else 0 end,
          reason = case when j.begun then 'the worker died while sending it' else m.reason end,
          finished_at = case when j.status <> 'QUEUED' then now() end
      from judged j
      where m.tenant_id = j.tenant_id and m.id = j.id
        and case when j.singly then m.claim_token = ${token}
                 else m.status = 'QUEUED' and not m.singly end
      returning m.status
    ), counted as (
      update campaign_progress p
      set sending = p.sending - n.total, queued = p.queued + n.queued,
          cancelled = p.cancelled + n.cancelled, unknown = p.unknown + n.unknown
      from (select count(*) as total,
                   count(*) filter (where status = 'QUEUED') as queued,
                   count(*) filter (where status = 'CANCELLED') as cancelled,
                   count(*) filter (where status = 'UNKNOWN') as unknown
            from moved) n, claim c
      where p.tenant_id = ${tenantId} and p.campaign_id = c.campaign_id
    )
    select count(*) as total from moved`.execute(tx);
  return rows[0]?.total ?? 0;
}

/** Crosses tenants: the claims that are this worker's in the database. */
export async function findClaimsOf(tx: Tx, workerId: string): Promise<OrphanedClaim[]> {
  const { rows } = await sql<OrphanedClaim>`
    select tenant_id as "tenantId", token from claims where worker_id = ${workerId}`.execute(tx);
  return rows;
}

/** Takes back a claim of which nothing was begun: all of it goes into the queue, without a doubt. */
export async function returnClaim(tx: Tx, tenantId: string, token: string): Promise<number> {
  await sql`
    update claims set begun_to = first_id - 1
    where tenant_id = ${tenantId} and token = ${token}`.execute(tx);
  return recoverClaim(tx, tenantId, token);
}

/** Crosses tenants: puts deferred messages whose time has come back into the queue; scheduled singles too. */
export async function requeueDue(tx: Tx, limit: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    with due as (
      select tenant_id, id from messages
      where next_attempt_at <= now()
      order by next_attempt_at limit ${limit}
      for update skip locked
    ), moved as (
      update messages m set status = 'QUEUED', singly = true, next_attempt_at = null
      from due d where m.tenant_id = d.tenant_id and m.id = d.id
      returning m.tenant_id, m.campaign_id
    ), counted as (
      update campaign_progress p
      set deferred = p.deferred - n.total, queued = p.queued + n.total,
          -- Beside a queue that stands, nothing moves by it.
          moved_at = case when p.queued - p.ahead + p.sending = 0 then now() else p.moved_at end
      from (select tenant_id, campaign_id, count(*) as total from moved group by 1, 2) n
      where p.tenant_id = n.tenant_id and p.campaign_id = n.campaign_id
    )
    select count(*) as total from moved`.execute(tx);
  return rows[0]!.total;
}
