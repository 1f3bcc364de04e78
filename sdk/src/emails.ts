import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import { ScheduledEmails } from './scheduled-emails.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type SentEmail = ReplyOf<'sendEmail'>;
export type EmailLog = ReplyOf<'getEmailLog'>;
const LARGEST_PAGE = 100;

/** With `sync` the answer says what became of it; that takes up to 30 seconds. */
export type SendOptions = CallOptions & QueryOf<'sendEmail'>;

/** Mail to one person each, ahead of all campaigns. */
export class Emails {
  readonly #transport: Transport;
  readonly scheduled: ScheduledEmails;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.scheduled = new ScheduledEmails(transport);
  }

  /** 422 when the address is suppressed. */
  send(email: BodyOf<'sendEmail'>, { sync, ...options }: SendOptions = {}): Promise<SentEmail> {
    const query = sync === undefined ? {} : { sync };
    return this.#transport.call('sendEmail', { body: email, query }, options);
  }

  /** The newest published version of the template with this slug. */
  sendTemplate(
    email: BodyOf<'sendTemplateEmail'>,
    { sync, ...options }: SendOptions = {},
  ): Promise<ReplyOf<'sendTemplateEmail'>> {
    const query = sync === undefined ? {} : { sync };
    return this.#transport.call('sendTemplateEmail', { body: email, query }, options);
  }

  /** The same email to 1 to 100 recipients; who can't get it is REJECTED in `results`. */
  sendBatch(
    batch: BodyOf<'sendEmailBatch'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'sendEmailBatch'>> {
    return this.#transport.call('sendEmailBatch', { body: batch }, options);
  }

  /** What was sent, newest first: emails and the copies of campaigns. */
  list(query: QueryOf<'listEmailLogs'> = {}, options?: ListOptions): Pages<'listEmailLogs'> {
    const list = { operation: 'listEmailLogs', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /** One of them with its events. */
  get(id: string, options?: CallOptions): Promise<EmailLog> {
    return this.#transport.call('getEmailLog', { path: { id } }, options);
  }

  /** What it says to its reader, as far as that is kept; else 404. */
  content(id: string, options?: CallOptions): Promise<ReplyOf<'getEmailContent'>> {
    return this.#transport.call('getEmailContent', { path: { id } }, options);
  }

  /** What became of all mail, day by day; the last day is today. */
  stats(
    query: QueryOf<'getDailyStats'> = {},
    options?: CallOptions,
  ): Promise<ReplyOf<'getDailyStats'>> {
    return this.#transport.call('getDailyStats', { query }, options);
  }
}
