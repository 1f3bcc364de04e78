import type { Means } from '../contacts/consent-record.ts';
import { optOutAddresses } from '../contacts/opt-out-addresses.ts';
import { findContactById, optOut } from '../contacts/service.ts';
import type { Tx } from '../db/database.ts';
import { recipientOf } from '../emails/recipient.ts';
import { recordEvents } from '../events/service.ts';
import type { UnsubscribeToken } from '../lib/signed-token.ts';
import { countReaders } from '../messages/hourly-counts.ts';
import { isSuppressed, suppress } from '../suppressions/service.ts';
import { findTenant } from '../tenants/service.ts';

/** How someone unsubscribed: on our page, or with their mail program's button (RFC 8058). */
export type UnsubscribeSource = 'hosted_page' | 'one_click';

/** How, and from where if that is the person's own address, not their mail provider's or a proxy's. */
export type UnsubscribeWay = { source: UnsubscribeSource; ip: string | null };

/** What the page shows of the person behind a link; `contact` is null after an erasure. */
export type LinkOwner = {
  tenantName: string;
  contact: { email: string; locale: string | null; isUnsubscribed: boolean } | null;
};

export async function findLinkOwner(
  tx: Tx,
  token: UnsubscribeToken,
  suppressionKey: Buffer,
): Promise<LinkOwner> {
  const { name } = await findTenant(tx, token.tenantId);
  if (token.kind === 'email') {
    const contact = await findReader(tx, token, suppressionKey);
    return { tenantName: name, contact };
  }
  const contact = await findContactById(tx, token.tenantId, token.contactId);
  if (!contact) return { tenantName: name, contact: null };
  const { email, locale, optIn } = contact;
  return { tenantName: name, contact: { email, locale, isUnsubscribed: !optIn } };
}

/** An email's reader, who need not be a contact: they are off when nothing more is sent to them. */
async function findReader(
  tx: Tx,
  { tenantId, contactId: emailId }: UnsubscribeToken,
  suppressionKey: Buffer,
): Promise<LinkOwner['contact']> {
  const email = await recipientOf(tx, tenantId, emailId);
  if (email === null) return null;
  const isUnsubscribed = await isSuppressed(tx, tenantId, suppressionKey, email);
  return { email, locale: null, isUnsubscribed };
}

/**
 * Takes a person off, in one transaction: contact, suppression, event (contract: Unsubscribe).
 * Idempotent: the first time counts. A test's link changes nothing; neither does the link of an
 * erased contact, whose suppression stands already.
 */
export async function unsubscribe(
  tx: Tx,
  token: UnsubscribeToken,
  way: UnsubscribeWay,
  suppressionKey: Buffer,
  now: Date,
): Promise<void> {
  const { tenantId, contactId, campaignId } = token;
  if (token.kind === 'test') return;
  if (token.kind === 'email') return unsubscribeReader(tx, token, way, suppressionKey, now);
  const result = await optOut(tx, tenantId, contactId, now, meansOf(way));
  if (!result) return;
  const { contact, changed } = result;
  await suppress(tx, tenantId, suppressionKey, contact.email, 'unsubscribe');
  if (!changed) return;
  const data = {
    contactId,
    externalId: contact.externalId,
    email: contact.email,
    unsubscribedAt: contact.unsubscribedAt?.toISOString() ?? now.toISOString(),
    source: way.source,
    campaignId,
  };
  await recordEvents(tx, tenantId, [{ type: 'contact.unsubscribed', data, campaignId, contactId }]);
  if (campaignId === null) return;
  const part = Number.parseInt(contactId.slice(-1), 16);
  await countReaders(tx, tenantId, campaignId, part, { unsubscribed: 1 });
}

function meansOf({ source, ip }: UnsubscribeWay): Means {
  return { method: source, actor: null, ip };
}

/** The same through an email: for its address, whether or not a contact has it. */
async function unsubscribeReader(
  tx: Tx,
  { tenantId, contactId: emailId }: UnsubscribeToken,
  way: UnsubscribeWay,
  suppressionKey: Buffer,
  now: Date,
): Promise<void> {
  const email = await recipientOf(tx, tenantId, emailId);
  if (email === null) return;
  const [contact] = await optOutAddresses(tx, tenantId, [email], meansOf(way));
  const isKnown = await isSuppressed(tx, tenantId, suppressionKey, email);
  await suppress(tx, tenantId, suppressionKey, email, 'unsubscribe');
  if (!contact && isKnown) return;
  const data = {
    contactId: contact?.id ?? null,
    externalId: contact?.externalId ?? null,
    email,
    unsubscribedAt: (contact?.unsubscribedAt ?? now).toISOString(),
    source: way.source,
    campaignId: null,
  };
  const contactId = contact?.id ?? null;
  await recordEvents(tx, tenantId, [{ type: 'contact.unsubscribed', data, contactId }]);
}
