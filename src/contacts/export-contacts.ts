import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { guardedCell } from '../lib/csv-cell.ts';
import { ContactReply } from './contact-fields.ts';
import { type ContactView, type ListFilter, selectPage } from './store.ts';

/** Contacts of a page: no transaction stays open while a slow reader takes what was read. */
const PAGE = 2_000;
const COLUMNS = Object.keys(ContactReply.properties) as (keyof ContactView)[];

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * All contacts that the filter lets through, newest first, read page by page as the caller takes them; an
 * import takes either format as it is. Who comes meanwhile is not in it. When it can't go on the connection
 * breaks, so that nobody takes half of it for the whole.
 */
export function exportContacts(
  db: Database,
  tenantId: string,
  filter: ListFilter,
  format: ExportFormat,
  suppressionKey: Buffer,
): Readable {
  const head = format === 'csv' ? stringify([COLUMNS]) : '';
  const textOf = format === 'csv' ? csvLines : jsonLines;
  const pages = pagesOf(db, tenantId, filter, suppressionKey);
  return Readable.from(linesOf(head, pages, textOf));
}

async function* linesOf(
  head: string,
  pages: AsyncGenerator<ContactView[]>,
  textOf: (page: ContactView[]) => string,
): AsyncGenerator<string> {
  if (head !== '') yield head;
  for await (const page of pages) yield textOf(page);
}

async function* pagesOf(
  db: Database,
  tenantId: string,
  filter: ListFilter,
  suppressionKey: Buffer,
): AsyncGenerator<ContactView[]> {
  let before: string | null = null;
  for (;;) {
    const window = { before, offset: 0, limit: PAGE };
    const page: ContactView[] = await inTenant(db, tenantId, (tx) =>
      selectPage(tx, tenantId, filter, window, suppressionKey),
    );
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    before = page.at(-1)!.id;
  }
}

function jsonLines(page: ContactView[]): string {
  return page.map((contact) => `${JSON.stringify(contact)}\n`).join('');
}

/** Null is an empty cell. A cell that a spreadsheet would run as a formula is guarded (P34). */
function csvLines(page: ContactView[]): string {
  const rows = page.map((contact) => COLUMNS.map((column) => cellOf(contact[column])));
  // Also cells with a bare CR, which other programs take for the end of the row.
  return stringify(rows, { quoted_match: /\r/ });
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return guardedCell(typeof value === 'string' ? value : JSON.stringify(value));
}
