import type { Tx } from '../db/database.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { type ConsentRecord, consentId, consentNumber } from './consent-record.ts';
import { type ConsentRow, listConsentRecords } from './consent-store.ts';
import { findContact } from './service.ts';

/**
 * A page of what a contact said and when, the last first (P46). 404 without the contact; 400 for a
 * cursor that isn't of such a list.
 */
export async function listConsent(
  tx: Tx,
  tenantId: string,
  idOrExternalId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const before = cursor === undefined ? null : consentNumber(cursor);
  if (cursor !== undefined && before === null) {
    throw invalidField('cursor', 'is not a cursor of this list; use meta.nextCursor as it is');
  }
  const contact = await findContact(tx, tenantId, idOrExternalId);
  if (!contact) throw notFound('Contact');
  // One more than asked for tells whether there is a next page.
  const rows = await listConsentRecords(tx, tenantId, contact.id, { before, limit: limit + 1 });
  const data = rows.slice(0, limit).map(toRecord);
  const nextCursor = rows.length > limit ? (data.at(-1)?.id ?? null) : null;
  return { data, meta: { limit, nextCursor } };
}

/** The last record of a contact, which says what holds now. */
export async function lastConsent(
  tx: Tx,
  tenantId: string,
  contactId: string,
): Promise<ConsentRecord | null> {
  const [row] = await listConsentRecords(tx, tenantId, contactId, { before: null, limit: 1 });
  return row ? toRecord(row) : null;
}

/** All of a contact's records, the last first. */
export async function allConsent(
  tx: Tx,
  tenantId: string,
  contactId: string,
): Promise<ConsentRecord[]> {
  const rows = await listConsentRecords(tx, tenantId, contactId, { before: null, limit: null });
  return rows.map(toRecord);
}

function toRecord({ number, ...record }: ConsentRow): ConsentRecord {
  return { id: consentId(number), ...record };
}
