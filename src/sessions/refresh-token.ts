import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'prr_';
const ID_BYTES = 16;
// 256 bits: a plain SHA-256 of it can't be guessed (P20).
const SECRET_BYTES = 32;
const SHAPE = /^prr_[\w-]{64}$/;

/** A refresh token names its session, so that one used before still says which session to end. */
export function createRefreshToken(sessionId: string): string {
  const id = Buffer.from(sessionId.replaceAll('-', ''), 'hex');
  return PREFIX + Buffer.concat([id, randomBytes(SECRET_BYTES)]).toString('base64url');
}

/** The session that a refresh token names, and its hash; null for any other text. */
export function readRefreshToken(token: string): { sessionId: string; hash: Buffer } | null {
  if (!SHAPE.test(token)) return null;
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
  const hex = bytes.subarray(0, ID_BYTES).toString('hex');
  const sessionId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { sessionId, hash: hashRefreshToken(token) };
}

/** What is stored in its place. */
export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
