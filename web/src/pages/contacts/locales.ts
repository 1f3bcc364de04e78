import type { Contact } from './contact-type.ts';

export type Locale = NonNullable<Contact['locale']>;

const NAMES: Record<Locale, string> = {
  ca: 'Catalan',
  de: 'German',
  en: 'English',
  es: 'Spanish',
  fr: 'French',
  it: 'Italian',
};

export const LOCALES = Object.keys(NAMES) as Locale[];

export const LOCALE_OPTIONS = LOCALES.map((value) => ({ value, label: NAMES[value] }));

export function localeName(locale: Locale | null): string {
  return locale ? NAMES[locale] : '–';
}
