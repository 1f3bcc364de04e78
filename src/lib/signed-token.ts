import { deriveKeys, hasMac, type LinkKey, packUuid, unpackUuid, writeMac } from './link-key.ts';
import { createMessageTokens, type MessageTokenSigner } from './message-token.ts';

/** What an unsubscribe link says: whose subscription, and through which campaign it came. */
export type UnsubscribeToken = {
  tenantId: string;
  /** Of an `email` link: the email's id, because its reader need not be a contact. */
  contactId: string;
  /** null for mail that belongs to no campaign. */
  campaignId: string | null;
  /** A `test` link shows the page and changes nothing (contract: Campaigns, test). */
  kind: 'campaign' | 'test' | 'email';
};

export type TokenSigner = {
  /** The token of a link: 88 characters that need no escaping in a URL. Throws on a wrong UUID. */
  sign(token: UnsubscribeToken): string;
  /** What was signed, or null for any text that this signer or its predecessors didn't make. */
  verify(text: string): UnsubscribeToken | null;
  /** The tokens of tracked links and pixels, signed with another key of the same secrets. */
  messages: MessageTokenSigner;
};

// Layout: kind 1 | key id 1 | tenant 16 | contact 16 | campaign 16 | mac 16. The sum is divisible
// by three, so base64url has no spare bits at its end and each token has exactly one spelling.
const MAC_AT = 50;
const SIZE = 66;
const SHAPE = /^[A-Za-z0-9_-]{88}$/;
const VERSION = 0x10;
const TEST = 0x01;
const NO_CAMPAIGN = 0x02;
const EMAIL = 0x04;
const KIND_BITS = { campaign: 0, test: TEST, email: EMAIL } as const;
const PURPOSE = 'pressrun unsubscribe token v1';

/**
 * Signs and checks the tokens of unsubscribe links. They carry no expiry: CAN-SPAM wants a link to
 * work for 30 days at least, ours work as long as their secret is listed (contract: Unsubscribe).
 * The first secret signs, all of them verify, so a rotated secret is kept behind the new one.
 * Throws when there is no secret.
 */
export function createTokenSigner(secrets: string[]): TokenSigner {
  const keys = deriveKeys(secrets, PURPOSE);
  return {
    sign: signerWith(keys[0]),
    verify: (text) => verifyWith(keys, text),
    messages: createMessageTokens(secrets),
  };
}

/** Signs into one buffer, where all but the contact stays while a campaign's links are made. */
function signerWith(key: LinkKey): TokenSigner['sign'] {
  const bytes = Buffer.alloc(SIZE);
  let last: UnsubscribeToken | null = null;
  return (token) => {
    const { tenantId, campaignId, kind } = token;
    if (tenantId !== last?.tenantId || campaignId !== last.campaignId || kind !== last.kind) {
      last = null;
      packHead(bytes, key.id, token);
      last = token;
    }
    packUuid(bytes, 18, token.contactId);
    writeMac(key, bytes, MAC_AT);
    return bytes.toString('base64url');
  };
}

/** All of a token but its contact. */
function packHead(bytes: Buffer, keyId: number, token: UnsubscribeToken): void {
  const { tenantId, campaignId, kind } = token;
  bytes[0] = VERSION | KIND_BITS[kind] | (campaignId === null ? NO_CAMPAIGN : 0);
  bytes[1] = keyId;
  packUuid(bytes, 2, tenantId);
  if (campaignId === null) bytes.fill(0, 34, MAC_AT);
  else packUuid(bytes, 34, campaignId);
}

function verifyWith(keys: LinkKey[], text: string): UnsubscribeToken | null {
  // Node's decoder skips what it doesn't know; the shape makes sure there is nothing to skip.
  if (typeof text !== 'string' || !SHAPE.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const kind = bytes[0]!;
  if ((kind & ~(TEST | NO_CAMPAIGN | EMAIL)) !== VERSION) return null;
  return hasMac(keys, bytes[1]!, bytes, MAC_AT) ? unpack(kind, bytes) : null;
}

function unpack(kind: number, bytes: Buffer): UnsubscribeToken {
  return {
    tenantId: unpackUuid(bytes, 2),
    contactId: unpackUuid(bytes, 18),
    campaignId: kind & NO_CAMPAIGN ? null : unpackUuid(bytes, 34),
    kind: kind & TEST ? 'test' : kind & EMAIL ? 'email' : 'campaign',
  };
}
