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

/** A page of a campaign's ledger in the order of its contacts, behind the contact `after`. */
export async function listRecipientRows(
  tx: Tx,
  tenantId: string,
  page: { campaignId: string; status: MessageState | null; after: string; limit: number },
): Promise<RecipientRow[]> {
  const { rows } = await sql<RecipientRow>`
    select id, contact_id as "contactId", address as email, status, attempts, reason,
           next_attempt_at as "nextAttemptAt", finished_at as "finishedAt"
    from messages
    where tenant_id = ${tenantId} and campaign_id = ${page.campaignId} and contact_id > ${page.after}
      and (${page.status}::text is null or status = ${page.status})
    order by contact_id limit ${page.limit}`.execute(tx);
  return rows;
}
