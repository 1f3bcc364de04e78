/** What the list of templates shows, as it stands in the address. */
export type TemplateSearch = { q?: string; page?: number };

export function templateSearch(search: Record<string, unknown>): TemplateSearch {
  const q = typeof search.q === 'string' ? search.q.slice(0, 200) : '';
  const page = Number(search.page);
  return { ...(q && { q }), ...(Number.isSafeInteger(page) && page > 1 && { page }) };
}

/** The ids of the two versions that are compared. */
export type CompareSearch = { from?: string; to?: string };

export function compareSearch({ from, to }: Record<string, unknown>): CompareSearch {
  return { ...(typeof from === 'string' && { from }), ...(typeof to === 'string' && { to }) };
}
