import { type CampaignProgress, progressOf, type WatchOptions } from './campaign-progress.ts';
import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';
import { untilSent, type WaitOptions } from './until-sent.ts';

export type Campaign = ReplyOf<'getCampaign'>;
export type Recipient = ReplyOf<'listRecipients'>['data'][number];
/** A Date is that instant; text without an offset is wall time in `timezone`. */
export type Schedule = Omit<BodyOf<'scheduleCampaign'>, 'scheduledAt' | 'timezone'> & {
  scheduledAt: string | Date;
  timezone?: string;
};
export type Wave = ReplyOf<'listWaves'>[number];
const LARGEST_PAGE = 100;

export class Campaigns {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  create(campaign: BodyOf<'createCampaign'>, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('createCampaign', { body: campaign }, options);
  }

  /** Newest first. */
  list(query: QueryOf<'listCampaigns'> = {}, options?: ListOptions): Pages<'listCampaigns'> {
    const list = { operation: 'listCampaigns', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /** With its counts: `audience` is the sum of all the others at every instant. */
  get(id: string, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('getCampaign', { path: { id } }, options);
  }

  /** 409 unless it is a draft. */
  update(id: string, change: BodyOf<'updateCampaign'>, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('updateCampaign', { path: { id }, body: change }, options);
  }

  /** 409 unless it is a draft. */
  delete(id: string, options?: CallOptions): Promise<ReplyOf<'deleteCampaign'>> {
    return this.#transport.call('deleteCampaign', { path: { id } }, options);
  }

  /** A new draft like it. */
  duplicate(id: string, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('duplicateCampaign', { path: { id } }, options);
  }

  /** The audience by locale, and whether a variant speaks it. */
  localeCoverage(id: string, options?: CallOptions): Promise<ReplyOf<'getLocaleCoverage'>> {
    return this.#transport.call('getLocaleCoverage', { path: { id } }, options);
  }

  /** What to put right before it is sent: findings, blocking ones first, each with what to do. */
  preflight(id: string, options?: CallOptions): Promise<ReplyOf<'preflightCampaign'>> {
    return this.#transport.call('preflightCampaign', { path: { id } }, options);
  }

  /** To 1 to 5 addresses, with a result for each; changes nothing. `contactId`: whose data is shown. */
  test(
    id: string,
    body: BodyOf<'testCampaign'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'testCampaign'>> {
    return this.#transport.call('testCampaign', { path: { id }, body }, options);
  }

  /**
   * Again while it is SCHEDULED: moves it. With `deliverAt: 'recipient'` at that wall time in each
   * contact's own zone: `scheduledAt` is text without an offset then, not a Date.
   */
  schedule(
    id: string,
    { scheduledAt, ...more }: Schedule,
    options?: CallOptions,
  ): Promise<Campaign> {
    const at = scheduledAt instanceof Date ? scheduledAt.toISOString() : scheduledAt;
    const body = { scheduledAt: at, ...more };
    return this.#transport.call('scheduleCampaign', { path: { id }, body }, options);
  }

  /** Who gets it when, in each person's own time; empty unless it was scheduled so. */
  waves(id: string, options?: CallOptions): Promise<Wave[]> {
    return this.#transport.call('listWaves', { path: { id } }, options);
  }

  /** Starts it now and returns at once; `waitUntilSent` waits. Starts it once, however often asked. */
  send(id: string, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('sendCampaign', { path: { id } }, options);
  }

  /** Takes effect within a second; the answer's `stats` say exactly who got it. */
  cancel(id: string, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('cancelCampaign', { path: { id } }, options);
  }

  pause(id: string, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('pauseCampaign', { path: { id } }, options);
  }

  resume(id: string, options?: CallOptions): Promise<Campaign> {
    return this.#transport.call('resumeCampaign', { path: { id } }, options);
  }

  /** Sends FAILED messages again: these (at most 1,000), or all. */
  retryFailed(
    id: string,
    messageIds?: string[],
    options?: CallOptions,
  ): Promise<ReplyOf<'retryFailed'>> {
    const body = messageIds && { ids: messageIds };
    return this.#transport.call('retryFailed', { path: { id }, body }, options);
  }

  /** UNKNOWN messages, these or all: sends them again, or leaves them. */
  resolveUnknown(
    id: string,
    body: BodyOf<'resolveUnknown'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'resolveUnknown'>> {
    return this.#transport.call('resolveUnknown', { path: { id }, body }, options);
  }

  /** The ledger: who got it, and what the server said. */
  recipients(
    id: string,
    query: QueryOf<'listRecipients'> = {},
    options?: ListOptions,
  ): Pages<'listRecipients'> {
    const operation = 'listRecipients' as const;
    const list = { operation, path: { id }, query, largest: LARGEST_PAGE };
    return new Pages(this.#transport, list, options);
  }

  /** The same as CSV, with when each message was first opened and clicked. */
  exportRecipients(
    id: string,
    query: QueryOf<'exportRecipients'> = {},
    options?: CallOptions,
  ): Promise<string> {
    return this.#transport.call('exportRecipients', { path: { id }, query }, options);
  }

  /** Why messages failed or were skipped, opens and clicks, links, and all of it over time. */
  report(
    id: string,
    query: QueryOf<'getCampaignReport'> = {},
    options?: CallOptions,
  ): Promise<ReplyOf<'getCampaignReport'>> {
    return this.#transport.call('getCampaignReport', { path: { id }, query }, options);
  }

  /**
   * Its progress now and after each change, until it is SENT or CANCELLED. A connection that breaks
   * is made again.
   */
  events(id: string, options?: WatchOptions): AsyncGenerator<CampaignProgress> {
    return progressOf(this.#transport, id, options);
  }

  /**
   * Resolves with the campaign once it is SENT; waits on while it is SCHEDULED or PAUSED. Throws
   * CampaignNotSentError when it was cancelled, or is a draft that nobody started.
   */
  waitUntilSent(id: string, options?: WaitOptions): Promise<Campaign> {
    return untilSent(this.#transport, id, options);
  }
}
