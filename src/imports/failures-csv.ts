import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { guardedCell } from '../lib/csv-cell.ts';
import type { Failure } from './import.ts';
import { selectFailures } from './store.ts';

const PAGE = 2_000;

/**
 * The failed rows of an import as CSV, in the order of the file, read page by page as the caller takes
 * them. Cells that a spreadsheet would run as a formula are guarded (P34).
 */
export function failuresCsv(db: Database, tenantId: string, importId: string): Readable {
  return Readable.from(lines(db, tenantId, importId));
}

async function* lines(db: Database, tenantId: string, importId: string): AsyncGenerator<string> {
  yield stringify([['row', 'line', 'email', 'reason']]);
  for (let after = 0; ; ) {
    const page: Failure[] = await inTenant(db, tenantId, (tx) =>
      selectFailures(tx, tenantId, importId, { after, limit: PAGE }),
    );
    if (page.length > 0) yield stringify(page.map(cellsOf));
    if (page.length < PAGE) return;
    after = page.at(-1)!.row;
  }
}

function cellsOf({ row, line, email, message }: Failure): unknown[] {
  return [row, line, guardedCell(email ?? ''), guardedCell(message)];
}
