import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { isDatabaseAway } from '../db/failures.ts';
import { inTenant } from '../db/transaction.ts';
import { enqueueJob } from '../jobs/queue.ts';
import { type ApplyDeps, applyBatch, Overtaken } from './apply-batch.ts';
import { unpackChunk } from './chunk.ts';
import { readBatches } from './read-batches.ts';
import { endImport, RUN_IMPORTS } from './service.ts';
import { findChunk, findImport, type ImportRow, startOldest } from './store.ts';

export type RunDeps = ApplyDeps & { db: Database; log: Logger };

/** A job's turn: then others have theirs, and a worker that stops doesn't wait long for it. */
const TURN_MS = 3_000;

type Outcome = 'through' | 'out of time' | 'in other hands';

/**
 * Works through a tenant's files in the order in which they came, for one turn, and enqueues the next turn
 * when something is left. Safe to run at any time and several times at once: a batch counts only if the
 * import is still where the batch begins. Whoever comes too late with one leaves the tenant to the others:
 * together they would be no faster, and hold the slots that other tenants wait for (P19).
 */
export async function runImports(deps: RunDeps, tenantId: string, turnMs = TURN_MS): Promise<void> {
  const until = performance.now() + turnMs;
  for (;;) {
    const current = await inTenant(deps.db, tenantId, (tx) => startOldest(tx, tenantId));
    if (!current) return;
    const outcome = await runOne(deps, tenantId, current, until);
    if (outcome === 'in other hands') return;
    if (outcome === 'out of time') return nextTurn(deps.db, tenantId);
  }
}

function nextTurn(db: Database, tenantId: string): Promise<void> {
  return inTenant(db, tenantId, (tx) =>
    enqueueJob(tx, RUN_IMPORTS, { tenantId }, { key: `${RUN_IMPORTS} ${tenantId}` }),
  );
}

/** One file, from where it stands. An error that would come again ends it as FAILED. */
async function runOne(
  deps: RunDeps,
  tenantId: string,
  current: ImportRow,
  until: number,
): Promise<Outcome> {
  const { db, log } = deps;
  try {
    const outcome = await applyBatches(deps, tenantId, current, until);
    if (outcome === 'through') await endImport(db, tenantId, current.id, 'DONE');
    return outcome;
  } catch (error) {
    if (error instanceof Overtaken) return whenOvertaken(db, tenantId, current.id);
    if (isPassing(error)) throw error;
    log.error({ err: error, importId: current.id }, 'an import can not go on');
    await endImport(db, tenantId, current.id, 'FAILED', WENT_WRONG);
    return 'through';
  }
}

/** It was cancelled, or others ended it: on with the next file. Else they are still at it. */
async function whenOvertaken(db: Database, tenantId: string, id: string): Promise<Outcome> {
  const now = await inTenant(db, tenantId, (tx) => findImport(tx, tenantId, id));
  return now?.status === 'RUNNING' ? 'in other hands' : 'through';
}

const WENT_WRONG =
  'Something went wrong here, and it was logged. The rows counted are applied, those behind them are not.';

/** While PostgreSQL works on a batch, the next one is read. */
async function applyBatches(
  deps: RunDeps,
  tenantId: string,
  current: ImportRow,
  until: number,
): Promise<Outcome> {
  const { db } = deps;
  const batches = readBatches((number) => loadChunk(db, tenantId, current.id, number), current, {
    position: { chunk: current.nextChunk, place: current.nextPlace },
    ...{ lines: current.lines, rows: current.rows, chunks: current.chunks },
  });
  for (let coming = batches.next(); ; ) {
    const { value: batch, done } = await coming;
    if (done) return 'through';
    const applying = inTenant(db, tenantId, (tx) => applyBatch(tx, tenantId, current, batch, deps));
    coming = batches.next();
    // Its error is met when it is awaited; when this batch fails first, it never is.
    coming.catch(() => {});
    await applying;
    if (performance.now() > until) {
      if (!(await coming).done) return 'out of time';
    }
  }
}

/** A chunk is gone once the import has ended: then others have done it, or it was cancelled. */
async function loadChunk(
  db: Database,
  tenantId: string,
  importId: string,
  number: number,
): Promise<string> {
  const bytes = await inTenant(db, tenantId, (tx) => findChunk(tx, tenantId, importId, number));
  if (!bytes) throw new Overtaken();
  return unpackChunk(bytes);
}

/** The database is away, or others were in the way (SQLSTATE classes 40, 53, 55, 57): the job comes again. */
function isPassing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return isDatabaseAway(error) || (typeof code === 'string' && /^(40|53|55|57)\w{3}$/.test(code));
}
