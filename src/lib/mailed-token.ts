import { createHash, randomBytes } from 'node:crypto';

// 256 bits: a plain SHA-256 of it can't be guessed (P20).
const SECRET_BYTES = 32;

/** A token that stands in one mail; only its hash is kept. `prefix` says what it is for. */
export function createMailedToken(prefix: string): { token: string; hash: Buffer } {
  const token = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return { token, hash: hashMailedToken(token) };
}

/** What is stored in its place. */
export function hashMailedToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
