import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals secrets at rest: AES-256-GCM under a key derived from PRESSRUN_SECRET (design.md section 1). */
export type Sealer = {
  /** `boundTo` names where it belongs: it opens only with the same words. */
  seal(plain: Buffer, boundTo?: string): Buffer;
  /** Null when no secret opens it. `current` is false when an older secret did: seal it anew. */
  unseal(sealed: Buffer, boundTo?: string): { plain: Buffer; current: boolean } | null;
};

/** The first secret seals, all unseal, so that a secret can be rotated without losing anything. */
export function createSealer(secrets: string[]): Sealer {
  const keys = secrets.map(deriveKey);
  const newest = keys[0];
  if (!newest) throw new Error('a sealer needs at least one secret');
  return {
    seal: (plain, boundTo = '') => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', newest, iv);
      cipher.setAAD(Buffer.from(boundTo));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    unseal: (sealed, boundTo = '') => {
      for (const key of keys) {
        const plain = open(key, sealed, boundTo);
        if (plain) return { plain, current: key === newest };
      }
      return null;
    },
  };
}

function deriveKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'pressrun seal v1', 32));
}

function open(key: Buffer, sealed: Buffer, boundTo: string): Buffer | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    return null;
  }
}
