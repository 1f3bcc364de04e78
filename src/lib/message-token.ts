import {
  deriveKeys,
  hasMac,
  type LinkKey,
  MAC_SIZE,
  packUuid,
  unpackUuid,
  writeMac,
} from './link-key.ts';

/** What a tracked link or pixel says: which message of the ledger it came with. */
export type MessageToken = { tenantId: string; messageId: number };

export type MessageTokenSigner = {
  /** 56 characters that need no escaping in a URL. Throws on a wrong UUID or a negative id. */
  sign(tenantId: string, messageId: number): string;
  /** What was signed, or null for any text that this signer or its predecessors didn't make. */
  verify(text: string): MessageToken | null;
};

// Layout: version 1 | key id 1 | tenant 16 | message 8 | mac 16. The sum is divisible by three, so
// base64url has no spare bits at its end and each token has exactly one spelling.
const MESSAGE_AT = 18;
const MAC_AT = 26;
const SIZE = MAC_AT + MAC_SIZE;
const SHAPE = /^[A-Za-z0-9_-]{56}$/;
const VERSION = 0x10;
const PURPOSE = 'pressrun message token v1';

/** Signs and checks the names of messages in tracked links; without expiry, as unsubscribe links. */
export function createMessageTokens(secrets: string[]): MessageTokenSigner {
  const keys = deriveKeys(secrets, PURPOSE);
  return { sign: signerWith(keys[0]), verify: (text) => verifyWith(keys, text) };
}

/** Signs into one buffer, where the tenant stays while a campaign's messages are composed. */
function signerWith(key: LinkKey): MessageTokenSigner['sign'] {
  const bytes = Buffer.alloc(SIZE);
  bytes[0] = VERSION;
  bytes[1] = key.id;
  let last: string | null = null;
  return (tenantId, messageId) => {
    if (tenantId !== last) {
      last = null;
      packUuid(bytes, 2, tenantId);
      last = tenantId;
    }
    bytes.writeBigUInt64BE(BigInt(messageId), MESSAGE_AT);
    writeMac(key, bytes, MAC_AT);
    return bytes.toString('base64url');
  };
}

function verifyWith(keys: LinkKey[], text: string): MessageToken | null {
  // Node's decoder skips what it doesn't know; the shape makes sure there is nothing to skip.
  if (typeof text !== 'string' || !SHAPE.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes[0] !== VERSION || !hasMac(keys, bytes[1]!, bytes, MAC_AT)) return null;
  return {
    tenantId: unpackUuid(bytes, 2),
    messageId: Number(bytes.readBigUInt64BE(MESSAGE_AT)),
  };
}
