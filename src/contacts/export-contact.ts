import type { Tx } from '../db/database.ts';
import { notFound } from '../lib/errors.ts';
import type { ConsentRecord } from './consent-record.ts';
import type { Contact } from './contact.ts';
import { findContact } from './service.ts';
import { allConsent } from './show-consent.ts';
import { type ContactView, findViewById } from './store.ts';

/** The newest so many of one kind are in an export; whoever has more is told so. */
export const MOST_EXPORTED = 10_000;

/** What other nouns know of a person; `limit`: at most so many, the newest. */
export type KnownOf = {
  suppression: (tx: Tx, tenantId: string, person: Person) => Promise<object | null>;
  messages: (tx: Tx, tenantId: string, person: Person, limit: number) => Promise<object[]>;
  events: (tx: Tx, tenantId: string, person: Person, limit: number) => Promise<object[]>;
  hits: (tx: Tx, tenantId: string, person: Person, limit: number) => Promise<object[]>;
};
type Person = Pick<Contact, 'id' | 'email'>;

export type ContactExport = {
  exportedAt: Date;
  contact: ContactView;
  consent: ConsentRecord[];
  suppression: object | null;
  messages: object[];
  events: object[];
  /** Single opens and clicks, also those that no event tells of. */
  hits: object[];
  /** False: there are more messages, events or hits than MOST_EXPORTED. */
  isComplete: boolean;
};

/**
 * All that is kept of one person, as the law lets them ask for it (GDPR Art. 15 and 20): the contact,
 * what it consented to and when, its suppression, its messages and what happened to them. 404 without
 * the contact.
 */
export async function exportContact(
  tx: Tx,
  tenantId: string,
  idOrExternalId: string,
  { suppressionKey, known }: { suppressionKey: Buffer; known: KnownOf },
): Promise<ContactExport> {
  const found = await findContact(tx, tenantId, idOrExternalId);
  const contact = found && (await findViewById(tx, tenantId, found.id, suppressionKey));
  if (!contact) throw notFound('Contact');
  // One more than is shown tells whether that is all.
  const messages = await known.messages(tx, tenantId, contact, MOST_EXPORTED + 1);
  const events = await known.events(tx, tenantId, contact, MOST_EXPORTED + 1);
  const hits = await known.hits(tx, tenantId, contact, MOST_EXPORTED + 1);
  const lengths = [messages, events, hits].map(({ length }) => length);
  return {
    exportedAt: new Date(),
    contact,
    consent: await allConsent(tx, tenantId, contact.id),
    suppression: await known.suppression(tx, tenantId, contact),
    messages: messages.slice(0, MOST_EXPORTED),
    events: events.slice(0, MOST_EXPORTED),
    hits: hits.slice(0, MOST_EXPORTED),
    isComplete: Math.max(...lengths) <= MOST_EXPORTED,
  };
}
