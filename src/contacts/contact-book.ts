import type { FieldError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { consentOf, type NewConsent } from './consent-record.ts';
import { type Contact, type ContactChange, createContact, mergeContact } from './contact.ts';
import type { Upsert } from './contact-input.ts';

/**
 * The contacts that a request may touch, as they were read and as they have become. Changes are
 * applied to it one after the other, so that duplicates inside one request behave as if sent
 * singly; then the book is written in sets.
 */
export type ContactBook = {
  original: Map<string, Contact>;
  current: Map<string, Contact>;
  byEmail: Map<string, Contact>;
  byExternalId: Map<string, Contact>;
  /** Addresses that nobody had and that must not come back: an erasure left them as a hash (P45). */
  erased: ReadonlySet<string>;
  /** Addresses whose unsubscription ended by a newer consent. */
  revived: Set<string>;
  /** What people decided, one after the other (P46). */
  decisions: NewConsent[];
};

export type Applied =
  | { outcome: 'created' | 'updated' | 'unchanged'; id: string }
  | { outcome: 'conflict'; fault: FieldError };

export function openBook(contacts: Contact[], erased: Iterable<string> = []): ContactBook {
  const book: ContactBook = {
    original: new Map(contacts.map((contact) => [contact.id, contact])),
    current: new Map(),
    byEmail: new Map(),
    byExternalId: new Map(),
    erased: new Set(erased),
    revived: new Set(),
    decisions: [],
  };
  for (const contact of contacts) put(book, contact);
  return book;
}

/**
 * Upserts by externalId if the change has one, else by address (contract: Contacts). A contact
 * that has this address and no externalId yet is the same person, and takes the externalId.
 */
export function upsertInto(book: ContactBook, change: Upsert, now: Date): Applied {
  const known = findTarget(book, change);
  if (known) return changeIn(book, known, change, now);
  if (book.byEmail.has(change.email)) return { outcome: 'conflict', fault: TAKEN_ADDRESS };
  if (book.erased.has(change.email)) return { outcome: 'conflict', fault: ERASED };
  const contact = createContact(newId(), change, now);
  put(book, contact);
  note(book, consentOf(null, contact, change, now));
  return { outcome: 'created', id: contact.id };
}

/** Changes one contact of the book, unless its new address or externalId is another's. */
export function changeIn(
  book: ContactBook,
  contact: Contact,
  change: ContactChange,
  now: Date,
): Applied {
  const { email, externalId } = change;
  if (email && isOthers(book.byEmail.get(email), contact)) {
    return { outcome: 'conflict', fault: TAKEN_ADDRESS };
  }
  if (email && email !== contact.email && book.erased.has(email)) {
    return { outcome: 'conflict', fault: ERASED };
  }
  if (externalId && isOthers(book.byExternalId.get(externalId), contact)) {
    return { outcome: 'conflict', fault: TAKEN_EXTERNAL_ID };
  }
  const merge = mergeContact(contact, change, now);
  if (!merge.changed) return { outcome: 'unchanged', id: contact.id };
  remove(book, contact);
  put(book, merge.contact);
  if (merge.revived) book.revived.add(merge.contact.email);
  note(book, consentOf(contact, merge.contact, change, now));
  return { outcome: 'updated', id: contact.id };
}

/**
 * What has to be written. `vacated` are contacts whose old address or externalId another contact
 * has now: unique keys are checked row by row, so these must let go before anyone takes over.
 */
export function changesOf(book: ContactBook) {
  const created: Contact[] = [];
  const updated: Contact[] = [];
  const vacated: string[] = [];
  for (const contact of book.current.values()) {
    const before = book.original.get(contact.id);
    if (before === contact) continue;
    (before ? updated : created).push(contact);
    if (before && isTakenOver(book, before)) vacated.push(contact.id);
  }
  return { created, updated, vacated };
}

const TAKEN_ADDRESS = { path: 'email', message: 'this address belongs to another contact' };
const TAKEN_EXTERNAL_ID = {
  path: 'externalId',
  message: 'this externalId belongs to another contact',
};
const ERASED = {
  path: 'email',
  message: 'skipped: this person was erased, and comes back only by PUT /contacts',
};

function findTarget(book: ContactBook, { email, externalId }: Upsert): Contact | undefined {
  const byEmail = book.byEmail.get(email);
  if (!externalId) return byEmail;
  return book.byExternalId.get(externalId) ?? (byEmail?.externalId === null ? byEmail : undefined);
}

function isTakenOver(book: ContactBook, { id, email, externalId }: Contact): boolean {
  return (
    (book.byEmail.get(email)?.id ?? id) !== id ||
    (externalId !== null && (book.byExternalId.get(externalId)?.id ?? id) !== id)
  );
}

function isOthers(owner: Contact | undefined, contact: Contact): boolean {
  return owner !== undefined && owner.id !== contact.id;
}

function note(book: ContactBook, decision: NewConsent | null): void {
  if (decision) book.decisions.push(decision);
}

function put(book: ContactBook, contact: Contact): void {
  book.current.set(contact.id, contact);
  book.byEmail.set(contact.email, contact);
  if (contact.externalId !== null) book.byExternalId.set(contact.externalId, contact);
}

function remove(book: ContactBook, contact: Contact): void {
  book.byEmail.delete(contact.email);
  if (contact.externalId !== null) book.byExternalId.delete(contact.externalId);
}
