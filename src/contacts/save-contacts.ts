import type { Tx } from '../db/database.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import type { Means } from './consent-record.ts';
import { insertConsentRecords } from './consent-store.ts';
import type { Contact, ContactChange } from './contact.ts';
import {
  type Applied,
  type ContactBook,
  changeIn,
  changesOf,
  openBook,
  upsertInto,
} from './contact-book.ts';
import type { BulkReply } from './contact-fields.ts';
import { type RowError, readRow, rowError, type Upsert } from './contact-input.ts';
import {
  type ContactKeys,
  insertContacts,
  lockById,
  lockByKeys,
  lockContacts,
  selectErased,
  updateContacts,
  vacateKeys,
} from './store.ts';

/** Removes suppressions with the reason `unsubscribe` (only these) of people who came back. */
export type LiftUnsubscribe = (tx: Tx, tenantId: string, emails: string[]) => Promise<void>;

/** How changes come in. Imports and bulk upserts have the `suppressionKey`: they leave the erased out (P45). */
export type Way = { lift: LiftUnsubscribe; means: Means; suppressionKey?: Buffer };

/**
 * Upserts one contact and answers its id; 409 if its address is another contact's. Also somebody erased, who
 * gets nothing until a new consent has lifted the suppression.
 */
export async function upsertContact(
  tx: Tx,
  tenantId: string,
  change: Upsert,
  lift: LiftUnsubscribe,
  means: Means,
): Promise<string> {
  const [applied] = await upsertAll(tx, tenantId, [change], { lift, means });
  return idOf(applied!);
}

/** Changes only what is sent; 404 if it isn't there, 409 if a new key is another contact's. */
export async function patchContact(
  tx: Tx,
  tenantId: string,
  id: string,
  change: ContactChange,
  lift: LiftUnsubscribe,
  means: Means,
): Promise<string> {
  const now = await lockContacts(tx, tenantId);
  const contact = await lockById(tx, tenantId, id);
  if (!contact) throw notFound('Contact');
  const owners = await lockByKeys(tx, tenantId, keysOf([change]));
  const book = openBook([...owners.filter((owner) => owner.id !== contact.id), contact]);
  const applied = changeIn(book, contact, change, now);
  await writeBook(tx, tenantId, book, { lift, means, now });
  return idOf(applied);
}

/** Rows of a bulk upsert after the border: what can be applied, and what can't and why. */
export type Batch = {
  rows: unknown[];
  upserts: { index: number; change: Upsert }[];
  errors: RowError[];
};

/** Reads rows one by one: a bad one doesn't spoil the others. */
export function readBatch(rows: unknown[]): Batch {
  const batch: Batch = { rows, upserts: [], errors: [] };
  for (const [index, row] of rows.entries()) {
    const read = readRow(row);
    if ('value' in read) batch.upserts.push({ index, change: read.value });
    else batch.errors.push(rowError(index, row, read.message));
  }
  return batch;
}

/** Upserts rows as if they were sent one after the other, in eight statements at most. */
export async function upsertBatch(
  tx: Tx,
  tenantId: string,
  { rows, upserts, errors }: Batch,
  way: Way,
): Promise<BulkReply> {
  const changes = upserts.map(({ change }) => change);
  const applied = await upsertAll(tx, tenantId, changes, way);
  const count = { created: 0, updated: 0, unchanged: 0, conflict: 0 };
  const conflicts: RowError[] = [];
  for (const [position, result] of applied.entries()) {
    count[result.outcome] += 1;
    if (result.outcome !== 'conflict') continue;
    const { index } = upserts[position]!;
    conflicts.push(rowError(index, rows[index], `${result.fault.path}: ${result.fault.message}`));
  }
  const { created, updated, unchanged } = count;
  const failures = [...errors, ...conflicts].sort((a, b) => a.index - b.index);
  return { created, updated, unchanged, failed: failures.length, errors: failures };
}

/** Upserts one after the other, in eight statements at most; what became of each, in their order. */
export async function upsertAll(
  tx: Tx,
  tenantId: string,
  changes: Upsert[],
  { lift, means, suppressionKey }: Way,
): Promise<Applied[]> {
  if (changes.length === 0) return [];
  const now = await lockContacts(tx, tenantId);
  const touched = await lockByKeys(tx, tenantId, keysOf(changes));
  const erased =
    suppressionKey && (await erasedAmong(tx, tenantId, suppressionKey, changes, touched));
  const book = openBook(touched, erased);
  const applied = changes.map((change) => upsertInto(book, change, now));
  await writeBook(tx, tenantId, book, { lift, means, now });
  return applied;
}

/** The contacts that these upserts may touch, locked: for who wants to know what they would do. */
export function touchedBy(tx: Tx, tenantId: string, changes: Upsert[]): Promise<Contact[]> {
  return lockByKeys(tx, tenantId, keysOf(changes));
}

/**
 * The addresses of these upserts that are nobody's (`touched` are locked) and that an erasure left as a keyed
 * hash. Read behind that lock: an erasure is either seen here, or waits.
 */
export function erasedAmong(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  changes: Upsert[],
  touched: Contact[],
): Promise<string[]> {
  const known = new Set(touched.map(({ email }) => email));
  const unknown = new Set(changes.map(({ email }) => email).filter((email) => !known.has(email)));
  return whoWasErased(tx, tenantId, suppressionKey, [...unknown]);
}

/** Those of these addresses that an erasure left as a keyed hash. */
export async function whoWasErased(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  emails: string[],
): Promise<string[]> {
  return emails.length === 0 ? [] : selectErased(tx, tenantId, suppressionKey, emails);
}

function keysOf(changes: ContactChange[]): ContactKeys {
  return {
    emails: presentOnce(changes.map(({ email }) => email)),
    externalIds: presentOnce(changes.map(({ externalId }) => externalId)),
  };
}

// In one order, so that whoever locks several contacts never waits in a circle.
function presentOnce(keys: (string | null | undefined)[]): string[] {
  return [...new Set(keys.filter((key) => typeof key === 'string'))].sort();
}

async function writeBook(
  tx: Tx,
  tenantId: string,
  book: ContactBook,
  { lift, means, now }: { lift: LiftUnsubscribe; means: Means; now: Date },
): Promise<void> {
  const { created, updated, vacated } = changesOf(book);
  if (vacated.length > 0) await vacateKeys(tx, tenantId, vacated);
  if (updated.length > 0) await updateContacts(tx, tenantId, updated);
  if (created.length > 0) await insertContacts(tx, tenantId, created);
  const { decisions } = book;
  if (decisions.length > 0) await insertConsentRecords(tx, tenantId, means, decisions, now);
  if (book.revived.size > 0) await lift(tx, tenantId, [...book.revived]);
}

function idOf(applied: Applied): string {
  if (applied.outcome !== 'conflict') return applied.id;
  const { path, message } = applied.fault;
  throw new PressrunError('conflict', `${path}: ${message}`, [applied.fault]);
}
