// What lists have in the address. Links come from anywhere, so what makes no sense is left out.

/** The page of a list; the first one isn't written down. */
export function pageSearch(search: Record<string, unknown>): { page?: number } {
  const page = Number(search.page);
  return Number.isSafeInteger(page) && page > 1 ? { page } : {};
}

/** What is looked for. Digits come as a number. */
export function textSearch({ q }: Record<string, unknown>): { q?: string } {
  const text = typeof q === 'string' || typeof q === 'number' ? String(q).slice(0, 200) : '';
  return text === '' ? {} : { q: text };
}
