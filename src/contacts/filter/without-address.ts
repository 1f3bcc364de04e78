import { domainToUnicode } from 'node:url';
import { domainOf } from '../../lib/address.ts';

/** Stands in a filter for the address of somebody who was erased; nobody can have it (RFC 2606 §2). */
export const ERASED = 'erased@example.invalid';

/** An address as it may stand in a filter: as stored, and with its domain as people write it. */
export function formsOf(address: string): string[] {
  const domain = domainOf(address);
  const readable = address.slice(0, -domain.length) + domainToUnicode(domain);
  return [...new Set([address.toLowerCase(), readable.toLowerCase()])];
}

/** The same filter, or any JSON, without a person's address: each text that has it becomes ERASED (P45). */
export function withoutAddress<T>(value: T, address: string): T {
  const forms = formsOf(address);
  const hasIt = (text: string) => forms.some((form) => text.toLowerCase().includes(form));
  const text = JSON.stringify(value);
  return JSON.parse(text, (_, part) => (typeof part === 'string' && hasIt(part) ? ERASED : part));
}
