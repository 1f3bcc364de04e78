import { pageSearch, textSearch } from '../../ui/list-search.ts';

/** What the list of templates shows, as it stands in the address. */
export type TemplateSearch = { q?: string; page?: number };

export function templateSearch(search: Record<string, unknown>): TemplateSearch {
  return { ...textSearch(search), ...pageSearch(search) };
}

/** The ids of the two versions that are compared. */
export type CompareSearch = { from?: string; to?: string };

export function compareSearch({ from, to }: Record<string, unknown>): CompareSearch {
  return { ...(typeof from === 'string' && { from }), ...(typeof to === 'string' && { to }) };
}
