/** How pauses between tries grow. */
export type Backoff = {
  /** The first pause, ms. */
  firstMs: number;
  /** The longest pause, ms. */
  maxMs: number;
  /** The shortest rest after the relay said that we send too much, ms. */
  restMs: number;
  /** After a rest: how long mail must be taken before one connection more is opened, ms. */
  stepMs: number;
  /** 0 ≤ x < 1. */
  random: () => number;
};

/** Rest and step: at least ten minutes, then one connection more a minute (P37; lessons §1, Gmail). */
export const DEFAULT_BACKOFF: Backoff = {
  firstMs: 1000,
  maxMs: 300_000,
  restMs: 600_000,
  stepMs: 60_000,
  random: Math.random,
};

/**
 * The pause in ms after `earlier` pauses: doubling, and shortened by up to 20 % at random so that
 * many workers don't come back in the same instant.
 */
export function pauseAfter(earlier: number, backoff: Backoff): number {
  const pause = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(earlier, 30));
  return pause * (1 - 0.2 * backoff.random());
}

/** A rest in ms: prolonged by up to 20 % at random, so that it is never too short. */
export function restFor({ restMs, random }: Backoff): number {
  return restMs * (1 + 0.2 * random());
}
