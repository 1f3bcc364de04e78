import type { OperationName, ReplyOf } from './operation.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

/** Lists that come in pages. */
type ListName = {
  [K in OperationName]: ReplyOf<K> extends { data: unknown[]; meta: object } ? K : never;
}[OperationName];
type ItemOf<K extends ListName> = ReplyOf<K>['data'][number];
type Position = { page?: number; cursor?: string };
type Meta = { page?: number; totalPages?: number; nextCursor?: string | null };

export type ListOptions = Omit<CallOptions, 'idempotencyKey'>;

/**
 * A list that isn't read yet. Await it for one page, `{ data, meta }`; loop over it with
 * `for await` for every item of all pages; `.pages()` gives page after page. While you loop, pages
 * are as large as the API allows, unless the query has its own `limit`.
 */
export class Pages<K extends ListName>
  implements PromiseLike<ReplyOf<K>>, AsyncIterable<ItemOf<K>>
{
  readonly #read: (position: Position & { limit?: number }) => Promise<ReplyOf<K>>;
  readonly #largest: number;

  constructor(
    transport: Transport,
    list: { operation: K; path?: Record<string, string>; query: object; largest: number },
    options: ListOptions = {},
  ) {
    const { operation, path, query, largest } = list;
    this.#largest = (query as { limit?: number }).limit ?? largest;
    this.#read = (position) =>
      transport.call(operation, { path, query: { ...query, ...position } } as never, options);
  }

  /** Reads one page: what `await` calls. */
  // biome-ignore lint/suspicious/noThenProperty: so that `await client.contacts.list()` is a page
  then<A = ReplyOf<K>, B = never>(
    onPage?: ((page: ReplyOf<K>) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#read({}).then(onPage, onError);
  }

  async *pages(): AsyncGenerator<ReplyOf<K>> {
    for (let position: Position | null = {}; position; ) {
      const page: ReplyOf<K> = await this.#read({ ...position, limit: this.#largest });
      yield page;
      position = after(page.meta as Meta);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ItemOf<K>> {
    for await (const page of this.pages()) yield* page.data as ItemOf<K>[];
  }

  /** All items in memory; with a few thousand at most. */
  async all(): Promise<ItemOf<K>[]> {
    const items: ItemOf<K>[] = [];
    for await (const item of this) items.push(item);
    return items;
  }
}

/** Cursors where there are some: with page numbers, items that come meanwhile would shift the rest. */
function after({ page, totalPages, nextCursor }: Meta): Position | null {
  if (nextCursor !== undefined) return nextCursor === null ? null : { cursor: nextCursor };
  return page !== undefined && page < (totalPages ?? 0) ? { page: page + 1 } : null;
}
