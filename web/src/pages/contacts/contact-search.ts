import { LOCALES, type Locale } from '../../ui/locales.ts';

/** What the list of contacts shows, as it stands in the address; what makes no sense is left out. */
export type ContactSearch = {
  q?: string;
  locale?: Locale;
  optIn?: boolean;
  segment?: string;
};

export function contactSearch(search: Record<string, unknown>): ContactSearch {
  const { q, optIn, segment } = search;
  const locale = LOCALES.find((one) => one === search.locale);
  // A number in the address is read as one: an external id may look like it.
  const text = typeof q === 'string' || typeof q === 'number' ? String(q) : '';
  return {
    ...(text !== '' && { q: text }),
    ...(locale && { locale }),
    ...(typeof optIn === 'boolean' && { optIn }),
    ...(typeof segment === 'string' && segment !== '' && { segment }),
  };
}
