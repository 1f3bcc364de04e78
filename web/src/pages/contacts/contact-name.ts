import type { Contact } from './contact-type.ts';

const WHOLE = ['name', 'fullName', 'full_name', 'displayName'];
const PARTS = [
  ['firstName', 'lastName'],
  ['first_name', 'last_name'],
  ['firstname', 'lastname'],
  ['givenName', 'familyName'],
] as const;

/** The person's name, where an attribute has one; else null. */
export function nameOf({ attributes }: Pick<Contact, 'attributes'>): string | null {
  const text = (name: string) => {
    const value = attributes[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  for (const parts of PARTS) {
    const found = parts.map(text).filter((part) => part !== null);
    if (found.length > 0) return found.join(' ');
  }
  return WHOLE.map(text).find((name) => name !== null) ?? null;
}
