import type { Tx } from '../db/database.ts';
import { wireId } from '../events/event.ts';
import { eventsOfCopy, eventsOfEmail } from './event-store.ts';
import type { LogEntry, LogEvent } from './log-entry.ts';

/**
 * The recorded events of a message, the oldest first. Of a campaign's copy none may be recorded, because
 * no webhook listened; then the ledger says how it ended.
 */
export async function findEventsOf(
  tx: Tx,
  tenantId: string,
  entry: LogEntry,
  contactId: string | null,
): Promise<LogEvent[]> {
  const found =
    entry.campaignId === null
      ? await eventsOfEmail(tx, tenantId, entry.id)
      : await eventsOfCopy(tx, tenantId, entry.id, contactId);
  const recorded = found.map((event) => ({ ...event, id: wireId(event.id) }));
  const end = endOf(entry);
  return end === null || found.some(({ type }) => type === end.type)
    ? recorded
    : [...recorded, end];
}

function endOf({ status, finishedAt, reason }: LogEntry): LogEvent | null {
  if (finishedAt === null) return null;
  if (status === 'SENT') return { id: null, type: 'email.sent', createdAt: finishedAt, data: {} };
  if (status !== 'FAILED' && status !== 'SKIPPED') return null;
  const data = { diagnostic: reason };
  return { id: null, type: 'email.failed', createdAt: finishedAt, data };
}
