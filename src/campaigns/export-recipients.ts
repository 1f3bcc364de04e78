import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { guardedCell } from '../lib/csv-cell.ts';
import { emailLogId, type MessageState } from '../messages/message.ts';
import { type ExportedRow, listExportRows } from '../messages/recipients.ts';
import { BEFORE_ALL } from './recipients.ts';

/** Recipients of a page: no transaction stays open while a slow reader takes what was read. */
const PAGE = 2_000;
const COLUMNS = ['email', 'status', 'reason', 'attempts', 'finishedAt', 'nextAttemptAt'];
const READERS = ['openedAt', 'clickedAt'];
const IDS = ['contactId', 'id'];

/**
 * The ledger of a campaign as CSV in the order of its contacts, read page by page as the caller takes them.
 * Cells that a spreadsheet would run as a formula are guarded (P34): replies of servers are anybody's text.
 */
export function exportRecipients(
  db: Database,
  tenantId: string,
  campaignId: string,
  status: MessageState | null,
): Readable {
  return Readable.from(lines(db, tenantId, campaignId, status));
}

async function* lines(
  db: Database,
  tenantId: string,
  campaignId: string,
  status: MessageState | null,
): AsyncGenerator<string> {
  yield stringify([[...COLUMNS, ...READERS, ...IDS]]);
  for (let after = BEFORE_ALL; ; ) {
    const page: ExportedRow[] = await inTenant(db, tenantId, (tx) =>
      listExportRows(tx, tenantId, { campaignId, status, after, limit: PAGE }),
    );
    // Also cells with a bare CR, which other programs take for the end of the row.
    if (page.length > 0) yield stringify(page.map(cellsOf), { quoted_match: /\r/ });
    if (page.length < PAGE) return;
    after = page.at(-1)!.contactId;
  }
}

function cellsOf(row: ExportedRow): unknown[] {
  const { email, status, reason, attempts, finishedAt, nextAttemptAt, openedAt, clickedAt } = row;
  return [
    ...[guardedCell(email ?? ''), status, guardedCell(reason ?? ''), attempts],
    ...[finishedAt, nextAttemptAt, openedAt, clickedAt].map((at) => at?.toISOString() ?? ''),
    ...[row.contactId, emailLogId(row.id)],
  ];
}
