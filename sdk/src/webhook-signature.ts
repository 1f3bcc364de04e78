const PREFIX = 'whsec_';
/** More than a rotation ever sends; each costs an HMAC. */
const MOST_SIGNATURES = 16;
const encoder = new TextEncoder();

type Bytes = Uint8Array<ArrayBuffer>;

/** What is signed: `content` and then the body; with which signatures, by which scheme. */
type Signed = { content: string; signatures: string[]; scheme: 'standard' | 'mailingCore' };

/** Whether one of the signatures is that of one of the secrets (HMAC-SHA256). */
export async function verifiesAny(
  { content, signatures, scheme }: Signed,
  body: Bytes,
  secrets: string[],
): Promise<boolean> {
  const signed = concat(encoder.encode(content), body);
  const keys = await Promise.all(
    secrets.flatMap((secret) => keysOf(secret, scheme)).map(importKey),
  );
  const read = scheme === 'standard' ? fromBase64 : fromHex;
  let fits = false;
  for (const signature of signatures.slice(0, MOST_SIGNATURES).map(read)) {
    for (const key of keys) {
      // WebCrypto compares in constant time.
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) fits = true;
    }
  }
  return fits;
}

/**
 * The HMAC keys that a secret stands for. MailingCore's scheme takes it as it is written. Standard
 * Webhooks takes what follows `whsec_` as base64; a secret of your own may be raw or base64.
 */
function keysOf(secret: string, scheme: Signed['scheme']): Bytes[] {
  const written = encoder.encode(secret);
  if (scheme === 'mailingCore') return [written];
  const prefixed = secret.startsWith(PREFIX);
  const decoded = fromBase64(prefixed ? secret.slice(PREFIX.length) : secret);
  if (!decoded || decoded.length === 0) return [written];
  return prefixed ? [decoded] : [written, decoded];
}

function importKey(key: Bytes) {
  return crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

/** The bytes of a body, whatever it is held in. */
export function octets(body: string | Uint8Array | ArrayBuffer): Bytes {
  if (typeof body === 'string') return encoder.encode(body);
  return new Uint8Array(body);
}

function concat(first: Bytes, second: Bytes): Bytes {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** null for what isn't base64 as it is written by the book. */
function fromBase64(text: string): Bytes | null {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (c) => c.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

function fromHex(text: string): Bytes | null {
  const pairs = /^(?:[0-9a-f]{2})+$/.test(text) ? text.match(/../g) : null;
  return pairs && Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
