import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { WHY_UNWANTED } from './unwanted.ts';

/** A claimed message with all that composing it needs. */
export type ClaimedMessage = {
  id: number;
  contactId: string;
  templateVersionId: string;
  address: string;
  attempts: number;
  doubted: boolean;
  /** Seconds since it was queued first. */
  age: number;
  externalId: string | null;
  locale: string | null;
  attributes: Record<string, unknown>;
};

export type ClaimRequest = {
  campaignId: string;
  workerId: string;
  token: string;
  limit: number;
  /** How many of the batch may be begun before the first results are recorded. */
  window: number;
  suppressionKey: Buffer;
};

/**
 * Claims the next queued messages of a campaign for a worker, in one statement: rows get the claim
 * token, those whose contact was erased, unsubscribed or suppressed since the freeze become
 * SKIPPED with that reason (UNKNOWN if an earlier attempt ended in doubt), the counts move along.
 * FOR SHARE on the campaign makes a cancel and a claim exclude each other; SKIP LOCKED lets other
 * workers pass.
 */
export async function claimMessages(
  tx: Tx,
  tenantId: string,
  claim: ClaimRequest,
): Promise<ClaimedMessage[]> {
  const { rows } = await sql<ClaimedMessage>`
    with running as (
      select id from campaigns
      where tenant_id = ${tenantId} and id = ${claim.campaignId} and status = 'SENDING'
        -- A buried worker that hasn't noticed (its machine slept) gets nothing.
        and exists (select from workers where id = ${claim.workerId} and lease_until > now())
      for share
    ), picked as (
      -- Constants and an EXISTS instead of a join: only so is the index read in its order. As a join
      -- the whole queue was read and sorted for each claim, 16,293 rows for 902.
      select m.id, m.contact_id, m.address
      from messages m
      where m.tenant_id = ${tenantId} and m.campaign_id = ${claim.campaignId}
        and m.status = 'QUEUED' and exists (select from running)
      order by m.id
      limit ${claim.limit}
      for update of m skip locked
    ), judged as materialized (
      -- The tenant as a column and the lateral joins keep this to index look-ups, whatever the
      -- statistics say of a young table.
      select ${tenantId}::uuid as tenant_id, p.id, c.external_id, c.locale, c.attributes,
             ${WHY_UNWANTED} as skip
      from picked p
      left join lateral (
        select * from contacts where tenant_id = ${tenantId} and id = p.contact_id limit 1
      ) c on true
      left join lateral (
        select address_hash from suppressions
        where tenant_id = ${tenantId}
          and suppressions.address_hash = address_hash(${claim.suppressionKey}, p.address) limit 1
      ) s on true
    ), moved as (
      update messages m
      set status = case when j.skip is null then 'SENDING'
                        when m.doubted then 'UNKNOWN' else 'SKIPPED' end,
          claim_token = case when j.skip is null then ${claim.token}::uuid end,
          attempts = m.attempts + case when j.skip is null then 1 else 0 end,
          reason = coalesce(j.skip, m.reason),
          address = case when j.skip = 'erased' then null else m.address end,
          finished_at = case when j.skip is not null then now() end
      from judged j
      where m.tenant_id = j.tenant_id and m.id = j.id
      returning m.id, m.contact_id, m.template_version_id, m.address, m.attempts, m.doubted,
                m.created_at, m.status, j.external_id, j.locale, j.attributes
    ), held as (
      insert into claims (tenant_id, token, campaign_id, worker_id, first_id, last_id, begun_to)
      select ${tenantId}, ${claim.token}, ${claim.campaignId}, ${claim.workerId},
             min(id), max(id), max(id) filter (where place <= ${claim.window})
      from (select id, row_number() over (order by id) as place
            from moved where status = 'SENDING') batch
      having count(*) > 0
    ), counted as (
      update campaign_progress p
      set queued = p.queued - n.claimed - n.skipped - n.unknown,
          sending = p.sending + n.claimed, skipped = p.skipped + n.skipped,
          unknown = p.unknown + n.unknown, last_claimed_at = clock_timestamp()
      from (select count(*) filter (where status = 'SENDING') as claimed,
                   count(*) filter (where status = 'SKIPPED') as skipped,
                   count(*) filter (where status = 'UNKNOWN') as unknown from moved) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${claim.campaignId}
    )
    select id, contact_id as "contactId", template_version_id as "templateVersionId", address,
           attempts, doubted, extract(epoch from now() - created_at)::float8 as age,
           external_id as "externalId", locale, attributes
    from moved where status = 'SENDING' order by id`.execute(tx);
  return rows;
}
