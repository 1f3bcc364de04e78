import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Sealer } from '../lib/seal.ts';
import { type Context, deliverDue } from './deliver-due.ts';
import { databaseTimeIn } from './delivery-store.ts';
import { enqueueDelivery } from './enqueue-delivery.ts';
import { createDispatcher, TIMEOUT_MS } from './post.ts';

/** Endpoints served at the same time by one process, the slow ones included. */
const MAX_RUNS = 256;
/** Three times the timeout of a try: it has ended and is recorded long before. */
const LEASE_SECONDS = 30;
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
  /** Shorter in tests. A try may take a third of the lease unless `timeoutMs` is given. */
  leaseSeconds?: number | undefined;
  timeoutMs?: number;
  patienceMs?: number;
};

/** Delivers webhooks; the deliveries of one endpoint never wait for another's. */
export type Courier = {
  /** Starts delivering what is due; returns when done, or after a second when it takes longer. */
  deliver(tenantId: string, endpointId: string): Promise<void>;
  /** Begins no more and waits for the tries in flight (at most their timeout). */
  stop(): Promise<void>;
};

export function createCourier(options: CourierOptions): Courier {
  const leaseSeconds = options.leaseSeconds ?? LEASE_SECONDS;
  const context: Context = {
    ...options,
    clock: options.clock ?? systemClock,
    leaseSeconds,
    timeoutMs: options.timeoutMs ?? Math.min(TIMEOUT_MS, (leaseSeconds * 1_000) / 3),
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
