import { type BulkOptions, type BulkResult, upsertInBulk } from './bulk.ts';
import { ContactImports } from './contact-imports.ts';
import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type Contact = ReplyOf<'upsertContact'>;
/** With the last thing that the person opted in to or out of. */
export type ContactDetail = ReplyOf<'getContact'>;
export type ContactUpsert = BodyOf<'upsertContact'>;
export type ContactChange = BodyOf<'updateContact'>;
export type ContactQuery = Omit<QueryOf<'listContacts'>, 'updatedSince'> & {
  updatedSince?: string | Date;
};
/** The API's limit for this list. */
const LARGEST_PAGE = 500;
const LARGEST_CONSENT_PAGE = 100;

export class Contacts {
  /** From files. */
  readonly imports: ContactImports;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.imports = new ContactImports(transport);
  }

  /** Creates or updates by `externalId` if given, else by address. Fields left out are kept. */
  upsert(contact: ContactUpsert, options?: CallOptions): Promise<Contact> {
    return this.#transport.call('upsertContact', { body: contact }, options);
  }

  /**
   * As many as you like, from a list or an (async) iterable: in requests of at most 1,000, one
   * after the other. Rows that are refused are counted and listed, and hold up nobody. Throws
   * BulkInterruptedError when it can't go on, with what was done so far.
   */
  bulk(
    contacts: Iterable<ContactUpsert> | AsyncIterable<ContactUpsert>,
    options?: BulkOptions,
  ): Promise<BulkResult> {
    return upsertInBulk(this.#transport, contacts, options);
  }

  /** Newest first. */
  list(query: ContactQuery = {}, options?: ListOptions): Pages<'listContacts'> {
    const list = { operation: 'listContacts', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  /**
   * Every contact that the filter lets through, newest first, as the server reads them: for any number,
   * in one request. Who comes meanwhile is not in it.
   */
  async *export(
    query: Omit<ContactQuery, 'page' | 'limit' | 'cursor'> = {},
    options?: ListOptions,
  ): AsyncGenerator<Contact> {
    const asked = { ...query, format: 'ndjson' } as QueryOf<'exportContacts'>;
    const lines = this.#transport.lines('exportContacts', { query: asked }, options);
    for await (const line of lines) yield JSON.parse(line) as Contact;
  }

  /** By externalId or id. */
  get(idOrExternalId: string, options?: CallOptions): Promise<ContactDetail> {
    return this.#transport.call('getContact', { path: { id: idOrExternalId } }, options);
  }

  /** Changes only what is sent; null clears. By id. */
  update(id: string, change: ContactChange, options?: CallOptions): Promise<Contact> {
    return this.#transport.call('updateContact', { path: { id }, body: change }, options);
  }

  /** What the person opted in to and out of, when and how; the last one first. */
  consent(
    idOrExternalId: string,
    query: QueryOf<'listConsent'> = {},
    options?: ListOptions,
  ): Pages<'listConsent'> {
    const operation = 'listConsent' as const;
    const list = { operation, path: { id: idOrExternalId }, query, largest: LARGEST_CONSENT_PAGE };
    return new Pages(this.#transport, list, options);
  }

  /** All that is kept of one person, for them to have. */
  exportOne(idOrExternalId: string, options?: CallOptions): Promise<ReplyOf<'exportContact'>> {
    return this.#transport.call('exportContact', { path: { id: idOrExternalId } }, options);
  }

  /** Erases the person everywhere; a suppression stays, as a keyed hash. By externalId or id. */
  delete(idOrExternalId: string, options?: CallOptions): Promise<ReplyOf<'eraseContact'>> {
    return this.#transport.call('eraseContact', { path: { id: idOrExternalId } }, options);
  }
}
