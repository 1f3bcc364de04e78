import type { Contact } from '../contacts/contact.ts';
import { findContactByAddress, rememberOptOut } from '../contacts/opt-out-addresses.ts';
import type { Tx } from '../db/database.ts';
import type { Actor } from '../http/access.ts';
import { PressrunError } from '../lib/errors.ts';
import { announceOptOuts } from './announce-opt-outs.ts';
import { showSuppression } from './service.ts';
import { deleteSuppression } from './store.ts';
import { isOwnWish, type Suppression, type SuppressionReason } from './suppression.ts';

export type Removal = {
  deleted: true;
  email: string;
  reason: SuppressionReason;
  /** Who has the address, and whether campaigns reach them now. */
  contact: { id: string; optIn: boolean } | null;
  /** What follows, for a person to read. */
  message: string;
};

/**
 * Lets an address get mail again. It never brings anybody back into campaigns (P25): where the
 * person took itself off, a contact goes on remembering that, and one is made if need be. An
 * erasure's entry goes only when the person has given a new consent. 404 when it isn't suppressed,
 * 409 without that consent or when the entry changed just now.
 */
export async function removeSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
  actor: Actor,
): Promise<Removal> {
  const entry = await showSuppression(tx, tenantId, key, address);
  const contact = await whoeverRemembers(tx, tenantId, address, entry, actor);
  const { reason } = entry;
  if (!(await deleteSuppression(tx, tenantId, key, address, reason))) {
    throw new PressrunError('conflict', 'The suppression changed just now; look at it again');
  }
  const shown = contact && { id: contact.id, optIn: contact.optIn };
  return { deleted: true, email: address, reason, contact: shown, message: messageOf(entry) };
}

async function whoeverRemembers(
  tx: Tx,
  tenantId: string,
  address: string,
  entry: Suppression,
  actor: Actor,
): Promise<Contact | null> {
  if (entry.email === null)
    return requireConsent(await findContactByAddress(tx, tenantId, address));
  if (!isOwnWish(entry.reason)) return findContactByAddress(tx, tenantId, address);
  const { createdAt } = entry;
  const means = { method: 'suppression' as const, actor };
  const { contact, changed } = await rememberOptOut(tx, tenantId, address, createdAt, means);
  if (changed) await announceOptOuts(tx, tenantId, [contact], 'api');
  return contact;
}

function requireConsent(contact: Contact | null): Contact {
  if (contact?.optIn && contact.consentVersion !== null) return contact;
  throw new PressrunError(
    'wrong_state',
    'This person was erased and must not come back by itself. Once they have given a new ' +
      'consent, record it (PUT /contacts with optIn: true and a consentVersion), then delete this',
  );
}

function messageOf({ email, reason }: Suppression): string {
  if (email === null || !isOwnWish(reason)) return 'The address can get mail again.';
  return (
    'The address can get mail again that is not a campaign. Its person took itself off, so the ' +
    'contact stays unsubscribed: only a new consent brings it back (PUT /contacts with ' +
    'optIn: true and a newer consentVersion).'
  );
}
