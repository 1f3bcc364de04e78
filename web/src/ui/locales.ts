import type { InputOf } from '../api.ts';

/** A language that contacts and variants have (contract: Contacts). */
export type Locale = NonNullable<InputOf<'updateTenant'>['body']['defaultLocale']>;

const NAMES: Record<Locale, string> = {
  ca: 'Catalan',
  en: 'English',
  fr: 'French',
  de: 'German',
  it: 'Italian',
  es: 'Spanish',
};

export const LOCALES = Object.keys(NAMES) as Locale[];

/** For a Select. */
export const LOCALE_CHOICES = Object.entries(NAMES).map(([value, label]) => ({ value, label }));

export function localeName(locale: string | null): string {
  return (locale && NAMES[locale as Locale]) ?? locale ?? 'No language';
}
