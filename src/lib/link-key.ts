import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { isId } from './ids.ts';

/** What signs the tokens of one purpose; `id` is an octet that tells keys apart in a token. */
export type LinkKey = { id: number; key: KeyObject };

/** Octets of a token's signature: 128 bits of HMAC-SHA256 (RFC 2104 §5 allows half). */
export const MAC_SIZE = 16;

/**
 * HKDF (RFC 5869) with a purpose label, so that a secret's other uses never share a key. In the order
 * of the secrets: the first signs, all of them verify. Throws when there is none, or an empty one.
 */
export function deriveKeys(secrets: string[], purpose: string): [LinkKey, ...LinkKey[]] {
  const [first, ...others] = secrets;
  if (first === undefined || secrets.some((secret) => secret === '')) {
    throw new TypeError('a token signer needs secrets, none of them empty');
  }
  return [deriveKey(first, purpose), ...others.map((secret) => deriveKey(secret, purpose))];
}

function deriveKey(secret: string, purpose: string): LinkKey {
  const id = new Uint8Array(hkdfSync('sha256', secret, '', `${purpose} key id`, 1))[0]!;
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
  return { id, key };
}

/** Signs what stands before `at`, and writes the signature there. */
export function writeMac({ key }: LinkKey, bytes: Buffer, at: number): void {
  mac(key, bytes, at).copy(bytes, at, 0, MAC_SIZE);
}

/** Whether one of the keys signed what stands before `at`. Two keys may share an id (1 in 256). */
export function hasMac(keys: LinkKey[], keyId: number, bytes: Buffer, at: number): boolean {
  return keys.some(
    ({ id, key }) =>
      id === keyId &&
      timingSafeEqual(mac(key, bytes, at).subarray(0, MAC_SIZE), bytes.subarray(at)),
  );
}

function mac(key: KeyObject, bytes: Buffer, at: number): Buffer {
  return createHmac('sha256', key).update(bytes.subarray(0, at)).digest();
}

/** Writes a UUID's 16 octets. Throws for any other text. */
export function packUuid(bytes: Buffer, at: number, id: string): void {
  if (!isId(id)) throw new TypeError('a token holds UUIDs only');
  // Slices at the known places of the dashes: twice as fast as replacing them.
  const hex = id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
  bytes.write(hex, at, 'hex');
}

export function unpackUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
