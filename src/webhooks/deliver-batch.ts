import type { Logger } from 'pino';
import { GIVEN_UP, judge } from './delivery.ts';
import type { ClaimedDelivery, Result } from './delivery-store.ts';
import { noAnswer } from './post.ts';
import { type Target, type TryContext, tryOnce } from './try-once.ts';

/** What is known of an endpoint while a batch runs. */
export type BatchTarget = Target & { longRetries: boolean };

export type BatchLimits = {
  atOnce: number;
  /** Whether another try may begin: not after a stop, nor so late that its lease could end. */
  mayBegin(): boolean;
};

export type BatchEnd = { tried: number; failed: number; unbegun: ClaimedDelivery[] };

/**
 * Tries deliveries of one endpoint, some at once, and hands on results in sets: `record` is called
 * again as soon as it has returned. A receiver that is gone or wants a pause gets no more of them.
 * What wasn't begun is answered. Fails when `record` does, once all tries have ended.
 */
export async function deliverBatch(
  context: TryContext,
  tenantId: string,
  target: BatchTarget,
  deliveries: ClaimedDelivery[],
  { atOnce, mayBegin }: BatchLimits,
  record: (results: Result[]) => Promise<void>,
): Promise<BatchEnd> {
  const waiting = [...deliveries].reverse();
  const recorder = inSets(record);
  const end = { tried: 0, failed: 0 };
  let halted = false;
  const lane = async () => {
    while (waiting.length > 0 && !halted && mayBegin()) {
      const result = await deliverOne(context, tenantId, target, waiting.pop()!);
      const { status, gone, pauseSeconds } = result.verdict;
      end.tried += 1;
      if (status !== 'DELIVERED') end.failed += 1;
      if (gone || pauseSeconds > 0) halted = true;
      recorder.add(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, deliveries.length) }, lane));
  await recorder.done();
  return { ...end, unbegun: waiting };
}

async function deliverOne(
  context: TryContext,
  tenantId: string,
  target: BatchTarget,
  { id, attempt, eventId, type, data, createdAt }: ClaimedDelivery,
): Promise<Result> {
  if (type === null) {
    return { id, attempt, answer: noAnswer('The event is not kept any more'), verdict: GIVEN_UP };
  }
  const event = { id: eventId, type, data, createdAt };
  const answer = await tryOnce(context, tenantId, target, { id, event });
  const tries = { attempt, longRetries: target.longRetries, random: Math.random() };
  return { id, attempt, answer, verdict: judge(answer, tries) };
}

/** Gathers values while the last set is on its way. */
function inSets<T>(write: (values: T[]) => Promise<void>) {
  const gathered: T[] = [];
  let failure: { error: unknown } | null = null;
  let writing: Promise<void> | null = null;
  const writeAll = async () => {
    try {
      while (gathered.length > 0) await write(gathered.splice(0));
    } catch (error) {
      failure ??= { error };
    }
    writing = null;
  };
  return {
    add: (value: T) => {
      gathered.push(value);
      writing ??= writeAll();
    },
    done: async () => {
      while (writing) await writing;
      if (failure) throw failure.error;
    },
  };
}

/** Ids, status and our own words: neither the URL (it may hold a token) nor an answer is logged. */
export function logFailures(log: Logger, where: object, results: Result[]): void {
  for (const { id: deliveryId, attempt, answer, verdict } of results) {
    if (verdict.status === 'DELIVERED') continue;
    const facts = { ...where, deliveryId, attempt, status: verdict.status };
    log.info(facts, answer.error ?? 'webhook not delivered');
  }
}
