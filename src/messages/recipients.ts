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

export type RecipientWindow = {
  campaignId: string;
  status: MessageState | null;
  after: string;
  limit: number;
};

const COLUMNS = sql`
  m.id, m.contact_id as "contactId", m.address as email, ${STANDING} as status, m.attempts,
  m.reason, m.next_attempt_at as "nextAttemptAt", m.finished_at as "finishedAt"`;

/** A page of a campaign's ledger in the order of its contacts, behind the contact `after`. */
export async function listRecipientRows(
  tx: Tx,
  tenantId: string,
  page: RecipientWindow,
): Promise<RecipientRow[]> {
  // The few in these states have an index; the others are found by reading on.
  const exception = EXCEPTIONS.has(page.status) ? page.status : null;
  const { rows } = await sql<RecipientRow>`
    select ${COLUMNS}
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

/** The message of the contact that has this address now, as a page: found by indexes, not by reading on. */
export async function findRecipientRows(
  tx: Tx,
  tenantId: string,
  page: RecipientWindow,
  address: string,
): Promise<RecipientRow[]> {
  const { rows } = await sql<RecipientRow>`
    select ${COLUMNS}
    from contacts c
    join messages m
      on m.tenant_id = c.tenant_id and m.campaign_id = ${page.campaignId} and m.contact_id = c.id
    join campaign_progress p on p.tenant_id = m.tenant_id and p.campaign_id = m.campaign_id
    where c.tenant_id = ${tenantId} and c.email = ${address} and c.id > ${page.after}
      and (${page.status}::text is null or ${STANDING} = ${page.status})
    order by m.contact_id limit ${page.limit}`.execute(tx);
  return rows;
}

export type ExportedRow = RecipientRow & { openedAt: Date | null; clickedAt: Date | null };

/** A page of `listRecipientRows`, with when each message was first opened and clicked. */
export async function listExportRows(
  tx: Tx,
  tenantId: string,
  page: RecipientWindow,
): Promise<ExportedRow[]> {
  const rows = await listRecipientRows(tx, tenantId, page);
  const { rows: read } = await sql<{ id: number; openedAt: Date | null; clickedAt: Date | null }>`
    select message_id as id, opened_at as "openedAt", clicked_at as "clickedAt"
    from message_engagement
    where tenant_id = ${tenantId} and message_id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(
    tx,
  );
  const byId = new Map(read.map((one) => [one.id, one]));
  const unread = { openedAt: null, clickedAt: null };
  return rows.map((row) => ({ ...row, ...(byId.get(row.id) ?? unread) }));
}
