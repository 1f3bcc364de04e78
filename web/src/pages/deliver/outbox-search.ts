import type { ReplyOf } from '../../api.ts';

export type OutboxEntry = ReplyOf<'listOutboxMessages'>['data'][number];
export type OutboxMail = ReplyOf<'getOutboxMessage'>;

/** What the list shows, as it stands in the address. */
export type OutboxSearch = { q?: string; page?: number };

export function outboxSearch(search: Record<string, unknown>): OutboxSearch {
  // A search for digits comes as a number.
  const q = search.q === undefined ? '' : String(search.q).slice(0, 200);
  return { ...(q && { q }), ...pageSearch(search) };
}

/** The page of a list; the first one isn't written down. */
export function pageSearch(search: Record<string, unknown>): { page?: number } {
  const page = Number(search.page);
  return Number.isSafeInteger(page) && page > 1 ? { page } : {};
}

export const VIEWS = {
  rendered: 'HTML',
  text: 'Text',
  links: 'Links',
  headers: 'Headers',
  source: 'Source',
} as const;
export type View = keyof typeof VIEWS;

/** How a message is looked at. */
export function viewSearch(search: Record<string, unknown>): { view?: View } {
  const view = (Object.keys(VIEWS) as View[]).find((one) => one === search.view);
  return view ? { view } : {};
}
