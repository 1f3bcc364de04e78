import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { enqueueJob } from '../jobs/queue.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { deleteDrafts } from './draft-store.ts';
import {
  deleteDraftsOf,
  deleteFailuresOf,
  deleteMembershipsOf,
  deleteOldFailures,
  deleteOldImports,
  failAbandoned,
} from './forget-store.ts';
import {
  FAILURE_DAYS,
  IMPORT_DAYS,
  IMPORT_MOVES,
  IMPORT_STATES,
  type ImportState,
} from './import.ts';
import { delimiterName } from './options.ts';
import type { ImportReply } from './schemas.ts';
import {
  countImports,
  deleteChunks,
  findImport,
  type ImportRow,
  type Received,
  selectPage,
  setEnded,
  setQueued,
} from './store.ts';

export const RUN_IMPORTS = 'run_imports';
/** An upload of which nothing came for so long has nobody any more who takes it in. */
const ABANDONED_MINUTES = 10;

/** A file that is whole waits for its turn; the job is enqueued with it. */
export async function queueImport(
  tx: Tx,
  tenantId: string,
  id: string,
  received: Received,
): Promise<ImportReply> {
  const row = await setQueued(tx, tenantId, id, received);
  if (!row) throw new PressrunError('unavailable', 'The upload was given up; send the file again');
  await enqueueJob(tx, RUN_IMPORTS, { tenantId }, { key: `${RUN_IMPORTS} ${tenantId}` });
  return viewOf(row);
}

/** One import as the API shows it; 404 when there is none. */
export async function showImport(tx: Tx, tenantId: string, id: string): Promise<ImportReply> {
  return viewOf(await requireImport(tx, tenantId, id));
}

export async function listImports(tx: Tx, tenantId: string, page: Page) {
  const window = { offset: pageOffset(page), limit: page.limit };
  const rows = await selectPage(tx, tenantId, window);
  return { data: rows.map(viewOf), meta: pageMeta(page, await countImports(tx, tenantId)) };
}

/**
 * Ends an import between two batches: what was applied before stays, and the answer says how much that is.
 * Idempotent; 409 for one that has ended otherwise, or whose file is still coming in.
 */
export async function cancelImport(tx: Tx, tenantId: string, id: string): Promise<ImportReply> {
  const from = statesBefore('CANCELLED');
  const cancelled = isId(id)
    ? await setEnded(tx, tenantId, id, { status: 'CANCELLED', from })
    : undefined;
  if (cancelled) {
    await dropFile(tx, tenantId, id);
    return viewOf(cancelled);
  }
  const row = await requireImport(tx, tenantId, id);
  if (row.status === 'CANCELLED') return viewOf(row);
  const message = `A ${row.status} import can not be cancelled; only ${from.join(' or ')} can`;
  throw new PressrunError('wrong_state', message);
}

/** Ends an import that runs, in a transaction of its own; does nothing if it has ended. */
export async function endImport(
  db: Database,
  tenantId: string,
  id: string,
  status: 'DONE' | 'FAILED',
  reason: string | null = null,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    const ended = await setEnded(tx, tenantId, id, { status, reason, from: ['RUNNING'] });
    if (ended) await dropFile(tx, tenantId, id);
  });
}

/** Throws 404 unless there is such an import. */
export async function requireImport(tx: Tx, tenantId: string, id: string): Promise<ImportRow> {
  const row = isId(id) ? await findImport(tx, tenantId, id) : undefined;
  if (!row) throw notFound('Import');
  return row;
}

/**
 * Erasure (P45): failed rows of the person and what dry runs noted go, and who came with which file.
 * A file that is still waiting ends within its turn; its rows then meet the suppression.
 */
export async function forgetPerson(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  await deleteFailuresOf(tx, tenantId, person.email);
  await deleteMembershipsOf(tx, tenantId, person.id);
  await deleteDraftsOf(tx, tenantId, person);
}

/** Forgets failed rows after FAILURE_DAYS, imports after IMPORT_DAYS, uploads without a host. Crosses tenants. */
export async function forgetOldImports(tx: Tx): Promise<void> {
  await failAbandoned(
    tx,
    ABANDONED_MINUTES,
    'The upload broke off. Nothing was imported; send it again.',
  );
  await deleteOldFailures(tx, FAILURE_DAYS);
  await deleteOldImports(tx, IMPORT_DAYS);
}

function statesBefore(state: ImportState): ImportState[] {
  return IMPORT_STATES.filter((one) => IMPORT_MOVES[one].includes(state));
}

async function dropFile(tx: Tx, tenantId: string, id: string): Promise<void> {
  await deleteChunks(tx, tenantId, id);
  await deleteDrafts(tx, tenantId, id);
}

function viewOf(row: ImportRow): ImportReply {
  const { options, chunks, nextChunk, nextPlace, bytesDone, lines, delimiter, ...shown } = row;
  const share = chunks === 0 ? 0 : Math.floor((100 * nextChunk) / chunks);
  return {
    ...shown,
    delimiter: delimiter === null ? null : delimiterName(delimiter),
    progress: row.status === 'DONE' ? 100 : share,
  };
}
