import type { VersionSummary } from './version-badge.tsx';

export type Locale = NonNullable<VersionSummary['locale']>;

/** Complete: a locale that the server knows and this list doesn't is an error of types. */
const LOCALES: Record<Locale, true> = {
  en: true,
  es: true,
  it: true,
  fr: true,
  ca: true,
  de: true,
};
export const ALL_LOCALES = Object.keys(LOCALES) as Locale[];

const names = new Intl.DisplayNames(undefined, { type: 'language' });

export function languageName(locale: Locale | null): string {
  return locale ? (names.of(locale) ?? locale) : 'All languages';
}

/** The versions that stand in for each other, one for each language (contract: Templates). */
export function groupOf({ id, localeGroupId }: VersionSummary): string {
  return localeGroupId ?? id;
}
