import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { removeJob } from '../jobs/queue.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Sealer } from '../lib/seal.ts';
import { type Answer, judge } from './delivery.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  databaseTimeIn,
  nextAttemptAt,
  recordAnswer,
} from './delivery-store.ts';
import { urlProblem } from './endpoint.ts';
import { createDispatcher, noAnswer, post, TIMEOUT_MS } from './post.ts';
import { deliveryRequest } from './request.ts';
import { deliveryKey, enqueueDelivery } from './service.ts';
import { findTarget, lockEndpoint, resealSecret, setEnabled } from './store.ts';

/** 20 deliveries, 8 at once, 10 s each take 30 s at worst: half of the lease. */
const BATCH = 20;
const AT_ONCE = 8;
const LEASE_SECONDS = 60;
/** How long one run goes on claiming before others get its place. */
const RUN_MS = 20_000;
/** Endpoints served at the same time by one process, the slow ones included. */
const MAX_RUNS = 64;
/** How long a run holds the job's slot; a slow endpoint goes on without it. */
const PATIENCE_MS = 1_000;

export type CourierOptions = {
  db: Database;
  sealer: Sealer;
  /** Plain HTTP, loopback and private hosts (ALLOW_PRIVATE_HOSTS). */
  allowPrivateHosts: boolean;
  log: Logger;
  version: string;
  clock?: Clock;
  /** Shorter in tests. */
  timeoutMs?: number;
  patienceMs?: number;
};

/** Delivers webhooks; the deliveries of one endpoint never wait for another's. */
export type Courier = {
  /** Starts delivering what is due; returns when done, or after a second when it takes longer. */
  deliver(tenantId: string, endpointId: string): Promise<void>;
  /** Claims no more and waits for the tries in flight (at most their timeout). */
  stop(): Promise<void>;
};

type Context = Required<Omit<CourierOptions, 'patienceMs'>> & {
  dispatcher: Dispatcher;
  stopping: boolean;
};

export function createCourier(options: CourierOptions): Courier {
  const context: Context = {
    clock: systemClock,
    timeoutMs: TIMEOUT_MS,
    ...options,
    dispatcher: createDispatcher(options.allowPrivateHosts),
    stopping: false,
  };
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const runs = new Map<string, Promise<void>>();
  return {
    deliver: async (tenantId, endpointId) => {
      if (context.stopping || runs.has(endpointId) || runs.size >= MAX_RUNS) {
        return comeBackShortly(options.db, tenantId, endpointId);
      }
      const run = deliverDue(context, tenantId, endpointId).finally(() => runs.delete(endpointId));
      runs.set(endpointId, run);
      await withPatience(run, patienceMs, (error) =>
        options.log.error({ err: error, tenantId, endpointId }, 'webhook run failed'),
      );
    },
    stop: async () => {
      context.stopping = true;
      await Promise.allSettled(runs.values());
      await context.dispatcher.destroy();
    },
  };
}

/**
 * Waits for `run`, but not longer than `ms`: the queue has few slots, and they belong to schedules
 * and fan-outs too. A run that fails later has its error logged; the job that waits for the end of
 * its lease takes over.
 */
async function withPatience(
  run: Promise<void>,
  ms: number,
  onLateError: (error: unknown) => void,
): Promise<void> {
  const { promise: patience, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(resolve, ms, 'late');
  try {
    if ((await Promise.race([run, patience])) === 'late') run.catch(onLateError);
  } finally {
    clearTimeout(timer);
  }
}

async function comeBackShortly(db: Database, tenantId: string, endpointId: string): Promise<void> {
  await inTenant(db, tenantId, async (tx) =>
    enqueueDelivery(tx, tenantId, endpointId, await databaseTimeIn(tx, 1)),
  );
}

async function deliverDue(context: Context, tenantId: string, endpointId: string): Promise<void> {
  const { db, clock } = context;
  const until = clock.monotonic() + RUN_MS;
  while (!context.stopping && clock.monotonic() < until) {
    const batch = await inTenant(db, tenantId, (tx) => claim(context, tx, tenantId, endpointId));
    if (!batch) break;
    await eachAtOnce(batch.deliveries, AT_ONCE, (delivery) =>
      deliverOne(context, tenantId, { id: endpointId, ...batch.target }, delivery),
    );
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
  const limits = { limit: BATCH, leaseSeconds: LEASE_SECONDS };
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

/** One try: no transaction is open while the network is asked. */
async function deliverOne(
  context: Context,
  tenantId: string,
  target: Target & { id: string },
  delivery: ClaimedDelivery,
): Promise<void> {
  const { db, log } = context;
  const answer = await tryOnce(context, tenantId, target, delivery);
  const verdict =
    delivery.type === null
      ? { status: 'FAILED' as const, delaySeconds: null, disableEndpoint: false }
      : judge(answer, delivery.attempt, Math.random());
  await inTenant(db, tenantId, async (tx) => {
    await recordAnswer(tx, tenantId, delivery, answer, verdict);
    if (verdict.disableEndpoint) await setEnabled(tx, tenantId, target.id, false);
  });
  if (verdict.status === 'DELIVERED') return;
  const { id: deliveryId, attempt } = delivery;
  log.info(
    { tenantId, endpointId: target.id, deliveryId, attempt, status: verdict.status },
    answer.error ?? 'webhook not delivered',
  );
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

/** Works on all items, `width` at once; throws the first error after all have ended. */
async function eachAtOnce<T>(
  items: T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const lanes = Array.from({ length: Math.min(width, items.length) }, async () => {
    for (const item of rest) await work(item);
  });
  const results = await Promise.allSettled(lanes);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
