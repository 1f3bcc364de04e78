import type { Sender } from '../campaigns/message-program.ts';
import type { RenderValues } from '../templates/variables.ts';

/** Whose mail it is, and what its variables say. */
export type Reader = {
  id: string;
  tenantId: string;
  /** The tenant's. */
  postalAddress: string | null;
  address: string;
  externalId: string | null;
  locale: string | null;
  unsubscribeLang: string | null;
  metadata: Record<string, unknown>;
  data: Record<string, unknown>;
};

/**
 * What the variables of an email print: its `data` (or a recipient's `vars`), else strings of its
 * `metadata` (contract: Small print). The built-in names are Pressrun's. There is no
 * `viewInBrowserUrl`: the content is kept for some days only, a link would have to work for ever.
 */
export function emailValues(reader: Reader, sender: Sender): RenderValues {
  const unsubscribeUrl = unsubscribeUrlOf(reader, sender);
  return {
    builtIn: { ...builtInsOf(reader), unsubscribeUrl },
    attributes: printedBy(reader),
  };
}

/** Without links. */
export function builtInsOf({ address, externalId, locale, postalAddress }: Reader) {
  return { email: address, externalId, locale, postalAddress };
}

export function printedBy({ metadata, data }: Reader): Record<string, unknown> {
  return { ...stringsOf(metadata), ...data };
}

/** The link works for any reader, contact or not: it names the email, never the address. */
export function unsubscribeUrlOf(
  { id, tenantId, unsubscribeLang }: Reader,
  { signer, publicUrl }: Sender,
): string {
  const token = signer.sign({ tenantId, contactId: id, campaignId: null, kind: 'email' });
  return `${publicUrl}/u/${token}${unsubscribeLang ? `?lang=${unsubscribeLang}` : ''}`;
}

function stringsOf(metadata: Record<string, unknown>): Record<string, unknown> {
  const strings = Object.entries(metadata).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(strings);
}
