import { Readable } from 'node:stream';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { type ListFilter, listSuppressionRows, type SuppressionRow } from './store.ts';
import { csvHead, csvLines } from './write-csv.ts';

/** Rows of a page: no transaction stays open while a slow reader takes what was read. */
const PAGE = 2_000;

/**
 * All suppressions that the filter lets through as CSV, newest first, read page by page as the
 * caller takes them. What is added meanwhile is not in it.
 */
export function exportSuppressions(db: Database, tenantId: string, filter: ListFilter): Readable {
  return Readable.from(lines(db, tenantId, filter));
}

async function* lines(db: Database, tenantId: string, filter: ListFilter): AsyncGenerator<string> {
  yield csvHead();
  let after: SuppressionRow | null = null;
  for (;;) {
    const window = { limit: PAGE, after };
    const page: SuppressionRow[] = await inTenant(db, tenantId, (tx) =>
      listSuppressionRows(tx, tenantId, filter, window),
    );
    if (page.length > 0) yield csvLines(page);
    if (page.length < PAGE) return;
    after = page.at(-1)!;
  }
}
