import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { removeJob } from '../jobs/queue.ts';
import type { Clock } from '../lib/clock.ts';
import type { Sealer } from '../lib/seal.ts';
import { type Answer, GIVEN_UP, judge } from './delivery.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  nextAttemptAt,
  type Result,
  recordResults,
} from './delivery-store.ts';
import { urlProblem } from './endpoint.ts';
import { noAnswer, post } from './post.ts';
import { deliveryRequest } from './request.ts';
import { deliveryKey, enqueueDelivery } from './service.ts';
import { findTarget, lockEndpoint, resealSecret, setEnabled } from './store.ts';

/** Tries at once to one endpoint. No more are claimed, so a stop waits for one timeout at most. */
const AT_ONCE = 10;
/** Three times the timeout of a try: it has ended and is recorded long before. */
const LEASE_SECONDS = 30;
/** How long one run goes on claiming before others get its place. */
const RUN_MS = 20_000;

/** What a run works with. */
export type Context = {
  db: Database;
  sealer: Sealer;
  allowPrivateHosts: boolean;
  log: Logger;
  version: string;
  clock: Clock;
  timeoutMs: number;
  dispatcher: Dispatcher;
  /** Set by a stop: no more is claimed. */
  stopping: boolean;
};

/**
 * Delivers to one endpoint what is due, batch by batch, for at most RUN_MS, and plans the job for
 * what is due later. Crash-safe: each batch is claimed for LEASE_SECONDS, and the job that takes
 * over at the lease's end is enqueued with the claim.
 */
export async function deliverDue(
  context: Context,
  tenantId: string,
  endpointId: string,
): Promise<void> {
  const { db, clock } = context;
  const until = clock.monotonic() + RUN_MS;
  while (!context.stopping && clock.monotonic() < until) {
    const batch = await inTenant(db, tenantId, (tx) => claim(context, tx, tenantId, endpointId));
    if (!batch) break;
    const { target, deliveries } = batch;
    const tries = deliveries.map((delivery) => deliverOne(context, tenantId, target, delivery));
    const results = await Promise.all(tries);
    await inTenant(db, tenantId, (tx) => record(tx, tenantId, endpointId, results));
    logFailures(context.log, { tenantId, endpointId }, results);
  }
  await inTenant(db, tenantId, (tx) => planNextRun(tx, tenantId, endpointId));
}

type Target = { url: string; secrets: string[] | null };
type Batch = { target: Target; deliveries: ClaimedDelivery[] };

/** Takes a batch; in the same transaction a job is set to its lease's end, in case we die. */
async function claim(
  context: Context,
  tx: Tx,
  tenantId: string,
  endpointId: string,
): Promise<Batch | null> {
  const found = await findTarget(tx, tenantId, endpointId);
  if (!found) return null;
  const limits = { limit: AT_ONCE, leaseSeconds: LEASE_SECONDS };
  const deliveries = await claimDeliveries(tx, tenantId, endpointId, limits);
  const [first] = deliveries;
  if (!first) return null;
  const opened = context.sealer.unseal(found.secretSealed);
  if (opened && !opened.current) {
    const sealed = context.sealer.seal(opened.plain);
    await resealSecret(tx, tenantId, endpointId, { old: found.secretSealed, sealed });
  }
  await enqueueDelivery(tx, tenantId, endpointId, first.leaseUntil);
  const secrets = opened ? [opened.plain.toString()] : null;
  return { target: { url: found.url, secrets }, deliveries };
}

/** One try, which never throws; no transaction is open while the network is asked. */
async function deliverOne(
  context: Context,
  tenantId: string,
  target: Target,
  delivery: ClaimedDelivery,
): Promise<Result> {
  const { id, attempt, type } = delivery;
  const answer = await tryOnce(context, tenantId, target, delivery);
  const verdict = type === null ? GIVEN_UP : judge(answer, attempt, Math.random());
  return { id, attempt, answer, verdict };
}

async function tryOnce(
  context: Context,
  tenantId: string,
  { url, secrets }: Target,
  { id, eventId, type, data, createdAt }: ClaimedDelivery,
): Promise<Answer> {
  if (type === null) return noAnswer('The event is not kept any more');
  if (!secrets) return noAnswer('The signing secret can not be opened with this PRESSRUN_SECRET');
  // The instance may have become stricter since the endpoint was made.
  const problem = urlProblem(url, context.allowPrivateHosts);
  if (problem) return noAnswer(`The URL ${problem}`);
  const { clock, version, dispatcher, timeoutMs } = context;
  const unixTime = Math.floor(clock.now().getTime() / 1_000);
  const event = { id: eventId, type, data, createdAt };
  const sent = { unixTime, version };
  const request = deliveryRequest(tenantId, { url, secrets }, { id, event }, sent);
  return post(dispatcher, request, { timeoutMs, clock });
}

async function record(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  results: Result[],
): Promise<void> {
  await recordResults(tx, tenantId, results);
  const gone = results.some(({ verdict }) => verdict.disableEndpoint);
  if (gone) await setEnabled(tx, tenantId, endpointId, false);
}

/** Ids, status and our own words: neither the URL (it may hold a token) nor an answer is logged. */
function logFailures(log: Logger, where: object, results: Result[]): void {
  for (const { id: deliveryId, attempt, answer, verdict } of results) {
    if (verdict.status === 'DELIVERED') continue;
    const facts = { ...where, deliveryId, attempt, status: verdict.status };
    log.info(facts, answer.error ?? 'webhook not delivered');
  }
}

/**
 * Sets the endpoint's job to when its next delivery is due, by the database's clock. Under the
 * endpoint's lock: else a delivery that is being added just now would get the later time.
 */
async function planNextRun(tx: Tx, tenantId: string, endpointId: string): Promise<void> {
  const enabled = await lockEndpoint(tx, tenantId, endpointId);
  const runAt = enabled ? await nextAttemptAt(tx, tenantId, endpointId) : null;
  if (runAt) await enqueueDelivery(tx, tenantId, endpointId, runAt);
  else await removeJob(tx, deliveryKey(endpointId));
}
