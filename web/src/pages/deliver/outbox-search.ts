import type { ReplyOf } from '../../api.ts';
import { pageSearch, textSearch } from '../../ui/list-search.ts';

export type OutboxEntry = ReplyOf<'listOutboxMessages'>['data'][number];
export type OutboxMail = ReplyOf<'getOutboxMessage'>;

/** What the list shows, as it stands in the address. */
export type OutboxSearch = { q?: string; page?: number };

export function outboxSearch(search: Record<string, unknown>): OutboxSearch {
  return { ...textSearch(search), ...pageSearch(search) };
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
