import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type ScheduledEmail = ReplyOf<'scheduleEmail'>;
const LARGEST_PAGE = 100;

/** Emails that wait for their time. */
export class ScheduledEmails {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  create(email: BodyOf<'scheduleEmail'>, options?: CallOptions): Promise<ScheduledEmail> {
    return this.#transport.call('scheduleEmail', { body: email }, options);
  }

  /** The next one first. */
  list(
    query: QueryOf<'listScheduledEmails'> = {},
    options?: ListOptions,
  ): Pages<'listScheduledEmails'> {
    const list = { operation: 'listScheduledEmails', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /** 409 once it is on its way. */
  cancel(id: string, options?: CallOptions): Promise<ReplyOf<'cancelScheduledEmail'>> {
    return this.#transport.call('cancelScheduledEmail', { path: { id } }, options);
  }
}
