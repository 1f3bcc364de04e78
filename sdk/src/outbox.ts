import type { QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type OutboxMessage = ReplyOf<'getOutboxMessage'>;
const LARGEST_PAGE = 100;

/** Where mail of test keys goes, and all mail of an instance without a relay. */
export class Outbox {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Newest first; `q` is sought in sender, recipients and subject. */
  list(
    query: QueryOf<'listOutboxMessages'> = {},
    options?: ListOptions,
  ): Pages<'listOutboxMessages'> {
    const list = { operation: 'listOutboxMessages', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /** With headers, text, HTML and source. */
  get(id: string, options?: CallOptions): Promise<OutboxMessage> {
    return this.#transport.call('getOutboxMessage', { path: { id } }, options);
  }
}
