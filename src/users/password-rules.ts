import { invalidField } from '../lib/errors.ts';

/**
 * NIST SP 800-63B, 3.1.1.2: no rules of composition; a least length (15 there where nothing else
 * is asked for, 8 beside a second factor; ours is between), at least 64 allowed, everything kept.
 */
export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 256;

/** A length counts characters, not UTF-16 units. `field` is named in the 400. */
export function requireGoodPassword(password: string, field: string, email: string): void {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < MIN_PASSWORD || characters.length > MAX_PASSWORD) {
    throw invalidField(field, `must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`);
  }
  if (new Set(characters).size < 3) {
    throw invalidField(field, 'repeats one or two characters; choose one that is harder to guess');
  }
  const plain = password.toLowerCase();
  if (plain === email || plain === email.split('@', 1)[0]) {
    throw invalidField(field, 'is your own address; choose one that nobody can guess');
  }
}
