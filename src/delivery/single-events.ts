import type { Tx } from '../db/database.ts';
import { type EmailEventRow, findForEvents } from '../emails/events.ts';
import type { NewEvent } from '../events/event.ts';

/**
 * The events of singles that ended for good in this transaction (contract: Webhooks). `bounced` are
 * those whose address a server called dead: they bounced hard, besides having failed. What may have
 * been sent (UNKNOWN) has no event, for nobody knows which.
 */
export async function singleEvents(
  tx: Tx,
  tenantId: string,
  ids: number[],
  bounced: ReadonlySet<number>,
): Promise<NewEvent[]> {
  const rows = await findForEvents(tx, tenantId, ids);
  return rows.flatMap((row) => {
    if (row.status === 'SENT') return [eventOf(row, 'email.sent', {})];
    const failed = eventOf(row, 'email.failed', { diagnostic: row.reason });
    if (!bounced.has(row.messageId)) return [failed];
    const more = { status: 'BOUNCED', bounceType: 'hard', diagnostic: row.reason };
    return [failed, eventOf(row, 'email.bounced', more)];
  });
}

function eventOf(
  row: EmailEventRow,
  type: 'email.sent' | 'email.failed' | 'email.bounced',
  more: Record<string, unknown>,
): NewEvent {
  const { id, address, subject, status, tags, metadata, templateVersionId, finishedAt } = row;
  return {
    type,
    contactId: row.contactId,
    data: {
      ...{ emailLogId: id, to: address, subject, status, tags, metadata, templateVersionId },
      ...{ occurredAt: finishedAt.toISOString(), campaignId: null, ...more },
    },
  };
}
