import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type Suppression = ReplyOf<'getSuppression'>;
export type SuppressionReason = ReplyOf<'createSuppression'>['reason'];
const LARGEST_PAGE = 100;

/** Addresses that get nothing. */
export class Suppressions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A stronger reason that is there already stays. */
  create(
    suppression: BodyOf<'createSuppression'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'createSuppression'>> {
    return this.#transport.call('createSuppression', { body: suppression }, options);
  }

  /** Newest first. */
  list(query: QueryOf<'listSuppressions'> = {}, options?: ListOptions): Pages<'listSuppressions'> {
    const list = { operation: 'listSuppressions', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /** Whether and why; 404 if it isn't. */
  get(email: string, options?: CallOptions): Promise<Suppression> {
    return this.#transport.call('getSuppression', { path: { email } }, options);
  }

  /** Lets the address get mail again. */
  delete(email: string, options?: CallOptions): Promise<ReplyOf<'deleteSuppression'>> {
    return this.#transport.call('deleteSuppression', { path: { email } }, options);
  }

  /** A CSV file's text (at most 5 MB), or a list; `reason` is for rows without one. */
  import(
    csvOrRows: string | { email: string; reason?: SuppressionReason }[],
    query: QueryOf<'importSuppressions'> = {},
    options?: CallOptions,
  ): Promise<ReplyOf<'importSuppressions'>> {
    const body = typeof csvOrRows === 'string' ? csvOrRows : { suppressions: csvOrRows };
    return this.#transport.call('importSuppressions', { query, body }, options);
  }

  /** All of them as the text of a CSV file, newest first. */
  export(query: QueryOf<'exportSuppressions'> = {}, options?: CallOptions): Promise<string> {
    return this.#transport.call('exportSuppressions', { query }, options);
  }
}
