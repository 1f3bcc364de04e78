import { type Page, pageMeta, pageOffset } from '../../http/paging.ts';
import { notFound } from '../../lib/errors.ts';
import type { LibraryCategory, LibraryTemplate } from './library-template.ts';
import { STARTING_TEMPLATES } from './starting-templates.ts';

export type LibraryQuery = Page & {
  category?: LibraryCategory | undefined;
  search?: string | undefined;
};

/** A page of those of the category that have `search` in name, description or subject, in any case. */
export function searchLibrary({ category, search = '', ...page }: LibraryQuery) {
  const wanted = search.trim().toLowerCase();
  const found = STARTING_TEMPLATES.filter(
    (one) => (category === undefined || one.category === category) && textOf(one).includes(wanted),
  );
  const data = found.slice(pageOffset(page), pageOffset(page) + page.limit);
  return { data, meta: pageMeta(page, found.length) };
}

function textOf({ name, description, subject }: LibraryTemplate): string {
  return `${name} ${description} ${subject}`.toLowerCase();
}

/** Throws `not_found` for an id that no template of the library has. */
export function findInLibrary(id: string): LibraryTemplate {
  const found = STARTING_TEMPLATES.find((one) => one.id === id);
  if (!found) throw notFound('Library template');
  return found;
}
