import type { InputOf, ReplyOf } from '../../../api.ts';

export type Campaign = ReplyOf<'getCampaign'>;
export type Change = InputOf<'updateCampaign'>['body'];
export type AudienceFilter = NonNullable<Change['audienceFilter']>;
export type Locale = NonNullable<AudienceFilter['locale']>;
export type Contact = ReplyOf<'listContacts'>['data'][number];
export type Version = ReplyOf<'getTemplate'>['versions'][number];
export type Preflight = ReplyOf<'preflightCampaign'>;
export type Finding = Preflight['findings'][number];

const LOCALES: Locale[] = ['ca', 'de', 'en', 'es', 'fr', 'it'];
const names = new Intl.DisplayNames(undefined, { type: 'language' });

export function localeName(locale: string | null): string {
  return locale === null ? 'No language' : (names.of(locale) ?? locale);
}

export const LOCALE_CHOICES = LOCALES.map((value) => ({ value, label: localeName(value) }));
