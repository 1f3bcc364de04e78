import type { Tx } from '../db/database.ts';
import { type EmailEventRow, findEndedRows } from './event-store.ts';

export type { EmailEventRow } from './event-store.ts';

/** Of these singles, those that ended in the current transaction, with what an event tells of them. */
export function findForEvents(
  tx: Tx,
  tenantId: string,
  messageIds: number[],
): Promise<EmailEventRow[]> {
  return findEndedRows(tx, tenantId, messageIds);
}
