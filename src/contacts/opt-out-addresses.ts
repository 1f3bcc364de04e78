import type { Tx } from '../db/database.ts';
import { newId } from '../lib/ids.ts';
import { consentOf, type Means } from './consent-record.ts';
import { insertConsentRecords } from './consent-store.ts';
import { type Contact, createContact } from './contact.ts';
import { insertContacts, lockByKeys, lockContacts, updateUnsubscribedByAddress } from './store.ts';

/**
 * Unsubscribes whoever has one of these addresses, and answers those that were not before. As with
 * `optOut`: whoever also writes suppressions calls this first.
 */
export async function optOutAddresses(
  tx: Tx,
  tenantId: string,
  addresses: string[],
  means: Means,
): Promise<Contact[]> {
  if (addresses.length === 0) return [];
  const now = await lockContacts(tx, tenantId);
  return updateUnsubscribedByAddress(tx, tenantId, addresses, now, means);
}

/**
 * Sees to it that a contact remembers that the person behind an address took itself off: the one
 * that has the address is unsubscribed, or one is made. Then only a newer consent can bring the
 * person back (P25), whatever is imported.
 */
export async function rememberOptOut(
  tx: Tx,
  tenantId: string,
  email: string,
  since: Date,
  means: Means,
): Promise<{ contact: Contact; changed: boolean }> {
  const now = await lockContacts(tx, tenantId);
  const [changed] = await updateUnsubscribedByAddress(tx, tenantId, [email], now, means);
  if (changed) return { contact: changed, changed: true };
  const known = await findContactByAddress(tx, tenantId, email);
  if (known) return { contact: known, changed: false };
  const change = { email, optIn: false, source: 'suppression' };
  const contact = { ...createContact(newId(), change, now), unsubscribedAt: since };
  await insertContacts(tx, tenantId, [contact]);
  const record = consentOf(null, contact, { consentAt: since }, now);
  if (record) await insertConsentRecords(tx, tenantId, means, [record], now);
  return { contact, changed: false };
}

/** The contact with this address, locked; null when there is none. */
export async function findContactByAddress(
  tx: Tx,
  tenantId: string,
  email: string,
): Promise<Contact | null> {
  const [contact] = await lockByKeys(tx, tenantId, { emails: [email], externalIds: [] });
  return contact ?? null;
}
