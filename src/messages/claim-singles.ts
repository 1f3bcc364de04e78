import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { HeldSingle } from './single.ts';

export type SinglesRequest = {
  line: string;
  workerId: string;
  token: string;
  limit: number;
  /** Octets of bodies and files that the worker will hold at once; the first one is always taken. */
  maxSize: number;
  /** How many of the batch may be begun before the first results are recorded. */
  window: number;
  suppressionKey: Buffer;
};

/** What a claim found: singles to send, and those that it ended because nobody may get them. */
export type ClaimedSingles = { held: HeldSingle[]; ended: number[] };

/**
 * Claims the next singles of a line, oldest first, each by its own row and the claim's token (as
 * `claimSingly` does it for a campaign's). Whose address was erased or is suppressed by now becomes
 * SKIPPED, or UNKNOWN if an earlier attempt ended in doubt. Opted out is not a reason: such mail isn't
 * a campaign's. Nothing when the worker's lease is over; those that the instance holds since the database
 * slept are passed over (P13).
 */
export async function claimSingles(
  tx: Tx,
  tenantId: string,
  claim: SinglesRequest,
): Promise<ClaimedSingles> {
  const { rows } = await sql<HeldSingle & { isHeld: boolean }>`
    with picked as (
      select m.id, m.address
      from messages m
      where m.tenant_id = ${tenantId} and m.line = ${claim.line} and m.singly
        and m.id > coalesce((select held_to from instance_heartbeat), 0)
        and exists (select from workers where id = ${claim.workerId} and lease_until > now())
      order by m.id
      limit ${claim.limit}
      for update of m skip locked
    ), sized as (
      select p.id, p.address,
             sum(coalesce(e.size, 0)) over (order by p.id) - coalesce(e.size, 0) as before,
             coalesce(e.size, 0) as size
      from picked p
      left join lateral (
        select size from emails where tenant_id = ${tenantId} and message_id = p.id limit 1
      ) e on true
    ), judged as materialized (
      select ${tenantId}::uuid as tenant_id, p.id,
             case when p.address is null then 'erased'
                  when s.address_hash is not null then 'suppressed' end as skip
      from sized p
      left join lateral (
        select address_hash from suppressions
        where tenant_id = ${tenantId}
          and suppressions.address_hash = address_hash(${claim.suppressionKey}, p.address) limit 1
      ) s on true
      where p.before = 0 or p.before + p.size <= ${claim.maxSize}
    ), moved as (
      update messages m
      set status = case when j.skip is null then 'SENDING'
                        when m.doubted then 'UNKNOWN' else 'SKIPPED' end,
          singly = false,
          claim_token = case when j.skip is null then ${claim.token}::uuid end,
          reason = coalesce(j.skip, m.reason),
          finished_at = case when j.skip is not null then now() end
      from judged j
      where m.tenant_id = j.tenant_id and m.id = j.id
      returning m.id, m.address, m.attempts, m.doubted, m.created_at, m.status
    ), held as (
      insert into claims (tenant_id, token, campaign_id, worker_id, singly, first_id, last_id, begun_to)
      select ${tenantId}, ${claim.token}, null, ${claim.workerId}, true,
             min(id), max(id), max(id) filter (where place <= ${claim.window})
      from (select id, row_number() over (order by id) as place
            from moved where status = 'SENDING') batch
      having count(*) > 0
    )
    select id, address, attempts + 1 as attempts, doubted,
           extract(epoch from now() - created_at)::float8 as age, status = 'SENDING' as "isHeld"
    from moved order by id`.execute(tx);
  const held = rows.filter((row) => row.isHeld);
  return { held, ended: rows.filter((row) => !row.isHeld).map(({ id }) => id) };
}
