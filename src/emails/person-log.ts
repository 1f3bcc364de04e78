import type { Tx } from '../db/database.ts';
import { listCopiesOf } from './copy-log-store.ts';
import { listEmailsOf } from './email-log-store.ts';
import { merge, toEntry } from './log.ts';
import type { LogEntry } from './log-entry.ts';

/**
 * All messages to a person, the newest first, at most `limit`: copies of campaigns, also those that went
 * to an address of before, and emails to the contact or its address.
 */
export async function messagesOf(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
  { limit, domain }: { limit: number; domain: string },
): Promise<LogEntry[]> {
  const emails = await listEmailsOf(tx, tenantId, person, limit);
  const copies = await listCopiesOf(tx, tenantId, person.id, limit);
  return merge(emails, copies)
    .slice(0, limit)
    .map((row) => toEntry(row, domain));
}
