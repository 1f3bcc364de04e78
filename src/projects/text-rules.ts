import { normaliseAddress } from '../lib/address.ts';
import { invalidField } from '../lib/errors.ts';

/** Throws 400 for a text that could break out of its line, or says nothing. */
export function requireText(field: 'name' | 'fromName' | 'user', text: string | null): void {
  if (text === null) return;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) {
    throw invalidField(field, 'must not have line breaks or control characters');
  }
  if (text.trim() === '') throw invalidField(field, 'must not be empty');
}

/** The address as it is stored, or null. Throws 400 when it is none. */
export function addressOf(field: 'fromEmail' | 'replyTo', text: string | null): string | null {
  if (text === null) return null;
  const address = normaliseAddress(text);
  if (!address) throw invalidField(field, 'is not an e-mail address');
  return address;
}
