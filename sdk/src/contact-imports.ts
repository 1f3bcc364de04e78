import { pause } from './deadline.ts';
import { PressrunError } from './failure.ts';
import type { QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import { type FileContent, SentFile } from './sent-file.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type ContactImport = ReplyOf<'getImport'>;
export type ImportQuery = Omit<QueryOf<'createImport'>, 'mapping'> & {
  /** csv unless set. */
  format?: 'csv' | 'ndjson';
  /** The file is gzip. */
  gzip?: boolean;
  /** Column (NDJSON: key) → field, `attributes.name` (with a type that isn't text), or null: not read. */
  mapping?: Record<string, string | null | TypedField>;
};
type TypedField = { field: string; type: NonNullable<Columns[number]['type']> };
type Columns = NonNullable<ContactImport['columns']>;
export type WaitForImport = Omit<CallOptions, 'idempotencyKey'> & {
  /** After each look, with the import as it is. */
  onProgress?: (contactImport: ContactImport) => void;
};

const LARGEST_PAGE = 100;
const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' };
/** How long a file may take to be sent, unless the call says otherwise. */
const UPLOAD_MS = 3_600_000;
/** Between two looks: the first soon, for small files. */
const FIRST_LOOK_MS = 100;
const LATER_LOOK_MS = 2_000;

/** It ended, and not DONE: `contactImport.reason` says why, its counts how far it came. */
export class ImportNotDoneError extends PressrunError {
  readonly contactImport: ContactImport;

  constructor(contactImport: ContactImport) {
    const { status, reason, rows } = contactImport;
    super('import_not_done', reason ?? `The import is ${status}; ${rows} rows were read`);
    this.contactImport = contactImport;
  }
}

/** Contacts from files of any size. */
export class ContactImports {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Sends a file; answers as soon as the server has it. A stream is read as the server takes it, and
   * can't be sent again when that fails; anything else is retried.
   */
  create(
    file: FileContent,
    { format = 'csv', gzip = false, mapping, ...query }: ImportQuery = {},
    options?: CallOptions,
  ): Promise<ContactImport> {
    const body = new SentFile(file, TYPES[format], gzip);
    const mapped = mapping === undefined ? {} : { mapping: JSON.stringify(mapping) };
    return this.#transport.call(
      'createImport',
      { query: { ...query, ...mapped }, body },
      { timeoutMs: UPLOAD_MS, ...options },
    );
  }

  /** Newest first. */
  list(query: QueryOf<'listImports'> = {}, options?: ListOptions): Pages<'listImports'> {
    const list = { operation: 'listImports', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  get(id: string, options?: CallOptions): Promise<ContactImport> {
    return this.#transport.call('getImport', { path: { id } }, options);
  }

  /** What was applied before stays. */
  cancel(id: string, options?: CallOptions): Promise<ContactImport> {
    return this.#transport.call('cancelImport', { path: { id } }, options);
  }

  /** The rows that failed, as the text of a CSV file: row, line, email, reason. */
  failures(id: string, options?: CallOptions): Promise<string> {
    return this.#transport.call('exportImportFailures', { path: { id } }, options);
  }

  /** Looks until it has ended. Throws ImportNotDoneError unless it is DONE; a `signal` ends the waiting. */
  async waitUntilDone(
    id: string,
    { onProgress, ...options }: WaitForImport = {},
  ): Promise<ContactImport> {
    for (let wait = FIRST_LOOK_MS; ; wait = Math.min(2 * wait, LATER_LOOK_MS)) {
      const contactImport = await this.get(id, options);
      onProgress?.(contactImport);
      if (contactImport.status === 'DONE') return contactImport;
      if (contactImport.finishedAt !== null) throw new ImportNotDoneError(contactImport);
      await pause(wait, options.signal);
    }
  }
}
