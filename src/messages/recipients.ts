import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { MessageState } from './message.ts';

/** One row of the ledger as it is shown. */
export type RecipientRow = {
  id: number;
  contactId: string;
  email: string | null;
  status: MessageState;
  attempts: number;
  reason: string | null;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
};

/**
 * A message's state as it is shown. In its campaign's order, the mark says whether a worker holds it:
 * over its row `m` and the campaign's progress `p`.
 */
export const STANDING = sql<MessageState>`
  case when m.status = 'QUEUED' and not m.singly and m.id <= p.claimed_to then 'SENDING'
       else m.status end`;

/** A page of a campaign's ledger in the order of its contacts, behind the contact `after`. */
export async function listRecipientRows(
  tx: Tx,
  tenantId: string,
  page: { campaignId: string; status: MessageState | null; after: string; limit: number },
): Promise<RecipientRow[]> {
  // The few in these states have an index; the others are found by reading on.
  const exception = EXCEPTIONS.has(page.status) ? page.status : null;
  const { rows } = await sql<RecipientRow>`
    select m.id, m.contact_id as "contactId", m.address as email, ${STANDING} as status, m.attempts,
           m.reason, m.next_attempt_at as "nextAttemptAt", m.finished_at as "finishedAt"
    from messages m
    join campaign_progress p on p.tenant_id = m.tenant_id and p.campaign_id = m.campaign_id
    where m.tenant_id = ${tenantId} and m.campaign_id = ${page.campaignId}
      and m.contact_id > ${page.after}
      and (${exception}::text is null or m.exception = ${exception})
      and (${page.status}::text is null or ${STANDING} = ${page.status})
    order by m.contact_id limit ${page.limit}`.execute(tx);
  return rows;
}

const EXCEPTIONS: ReadonlySet<MessageState | null> = new Set([
  'DEFERRED',
  'FAILED',
  'SKIPPED',
  'UNKNOWN',
]);
