import type { Tx } from '../db/database.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { emailLogId, type MessageState } from '../messages/message.ts';
import { findRecipientRows, listRecipientRows, type RecipientRow } from '../messages/recipients.ts';
import { getCampaign } from './service.ts';

export type RecipientQuery = {
  status?: MessageState;
  email?: string;
  cursor?: string;
  limit: number;
};

/** Before every contact of a list. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Pages through a campaign's ledger: who, in what state, and what the server said. */
export async function listRecipients(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  query: RecipientQuery,
) {
  await getCampaign(tx, tenantId, campaignId);
  const after = query.cursor ?? BEFORE_ALL;
  if (!isId(after)) throw invalidField('cursor', 'is not a meta.nextCursor of this list');
  const { limit } = query;
  const window = { campaignId, status: query.status ?? null, after, limit: limit + 1 };
  const rows =
    query.email === undefined
      ? await listRecipientRows(tx, tenantId, window)
      : await findRecipientRows(tx, tenantId, window, readAddress(query.email));
  const data = rows.slice(0, limit).map(toRecipient);
  return { data, meta: { limit, nextCursor: rows.length > limit ? data.at(-1)!.contactId : null } };
}

/** What is no address is nobody's. */
function readAddress(text: string): string {
  return normaliseAddress(text) ?? '';
}

function toRecipient(row: RecipientRow) {
  return { ...row, id: emailLogId(row.id) };
}
