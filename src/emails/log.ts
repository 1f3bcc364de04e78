import type { Tx } from '../db/database.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { emailLogId, emailLogIdOf } from '../messages/message.ts';
import {
  countCopies,
  countCopiesTo,
  findCopy,
  listCopies,
  listCopiesTo,
} from './copy-log-store.ts';
import { logState, messageIdOf, PROVIDER } from './email.ts';
import { countEmails, findEmail, listEmails } from './email-log-store.ts';
import { readLogCursor, START, writeLogCursor } from './log-cursor.ts';
import type { LogEntry, LogEvent, LogFilter, LogPosition } from './log-entry.ts';
import { findEventsOf } from './log-events.ts';
import type { CopyRow, EmailRow } from './log-rows.ts';

/** Rows that a page by its number reads at most; whoever wants to go further takes the cursor. */
const MOST_ROWS = 10_000;

/**
 * A page of all that was sent, newest first: emails by when they were asked for, a campaign's copies by
 * when it started, both read in the order of an index and merged. With a cursor the walk meets each
 * message once, and nothing is counted. 400 for a page beyond 10,000 rows.
 */
export async function listLog(
  tx: Tx,
  tenantId: string,
  { cursor, page, limit, ...filter }: LogFilter & Page & { cursor?: string | undefined },
  domain: string,
) {
  const after = cursor === undefined ? START : readLogCursor(cursor);
  const offset = cursor === undefined ? pageOffset({ page, limit }) : 0;
  if (offset + limit > MOST_ROWS) {
    throw invalidField('page', `reaches beyond ${MOST_ROWS} rows: go on with meta.nextCursor`);
  }
  // One more than the page tells whether it is the last.
  const range = { after, limit: offset + limit + 1 };
  const emails = hasEmails(filter) ? await listEmails(tx, tenantId, filter, range) : [];
  const copies = hasCopies(filter) ? await copiesOf(tx, tenantId, filter, range) : [];
  const merged = merge(emails, copies).slice(0, range.limit);
  const upTo = merged.slice(0, offset + limit);
  const nextCursor = merged.length > upTo.length ? writeLogCursor(after, upTo) : null;
  const data = upTo.slice(offset).map((row) => toEntry(row, domain));
  if (cursor !== undefined) return { data, meta: { limit, nextCursor } };
  const total = await countLog(tx, tenantId, filter);
  return { data, meta: { ...pageMeta({ page, limit }, total), nextCursor } };
}

/** One message with its events, the oldest first; 404 when it isn't the tenant's. */
export async function showLogEntry(
  tx: Tx,
  tenantId: string,
  id: string,
  domain: string,
): Promise<LogEntry & { events: LogEvent[] }> {
  const number = emailLogIdOf(id);
  const row = isId(id)
    ? await findEmail(tx, tenantId, id)
    : number === null
      ? undefined
      : await findCopy(tx, tenantId, number);
  if (!row) throw notFound('Email');
  const entry = toEntry(row, domain);
  const { contactId } = row;
  const messageId = row.kind === 'email' ? row.messageId : row.id;
  return { ...entry, events: await findEventsOf(tx, tenantId, entry, { contactId, messageId }) };
}

function hasEmails({ campaignId, kind }: LogFilter): boolean {
  return campaignId === null && kind !== 'copy';
}

function hasCopies({ kind }: LogFilter): boolean {
  return kind !== 'email';
}

type Range = { after: LogPosition; limit: number };

function copiesOf(tx: Tx, tenantId: string, filter: LogFilter, range: Range): Promise<CopyRow[]> {
  return filter.to === null
    ? listCopies(tx, tenantId, filter, range)
    : listCopiesTo(tx, tenantId, { ...filter, to: filter.to }, range);
}

async function countLog(tx: Tx, tenantId: string, filter: LogFilter): Promise<number> {
  const { to } = filter;
  const emails = hasEmails(filter) ? await countEmails(tx, tenantId, filter) : 0;
  if (!hasCopies(filter)) return emails;
  const copies =
    to === null
      ? await countCopies(tx, tenantId, filter)
      : await countCopiesTo(tx, tenantId, { ...filter, to });
  return emails + copies;
}

/** Two lists that are each newest first become one. */
export function merge(emails: EmailRow[], copies: CopyRow[]): (EmailRow | CopyRow)[] {
  const merged: (EmailRow | CopyRow)[] = [];
  let e = 0;
  let c = 0;
  while (e < emails.length || c < copies.length) {
    const email = emails[e];
    const copy = copies[c];
    const takesEmail = email && (!copy || BigInt(email.micros) >= BigInt(copy.micros));
    merged.push(takesEmail ? emails[e++]! : copies[c++]!);
  }
  return merged;
}

const NO_CAMPAIGN = { campaignId: null, campaignName: null };

export function toEntry(row: EmailRow | CopyRow, domain: string): LogEntry {
  const { subject, attempts, reason, finishedAt, createdAt, templateVersionId, contactId } = row;
  const common = { subject, attempts, reason, finishedAt, createdAt, templateVersionId, contactId };
  const shared = { ...common, toEmail: row.address, provider: PROVIDER };
  if (row.kind === 'email') {
    const { id, tags, metadata, sendAt, fromAddress, isScheduled } = row;
    const messageId = attempts > 0 ? `<${messageIdOf(id, fromAddress)}>` : null;
    const status = logState(row.status, isScheduled);
    return { ...shared, id, status, messageId, tags, metadata, sendAt, ...NO_CAMPAIGN };
  }
  const { id, campaignId, campaignName, status } = row;
  const messageId = attempts > 0 ? `<${id}.${campaignId}@${domain}>` : null;
  const none = { tags: [], metadata: {}, sendAt: null };
  return { ...shared, ...none, id: emailLogId(id), status, messageId, campaignId, campaignName };
}
