import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Puts ended messages of a campaign back into the queue by an operator's word: all in that state,
 * or the chosen ones of them. Their attempts begin anew. A doubt stays: if it is skipped or cancelled
 * now, nobody can say that no copy arrived before. The Message-ID stays.
 */
export async function requeueEnded(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  from: 'FAILED' | 'UNKNOWN',
  ids: number[] | null,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    with moved as (
      update messages
      set status = 'QUEUED', singly = true, attempts = 0, reason = null,
          finished_at = null
      where tenant_id = ${tenantId} and campaign_id = ${campaignId} and exception = ${from}
        and (${ids}::bigint[] is null or id = any(${ids}))
      returning 1
    ), counted as (
      update campaign_progress p
      set queued = p.queued + n.total,
          failed = p.failed - case when ${from} = 'FAILED' then n.total else 0 end,
          unknown = p.unknown - case when ${from} = 'UNKNOWN' then n.total else 0 end,
          moved_at = now()
      from (select count(*) as total from moved) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${campaignId}
      returning n.total
    )
    select total from counted`.execute(tx);
  return rows[0]?.total ?? 0;
}

/** The reason of a message that somebody leaves in doubt. */
export const LEFT_IN_DOUBT = 'left in doubt by an operator';

/** An operator has seen these doubtful messages and leaves them as they are. */
export async function leaveUnknown(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  ids: number[] | null,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update messages set reason = ${LEFT_IN_DOUBT}
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and exception = 'UNKNOWN'
      and (${ids}::bigint[] is null or id = any(${ids}))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
