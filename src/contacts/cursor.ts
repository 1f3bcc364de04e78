import { invalidField } from '../lib/errors.ts';

const ID_BYTES = 16;

/** The place behind this contact in a walk: its id as 22 characters, opaque to clients. */
export function cursorAfter(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The id that a cursor stands for; throws 400 for a text that we never gave out. */
export function readCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== ID_BYTES || bytes.toString('base64url') !== cursor) {
    throw invalidField('cursor', 'is not a cursor of this list; use meta.nextCursor as it is');
  }
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
