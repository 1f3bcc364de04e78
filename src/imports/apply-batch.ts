import type { Applied } from '../contacts/contact-book.ts';
import { type LiftUnsubscribe, upsertAll, whoWasErased } from '../contacts/save-contacts.ts';
import type { Tx } from '../db/database.ts';
import { normaliseAddress } from '../lib/address.ts';
import { draftAll } from './draft-contacts.ts';
import { type Counts, type Failure, NO_COUNTS } from './import.ts';
import { type Batch, failureOf } from './read-batches.ts';
import {
  commitWithoutWaiting,
  countSuppressed,
  insertFailures,
  insertMembers,
  moveOn,
} from './store.ts';

export type ApplyDeps = { suppressionKey: Buffer; liftUnsubscribe: LiftUnsubscribe };

/** How a decision in a file is recorded (P46); whose file it was is in the audit log. */
const MEANS = { method: 'import' as const, actor: null };

/** The import was cancelled, or others have done these rows: the transaction must not commit. */
export class Overtaken extends Error {}

/**
 * Applies a batch as if its rows were sent to `PUT /contacts` one after the other, and moves the import to
 * behind it, all in the caller's transaction: a crash neither repeats nor loses a row (P42). Throws
 * `Overtaken` when the import isn't where the batch begins.
 */
export async function applyBatch(
  tx: Tx,
  tenantId: string,
  { id, dryRun }: { id: string; dryRun: boolean },
  batch: Batch,
  { suppressionKey, liftUnsubscribe }: ApplyDeps,
): Promise<void> {
  await commitWithoutWaiting(tx);
  const changes = batch.upserts.map(({ change }) => change);
  const way = { lift: liftUnsubscribe, means: MEANS, suppressionKey };
  const applied = dryRun
    ? await draftAll(tx, tenantId, id, changes, suppressionKey)
    : await upsertAll(tx, tenantId, changes, way);
  const { contactIds, addresses, failures, counts } = outcomeOf(batch, applied);
  await noteFailures(tx, tenantId, id, failures, suppressionKey);
  if (!dryRun && contactIds.length > 0) await insertMembers(tx, tenantId, id, contactIds);
  if (addresses.length > 0) {
    counts.suppressed = await countSuppressed(tx, tenantId, suppressionKey, addresses);
  }
  const { from, to, lines } = batch;
  if (!(await moveOn(tx, tenantId, id, { from, to, lines, counts }))) throw new Overtaken();
}

function outcomeOf({ upserts, failures }: Batch, applied: Applied[]) {
  const counts: Counts = { ...NO_COUNTS };
  const all = [...failures];
  const contactIds: string[] = [];
  const addresses: string[] = [];
  for (const [position, result] of applied.entries()) {
    const { row, line, change } = upserts[position]!;
    if (result.outcome === 'conflict') {
      const { path, message } = result.fault;
      all.push(failureOf(row, line, change, `${path}: ${message}`));
    } else {
      counts[result.outcome] += 1;
      contactIds.push(result.id);
      addresses.push(change.email);
    }
  }
  counts.failed = all.length;
  return { counts, failures: all, contactIds, addresses };
}

/** Of a person who was erased only the row's number is kept, and why it failed (P45). */
async function noteFailures(
  tx: Tx,
  tenantId: string,
  importId: string,
  failures: Failure[],
  suppressionKey: Buffer,
): Promise<void> {
  if (failures.length === 0) return;
  const addressed = failures.map(withAddress);
  const addresses = addressed.flatMap(({ address }) => address ?? []);
  const erased = new Set(await whoWasErased(tx, tenantId, suppressionKey, addresses));
  const noted = addressed.map((failure) =>
    erased.has(failure.address ?? '') ? { ...failure, email: null, address: null } : failure,
  );
  await insertFailures(tx, tenantId, importId, noted);
}

function withAddress(failure: Failure) {
  const { email } = failure;
  return { ...failure, address: email === null ? null : normaliseAddress(email) };
}
