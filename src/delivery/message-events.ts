import type { Tx } from '../db/database.ts';
import type { EventType, NewEvent } from '../events/event.ts';
import { findForEvents } from '../messages/find.ts';
import { emailLogId } from '../messages/message.ts';
import type { Recording } from '../messages/record.ts';

/** What the engine tells webhooks about a message. */
export const MESSAGE_EVENTS: EventType[] = ['email.sent', 'email.failed'];

/**
 * The events of results that were just recorded in this transaction; read from the ledger, so that
 * a zombie's results, which changed nothing, tell nothing.
 */
export async function messageEvents(
  tx: Tx,
  tenantId: string,
  { results, campaignId }: Recording,
): Promise<NewEvent[]> {
  const ids = results.filter((r) => r.status === 'SENT' || r.status === 'FAILED').map((r) => r.id);
  if (ids.length === 0) return [];
  const rows = await findForEvents(tx, tenantId, ids);
  return rows.map((row) => ({
    type: row.status === 'SENT' ? 'email.sent' : 'email.failed',
    campaignId,
    contactId: row.contactId,
    data: {
      emailLogId: emailLogId(row.id),
      to: row.address,
      subject: row.subject,
      status: row.status,
      tags: [],
      metadata: {},
      templateVersionId: row.templateVersionId,
      occurredAt: row.finishedAt.toISOString(),
      campaignId,
      ...(row.status === 'FAILED' ? { diagnostic: row.reason } : {}),
    },
  }));
}
