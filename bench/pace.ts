import { setTimeout as sleep } from 'node:timers/promises';
import type { Latency } from './figure.ts';
import { percentile } from './statistics.ts';

/**
 * Asks so often a second, whether or not the answers before have come: who waits for them asks less
 * just when it is slow, and never sees it. Ends when `isOver` and the last answer is there; answers
 * how long each took, in ms. One that fails fails the bench.
 */
export async function askPaced(
  perSecond: number,
  ask: () => Promise<unknown>,
  isOver: () => boolean,
): Promise<number[]> {
  const start = performance.now();
  const answers: Promise<number>[] = [];
  while (!isOver()) {
    const due = start + (answers.length * 1_000) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    const answer = timed(ask);
    // Thrown at the end, by Promise.all; until then it must not count as unhandled.
    answer.catch(() => {});
    answers.push(answer);
  }
  return Promise.all(answers);
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await ask();
  return performance.now() - start;
}

/** Samples of all rounds as one row of the table. */
export function latencyOf(name: string, samples: number[]): Latency {
  return {
    ...{ name, p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) },
    ...{ most: Math.max(...samples), samples: samples.length },
  };
}
