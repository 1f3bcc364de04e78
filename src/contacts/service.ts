import type { Tx } from '../db/database.ts';
import { forgetInAnswers } from '../http/idempotency.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { notFound } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import type { Means } from './consent-record.ts';
import { deleteConsentRecords } from './consent-store.ts';
import type { Contact } from './contact.ts';
import { cursorAfter, readCursor } from './cursor.ts';
import type { Condition } from './filter/compile.ts';
import {
  type ContactView,
  countContacts,
  deleteContact,
  findById,
  findByIdOrExternalId,
  findViewById,
  type ListFilter,
  selectPage,
  selectSample,
  updateUnsubscribed,
} from './store.ts';

export type { ContactView } from './store.ts';

/** Removes a person from another noun's tables, in the erasure's transaction (P45). */
export type ForgetContact = (
  tx: Tx,
  tenantId: string,
  contact: { id: string; email: string },
) => Promise<void>;

/** The contact with this externalId, else with this id; null when there is none. */
export async function findContact(
  tx: Tx,
  tenantId: string,
  idOrExternalId: string,
): Promise<Contact | null> {
  const id = isId(idOrExternalId) ? idOrExternalId : null;
  return (await findByIdOrExternalId(tx, tenantId, idOrExternalId, id)) ?? null;
}

/** The contact with this id; null when there is none, or the text can't be an id. */
export async function findContactById(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Contact | null> {
  return isId(id) ? ((await findById(tx, tenantId, id)) ?? null) : null;
}

/** A contact as the API shows it; 404 when there is none. */
export async function showContact(
  tx: Tx,
  tenantId: string,
  idOrExternalId: string,
  suppressionKey: Buffer,
): Promise<ContactView> {
  const contact = await findContact(tx, tenantId, idOrExternalId);
  if (!contact) throw notFound('Contact');
  return showContactById(tx, tenantId, contact.id, suppressionKey);
}

export async function showContactById(
  tx: Tx,
  tenantId: string,
  id: string,
  suppressionKey: Buffer,
): Promise<ContactView> {
  const view = await findViewById(tx, tenantId, id, suppressionKey);
  if (!view) throw notFound('Contact');
  return view;
}

export type ListQuery = ListFilter & Page & { cursor?: string; counted?: boolean };

/**
 * One page, newest first. With a cursor the walk meets each contact once however many are added
 * meanwhile, and nothing is counted: on a million contacts that would cost more than the page.
 */
export async function listContacts(
  tx: Tx,
  tenantId: string,
  query: ListQuery,
  suppressionKey: Buffer,
) {
  const { page, limit, cursor, counted = true, ...filter } = query;
  const before = cursor === undefined ? null : readCursor(cursor);
  const offset = before === null ? pageOffset({ page, limit }) : 0;
  // One more than asked for tells whether there is a next page.
  const window = { before, offset, limit: limit + 1 };
  const rows = await selectPage(tx, tenantId, filter, window, suppressionKey);
  const data = rows.slice(0, limit);
  const nextCursor = cursorOf(rows, limit);
  // Nor of a segment: POST /segments/count does that, and within limits.
  if (before !== null || filter.condition || !counted) return { data, meta: { limit, nextCursor } };
  const total = await countContacts(tx, tenantId, filter);
  return { data, meta: { ...pageMeta({ page, limit }, total), nextCursor } };
}

/** One page of those that the filter matches, newest first, uncounted. */
export async function walkContacts(
  tx: Tx,
  tenantId: string,
  filter: ListFilter,
  { limit, cursor }: { limit: number; cursor?: string },
  suppressionKey: Buffer,
) {
  const before = cursor === undefined ? null : readCursor(cursor);
  // One more than asked for tells whether there is a next page.
  const window = { before, offset: 0, limit: limit + 1 };
  const rows = await selectPage(tx, tenantId, filter, window, suppressionKey);
  return { data: rows.slice(0, limit), meta: { limit, nextCursor: cursorOf(rows, limit) } };
}

function cursorOf(rows: ContactView[], limit: number): string | null {
  const last = rows[limit - 1];
  return last && rows.length > limit ? cursorAfter(last.id) : null;
}

/** The first contact that a condition holds for, to show a preview with; null if there is none. */
export async function sampleContact(
  tx: Tx,
  tenantId: string,
  condition: Condition,
): Promise<Contact | null> {
  return (await selectSample(tx, tenantId, condition)) ?? null;
}

/**
 * Unsubscribes a contact. `changed` is false when it was unsubscribed before: the first time
 * stays. Null when there is no such contact. The suppression is the caller's to add, after this
 * call: whoever locks both locks the contact first.
 */
export async function optOut(
  tx: Tx,
  tenantId: string,
  contactId: string,
  at: Date,
  means: Means,
): Promise<{ changed: boolean; contact: Contact } | null> {
  if (!isId(contactId)) return null;
  const updated = await updateUnsubscribed(tx, tenantId, contactId, at, means);
  if (updated) return { changed: true, contact: updated };
  const contact = await findById(tx, tenantId, contactId);
  return contact ? { changed: false, contact } : null;
}

/**
 * Erases a person (P45): the contact, its consent records, stored answers with the address, and whatever the `forget`
 * functions know of, in one transaction. What they keep is theirs to say (suppressions: a hash).
 */
export async function eraseContact(
  tx: Tx,
  tenantId: string,
  idOrExternalId: string,
  forget: ForgetContact[],
): Promise<{ deleted: true; externalId: string | null }> {
  const contact = await findContact(tx, tenantId, idOrExternalId);
  const deleted = contact && (await deleteContact(tx, tenantId, contact.id));
  if (!deleted) throw notFound('Contact');
  const { id, email, externalId } = deleted;
  await deleteConsentRecords(tx, tenantId, id);
  for (const forgetIn of forget) await forgetIn(tx, tenantId, { id, email });
  await forgetInAnswers(tx, tenantId, email);
  return { deleted: true, externalId };
}
