import { chunksOf } from './chunks.ts';
import { PressrunError } from './failure.ts';
import type { BodyOf, ReplyOf } from './operation.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

/** All chunks together; an error's `index` is the row's place in what you passed, from 0. */
export type BulkResult = ReplyOf<'upsertContacts'>;

type ContactUpsert = BodyOf<'upsertContact'>;

export type BulkOptions = CallOptions & {
  /** Contacts per request: 1,000 unless set, and at most. */
  chunkSize?: number;
  /** After each request: rows taken from you so far, and the result so far. */
  onProgress?: (rows: number, result: BulkResult) => void;
};

/** A request failed for good. The first `rows` rows were answered for: `result`. `cause`: why. */
export class BulkInterruptedError extends PressrunError {
  readonly rows: number;
  readonly result: BulkResult;

  constructor(rows: number, result: BulkResult, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super('bulk_interrupted', `The import stopped after ${rows} rows: ${why}`, { cause });
    this.rows = rows;
    this.result = result;
  }
}

/**
 * Sends any number of contacts in requests that stay below the API's limits. With an
 * `idempotencyKey`, request n gets `KEY-n`: the same rows in the same order, run again within 24
 * hours, are answered from what was stored.
 */
export async function upsertInBulk(
  transport: Transport,
  contacts: Iterable<ContactUpsert> | AsyncIterable<ContactUpsert>,
  { chunkSize = 1_000, onProgress, idempotencyKey, ...options }: BulkOptions = {},
): Promise<BulkResult> {
  const result: BulkResult = { created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] };
  let rows = 0;
  let request = 0;
  try {
    for await (const chunk of chunksOf(contacts, chunkSize)) {
      const key = idempotencyKey && { idempotencyKey: `${idempotencyKey}-${request++}` };
      const body = { contacts: chunk };
      const answer = await transport.call('upsertContacts', { body }, { ...options, ...key });
      add(result, answer, rows);
      rows += chunk.length;
      onProgress?.(rows, result);
    }
  } catch (cause) {
    throw new BulkInterruptedError(rows, result, cause);
  }
  return result;
}

function add(result: BulkResult, { errors, ...counts }: BulkResult, before: number): void {
  result.created += counts.created;
  result.updated += counts.updated;
  result.unchanged += counts.unchanged;
  result.failed += counts.failed;
  for (const error of errors) result.errors.push({ ...error, index: before + error.index });
}
