import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

const LARGEST_PAGE = 100;

/** Templates to start from, the same for every tenant. */
export class Library {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(query: QueryOf<'listLibrary'> = {}, options?: ListOptions): Pages<'listLibrary'> {
    const list = { operation: 'listLibrary', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  get(id: string, options?: CallOptions): Promise<ReplyOf<'getLibraryTemplate'>> {
    return this.#transport.call('getLibraryTemplate', { path: { id } }, options);
  }

  /** Makes a template of your own from it; its first version is a draft. */
  clone(
    id: string,
    over: BodyOf<'cloneLibraryTemplate'> = {},
    options?: CallOptions,
  ): Promise<ReplyOf<'cloneLibraryTemplate'>> {
    return this.#transport.call('cloneLibraryTemplate', { path: { id }, body: over }, options);
  }
}
