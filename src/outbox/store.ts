import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { fileName, idOfFile, parseMessageId } from './outbox.ts';

export type OutboxEntry = {
  id: string;
  tenantId: string;
  from: string;
  to: string;
  subject: string;
  /** When the outbox took the message, ISO 8601 in UTC. */
  date: string;
  /** Octets, as stored. */
  size: number;
};

export type OutboxMessage = OutboxEntry & {
  headers: { name: string; value: string }[];
  text: string | null;
  html: string | null;
  /** The whole message as it was received; octets that aren't UTF-8 are shown as U+FFFD. */
  source: string;
};

export type OutboxPage = {
  data: OutboxEntry[];
  meta: { page: number; limit: number; total: number; totalPages: number };
};

export type OutboxQuery = {
  tenantId?: string;
  /** From 1. */
  page: number;
  limit: number;
  /** Text sought in sender, recipients and subject, in the newest SEARCH_DEPTH messages only. */
  q?: string;
};

/** Reading 10,000 heads takes about a second; a whole outbox of 100,000 nobody would wait for. */
export const SEARCH_DEPTH = 10_000;

// All headers of usual mail, two signatures included, end well before 16 KiB.
const HEAD_BYTES = 16_384;
const READ_AT_ONCE = 32;

/** One page of the outbox, newest first. Without `q`, only the messages on the page are opened. */
export async function listOutbox(dir: string, query: OutboxQuery): Promise<OutboxPage> {
  const ids = await newestFirst(dir, query.tenantId);
  const sought = query.q?.trim().toLowerCase();
  const first = (query.page - 1) * query.limit;
  if (!sought) {
    const data = await readEntries(dir, ids.slice(first, first + query.limit));
    return { data, meta: meta(query, ids.length) };
  }
  const found = (await readEntries(dir, ids.slice(0, SEARCH_DEPTH))).filter((entry) =>
    `${entry.from}\n${entry.to}\n${entry.subject}`.toLowerCase().includes(sought),
  );
  return { data: found.slice(first, first + query.limit), meta: meta(query, found.length) };
}

/** A message with all its parts, or null when there is none, or `id` is not one of our names. */
export async function readOutboxMessage(dir: string, id: string): Promise<OutboxMessage | null> {
  if (parseMessageId(id) === null) return null;
  const bytes = await readFile(join(dir, fileName(id))).catch(nullWhenAbsent);
  if (bytes === null) return null;
  const email = await parse(bytes);
  return {
    ...entry(id, email, bytes.length),
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text: email.text ?? null,
    html: email.html ?? null,
    source: bytes.toString('utf8'),
  };
}

async function newestFirst(dir: string, tenantId: string | undefined): Promise<string[]> {
  const names = (await readdir(dir).catch(nullWhenAbsent)) ?? [];
  const ending = tenantId === undefined ? '' : `-${tenantId.toLowerCase()}`;
  const ids: string[] = [];
  for (const name of names) {
    const id = idOfFile(name);
    if (id?.endsWith(ending)) ids.push(id);
  }
  return ids.sort().reverse();
}

async function readEntries(dir: string, ids: string[]): Promise<OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const batch = ids.slice(at, at + READ_AT_ONCE).map((id) => readEntry(dir, id));
    for (const each of await Promise.all(batch)) if (each !== null) entries.push(each);
  }
  return entries;
}

/** null when the file went away after the directory was read. */
async function readEntry(dir: string, id: string): Promise<OutboxEntry | null> {
  const file = await open(join(dir, fileName(id))).catch(nullWhenAbsent);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return entry(id, await parse(head(buffer.subarray(0, bytesRead))), size);
  } finally {
    await file.close();
  }
}

/** The header section only (RFC 5322 §2.1), so that no body is decoded for a list. */
function head(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? bytes : bytes.subarray(0, end + 4);
}

/** Mail that even the tolerant parser refuses is listed too, with nothing but its size. */
async function parse(bytes: Buffer): Promise<Email> {
  return PostalMime.parse(bytes).catch(() => ({ headers: [], headerLines: [], attachments: [] }));
}

function entry(id: string, email: Email, size: number): OutboxEntry {
  const { receivedAt, tenantId } = parseMessageId(id)!;
  return {
    id,
    tenantId,
    from: addresses(email.from === undefined ? [] : [email.from]),
    to: addresses(email.to ?? []),
    subject: email.subject ?? '',
    date: receivedAt.toISOString(),
    size,
  };
}

function addresses(list: Address[]): string {
  return list
    .flatMap((each) => each.group ?? [each])
    .map(({ name, address }) => (name === '' ? address : `${name} <${address}>`))
    .join(', ');
}

function meta({ page, limit }: OutboxQuery, total: number): OutboxPage['meta'] {
  return { page, limit, total, totalPages: Math.ceil(total / limit) };
}

function nullWhenAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
