import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type Segment = ReplyOf<'createSegment'>;
/** A condition on contacts: `and`, `or`, `not`, `segmentId`, or `field` with `op` and `value`. */
export type Filter = BodyOf<'createSegment'>['filter'];
const LARGEST_PAGE = 100;
const LARGEST_PAGE_OF_CONTACTS = 500;

/** Saved filters of contacts. */
export class Segments {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  create(segment: BodyOf<'createSegment'>, options?: CallOptions): Promise<Segment> {
    return this.#transport.call('createSegment', { body: segment }, options);
  }

  /** By name. */
  list(query: QueryOf<'listSegments'> = {}, options?: ListOptions): Pages<'listSegments'> {
    const list = { operation: 'listSegments', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /** With what uses it. */
  get(id: string, options?: CallOptions): Promise<ReplyOf<'getSegment'>> {
    return this.#transport.call('getSegment', { path: { id } }, options);
  }

  /** Campaigns that have started keep the filter that they started with. */
  update(id: string, change: BodyOf<'updateSegment'>, options?: CallOptions): Promise<Segment> {
    return this.#transport.call('updateSegment', { path: { id }, body: change }, options);
  }

  /** 409 while another segment or a campaign that is not over uses it. */
  delete(id: string, options?: CallOptions): Promise<ReplyOf<'deleteSegment'>> {
    return this.#transport.call('deleteSegment', { path: { id } }, options);
  }

  /** How many contacts a filter, a segment or an audience has now, and whether indexes answer that. */
  count(what: BodyOf<'countSegment'>, options?: CallOptions): Promise<ReplyOf<'countSegment'>> {
    return this.#transport.call('countSegment', { body: what }, options);
  }

  /** The contacts of a segment as it is now, newest first. */
  contacts(
    id: string,
    query: QueryOf<'listSegmentContacts'> = {},
    options?: ListOptions,
  ): Pages<'listSegmentContacts'> {
    const list = {
      operation: 'listSegmentContacts',
      path: { id },
      query,
      largest: LARGEST_PAGE_OF_CONTACTS,
    } as const;
    return new Pages(this.#transport, list, options);
  }
}
