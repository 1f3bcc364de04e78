import type { AttributeType } from './import.ts';

const YES = new Set(['true', '1', 'yes', 'y']);
const NO = new Set(['false', '0', 'no', 'n']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
/** As half of Europe writes it. Three digits behind it could also be thousands: that is refused. */
const DECIMAL_COMMA = /^([+-]?\d+),(\d{1,2}|\d{4,})$/;

/** True or false in the words that spreadsheets have for it; null for another one. */
export function flagIn(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : null;
}

/** What a text says as this type, or why it says nothing. */
export function typedText(
  text: string,
  type: AttributeType,
): { value: string | number | boolean } | { fault: string } {
  if (type === 'text') return { value: text };
  if (type === 'boolean') {
    const value = flagIn(text);
    return value === null ? { fault: 'must be true or false' } : { value };
  }
  const plain = text.trim().replace(DECIMAL_COMMA, '$1.$2');
  const value = NUMBER.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? { value } : { fault: 'must be a number such as 1200 or 12.5' };
}
