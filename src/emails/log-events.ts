import type { Tx } from '../db/database.ts';
import { wireId } from '../events/event.ts';
import { eventsOfCopy, eventsOfEmail, hitsOfMessage } from './event-store.ts';
import type { LogEntry, LogEvent } from './log-entry.ts';

/**
 * The recorded events of a message, the oldest first, and the opens and clicks that no event tells of. That
 * a campaign's copy was sent may not be recorded, because no webhook listened; then the ledger says how it
 * ended.
 */
export async function findEventsOf(
  tx: Tx,
  tenantId: string,
  entry: LogEntry,
  { contactId, messageId }: { contactId: string | null; messageId: number },
): Promise<LogEvent[]> {
  const found =
    entry.campaignId === null
      ? await eventsOfEmail(tx, tenantId, entry.id)
      : await eventsOfCopy(tx, tenantId, entry.id, contactId);
  const events: LogEvent[] = found.map((event) => ({ ...event, id: wireId(event.id) }));
  const end = endOf(entry);
  if (end !== null && !found.some(({ type }) => type === end.type)) events.push(end);
  events.push(...(await hitsOfMessage(tx, tenantId, messageId)));
  return events.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function endOf({ status, finishedAt, reason }: LogEntry): LogEvent | null {
  if (finishedAt === null) return null;
  if (status === 'SENT') return { id: null, type: 'email.sent', createdAt: finishedAt, data: {} };
  if (status !== 'FAILED' && status !== 'SKIPPED') return null;
  const data = { diagnostic: reason };
  return { id: null, type: 'email.failed', createdAt: finishedAt, data };
}
