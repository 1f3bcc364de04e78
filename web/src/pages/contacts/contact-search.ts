import { textSearch } from '../../ui/list-search.ts';
import { LOCALES, type Locale } from '../../ui/locales.ts';

/** What the list of contacts shows, as it stands in the address; what makes no sense is left out. */
export type ContactSearch = {
  q?: string;
  locale?: Locale;
  optIn?: boolean;
  segment?: string;
};

export function contactSearch(search: Record<string, unknown>): ContactSearch {
  const { optIn, segment } = search;
  const locale = LOCALES.find((one) => one === search.locale);
  return {
    ...textSearch(search),
    ...(locale && { locale }),
    ...(typeof optIn === 'boolean' && { optIn }),
    ...(typeof segment === 'string' && segment !== '' && { segment }),
  };
}
