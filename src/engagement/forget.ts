import type { Tx } from '../db/database.ts';
import { emailLogId } from '../messages/message.ts';
import { HIT_DAYS } from './engagement.ts';
import { deleteHitsOfPerson, deleteOldHits, listHitsOfPerson } from './forget-store.ts';

const PAGE = 1_000;

/**
 * Erasure (P45): when, from where and with what program a person opened and clicked goes; that their
 * message was opened stays counted. Has to come before their emails lose their address.
 */
export function forgetPerson(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  return deleteHitsOfPerson(tx, tenantId, person);
}

/** For the export of a person's data: what is kept of their opens and clicks, the newest first. */
export async function hitsOf(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
  limit: number,
): Promise<object[]> {
  const rows = await listHitsOfPerson(tx, tenantId, person, limit);
  return rows.map(({ messageId, emailId, ...hit }) => ({
    messageId: emailId ?? emailLogId(messageId),
    ...hit,
  }));
}

/** Deletes single opens and clicks after HIT_DAYS, until there are none. Crosses tenants. */
export async function forgetOldHits(tx: Tx): Promise<void> {
  for (let count = PAGE; count === PAGE; ) count = await deleteOldHits(tx, HIT_DAYS, PAGE);
}
