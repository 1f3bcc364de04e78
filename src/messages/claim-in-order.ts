import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { chargeTurn } from './charge-turn.ts';
import type { ClaimedMessage, ClaimRequest } from './claimed-message.ts';
import { WHY_UNWANTED } from './unwanted.ts';

/**
 * Claims the messages behind the campaign's mark: the mark moves over them, and no row is written
 * but those that are skipped. FOR SHARE on the campaign makes a cancel and a claim exclude each
 * other; the lock on the progress row lets one worker step at a time.
 *
 * The mark moves to the last row that was seen, not by a number: a statement that waited for the lock
 * looks at the ledger as it was before the wait, and pages that were frozen meanwhile are not in it.
 * Fan-out commits page after page, so what is seen has no holes; with waves (`open_to`) it is through
 * before anything is claimed.
 */
export async function claimInOrder(
  tx: Tx,
  tenantId: string,
  claim: ClaimRequest,
): Promise<ClaimedMessage[]> {
  const { rows } = await sql<ClaimedMessage>`
    with running as (
      select id, exists (
               -- An hour earlier, for a suppression whose transaction was slow to commit.
               select from suppressions
               where tenant_id = ${tenantId} and created_at > k.started_at - interval '1 hour'
             ) as has_suppressed
      from campaigns k
      where tenant_id = ${tenantId} and id = ${claim.campaignId} and status = 'SENDING'
        -- A buried worker that hasn't noticed (its machine slept) gets nothing.
        and exists (select from workers where id = ${claim.workerId} and lease_until > now())
      for share
    ), line as (
      select claimed_to, coalesce(open_to, frozen_to) as open_to from campaign_progress
      where tenant_id = ${tenantId} and campaign_id = ${claim.campaignId}
        and exists (select from running)
      for update
    ), picked as (
      select id, contact_id, template_version_id, address, attempts, created_at
      from messages
      where tenant_id = ${tenantId} and id > (select claimed_to from line)
        and id <= (select open_to from line) and status = 'QUEUED' and not singly
      order by id
      limit ${claim.limit}
    ), judged as materialized (
      -- The tenant as a column and the lateral joins keep this to index look-ups, whatever the
      -- statistics say of a young table.
      select ${tenantId}::uuid as tenant_id, p.*, c.external_id, c.locale, c.attributes,
             ${WHY_UNWANTED} as skip
      from picked p
      left join lateral (
        select * from contacts where tenant_id = ${tenantId} and id = p.contact_id limit 1
      ) c on true
      left join lateral (
        select address_hash from suppressions
        where (select has_suppressed from running) and tenant_id = ${tenantId}
          and suppressions.address_hash = address_hash(${claim.suppressionKey}, p.address) limit 1
      ) s on true
    ), skipped as (
      update messages m
      set status = 'SKIPPED', reason = j.skip, finished_at = now(),
          address = case when j.skip = 'erased' then null else m.address end
      from judged j
      where j.skip is not null and m.tenant_id = j.tenant_id and m.id = j.id
      returning m.id
    ), held as (
      insert into claims (tenant_id, token, campaign_id, worker_id, first_id, last_id, begun_to)
      select ${tenantId}, ${claim.token}, ${claim.campaignId}, ${claim.workerId},
             min(id), max(id), max(id) filter (where place <= ${claim.window})
      from (select id, row_number() over (order by id) as place
            from judged where skip is null) batch
      having count(*) > 0
    ), counted as (
      update campaign_progress p
      set queued = p.queued - n.total, sending = p.sending + n.total - n.skipped,
          skipped = p.skipped + n.skipped, claimed_to = n.last_id, served_at = clock_timestamp(),
          turn = greatest(p.turn, ${claim.turn.campaignFrom}) + n.total,
          moved_at = case when n.skipped > 0 then now() else p.moved_at end
      from (select count(*) as total, max(id) as last_id,
                   (select count(*) from skipped) as skipped from judged) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${claim.campaignId} and n.total > 0
      returning n.total
    ), charged as (
      ${chargeTurn(tenantId, claim.turn)}
    )
    select id, contact_id as "contactId", template_version_id as "templateVersionId", address,
           attempts + 1 as attempts, false as doubted,
           extract(epoch from now() - created_at)::float8 as age,
           external_id as "externalId", locale, attributes
    from judged where skip is null order by id`.execute(tx);
  return rows;
}
