import type { Logger } from 'pino';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { removeJob } from '../jobs/queue.ts';
import type { Sealer } from '../lib/seal.ts';
import { signerOf } from './created-endpoint.ts';
import { type BatchEnd, type BatchTarget, deliverBatch, logFailures } from './deliver-batch.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  nextAttemptAt,
  type Result,
  recordResults,
  releaseDeliveries,
} from './delivery-store.ts';
import { judgeEndpoint } from './endpoint-health.ts';
import { deliveryKey, enqueueDelivery } from './enqueue-delivery.ts';
import { FIRST_PACE, nextPace, type Pace } from './pace.ts';
import { findTarget, forgetPreviousSecret, resealSecret } from './secret-store.ts';
import { lockEndpoint } from './store.ts';
import type { TryContext } from './try-once.ts';

/** How long one run goes on claiming before others get its place. */
const RUN_MS = 20_000;

/** What a run works with. */
export type Context = TryContext & {
  db: Database;
  sealer: Sealer;
  log: Logger;
  /** How long a claim lasts: three times the timeout of a try. */
  leaseSeconds: number;
  /** Set by a stop: nothing more is begun. */
  stopping: boolean;
};

/**
 * Delivers to one endpoint what is due, batch by batch, for at most RUN_MS, and plans the job for
 * what is due later. Crash-safe: each batch is claimed for the lease, and the job that takes over
 * at the lease's end is enqueued with the claim.
 */
export async function deliverDue(
  context: Context,
  tenantId: string,
  endpointId: string,
): Promise<void> {
  const { db, clock } = context;
  const until = clock.monotonic() + RUN_MS;
  let pace = FIRST_PACE;
  while (!context.stopping && clock.monotonic() < until) {
    const began = clock.monotonic();
    const batch = await inTenant(db, tenantId, (tx) =>
      claim(context, tx, tenantId, endpointId, pace.claim),
    );
    if (!batch) break;
    const end = await deliver(context, tenantId, endpointId, batch, pace);
    pace = nextPace(pace, { ms: clock.monotonic() - began, ...end });
  }
  await inTenant(db, tenantId, (tx) => planNextRun(tx, tenantId, endpointId));
}

type Batch = { target: BatchTarget; deliveries: ClaimedDelivery[]; beginBefore: number };

/** Takes a batch; in the same transaction a job is set to its lease's end, in case we die. */
async function claim(
  context: Context,
  tx: Tx,
  tenantId: string,
  endpointId: string,
  limit: number,
): Promise<Batch | null> {
  const found = await findTarget(tx, tenantId, endpointId);
  if (!found?.enabled || found.isPaused) return null;
  const { leaseSeconds, timeoutMs, sealer } = context;
  // A sixth of the lease is for recording.
  const beginBefore = context.clock.monotonic() + (leaseSeconds * 5_000) / 6 - timeoutMs;
  const { url, longRetries, secretSealed, previousSealed } = found;
  const sealed = previousSealed ? [secretSealed, previousSealed] : [secretSealed];
  const { signer, resealed } = signerOf(sealer, sealed);
  // The endpoint before its deliveries, as a deletion locks them.
  for (const one of resealed) await resealSecret(tx, tenantId, endpointId, one);
  if (found.previousIsOver) await forgetPreviousSecret(tx, tenantId, endpointId);
  const deliveries = await claimDeliveries(tx, tenantId, endpointId, { limit, leaseSeconds });
  const [first] = deliveries;
  if (!first) return null;
  await enqueueDelivery(tx, tenantId, endpointId, first.leaseUntil);
  return { target: { url, longRetries, signer }, deliveries, beginBefore };
}

/** No transaction is open while the network is asked. */
async function deliver(
  context: Context,
  tenantId: string,
  endpointId: string,
  { target, deliveries, beginBefore }: Batch,
  { atOnce }: Pace,
): Promise<BatchEnd> {
  const { db, clock } = context;
  const mayBegin = () => !context.stopping && clock.monotonic() < beginBefore;
  const record = async (results: Result[]) => {
    await inTenant(db, tenantId, async (tx) => {
      await judgeEndpoint(tx, tenantId, endpointId, results);
      await recordResults(tx, tenantId, results);
    });
    logFailures(context.log, { tenantId, endpointId }, results);
  };
  const limits = { atOnce, mayBegin };
  const end = await deliverBatch(context, tenantId, target, deliveries, limits, record);
  if (end.unbegun.length > 0) {
    await inTenant(db, tenantId, (tx) => releaseDeliveries(tx, tenantId, end.unbegun));
  }
  return end;
}

/**
 * Sets the endpoint's job to when its next delivery is due, by the database's clock. Under the
 * endpoint's lock: else a delivery that is being added just now would get the later time.
 */
async function planNextRun(tx: Tx, tenantId: string, endpointId: string): Promise<void> {
  const endpoint = await lockEndpoint(tx, tenantId, endpointId);
  const dueAt = endpoint?.enabled ? await nextAttemptAt(tx, tenantId, endpointId) : null;
  if (!dueAt) return removeJob(tx, deliveryKey(endpointId));
  const pausedUntil = endpoint?.pausedUntil ?? dueAt;
  await enqueueDelivery(tx, tenantId, endpointId, pausedUntil > dueAt ? pausedUntil : dueAt);
}
