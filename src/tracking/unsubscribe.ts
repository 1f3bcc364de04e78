import { findContactById, optOut } from '../contacts/service.ts';
import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';
import type { UnsubscribeToken } from '../lib/signed-token.ts';
import { suppress } from '../suppressions/service.ts';
import { findTenant } from '../tenants/service.ts';

/** How someone unsubscribed: on our page, or with their mail program's button (RFC 8058). */
export type UnsubscribeSource = 'hosted_page' | 'one_click';

/** What the page shows of the person behind a link; `contact` is null after an erasure. */
export type LinkOwner = {
  tenantName: string;
  contact: { email: string; locale: string | null; isUnsubscribed: boolean } | null;
};

export async function findLinkOwner(tx: Tx, token: UnsubscribeToken): Promise<LinkOwner> {
  const { name } = await findTenant(tx, token.tenantId);
  const contact = await findContactById(tx, token.tenantId, token.contactId);
  if (!contact) return { tenantName: name, contact: null };
  const { email, locale, optIn } = contact;
  return { tenantName: name, contact: { email, locale, isUnsubscribed: !optIn } };
}

/**
 * Takes a person off, in one transaction: contact, suppression, event (contract: Unsubscribe).
 * Idempotent: the first time counts. A test's link changes nothing; neither does the link of an
 * erased contact, whose suppression stands already.
 */
export async function unsubscribe(
  tx: Tx,
  token: UnsubscribeToken,
  source: UnsubscribeSource,
  suppressionKey: Buffer,
  now: Date,
): Promise<void> {
  const { tenantId, contactId, campaignId } = token;
  if (token.kind === 'test') return;
  const result = await optOut(tx, tenantId, contactId, now);
  if (!result) return;
  const { contact, changed } = result;
  await suppress(tx, tenantId, suppressionKey, contact.email, 'unsubscribe');
  if (!changed) return;
  const data = {
    contactId,
    externalId: contact.externalId,
    email: contact.email,
    unsubscribedAt: contact.unsubscribedAt?.toISOString() ?? now.toISOString(),
    source,
    campaignId,
  };
  await recordEvents(tx, tenantId, [{ type: 'contact.unsubscribed', data, campaignId, contactId }]);
}
