/** How pauses between tries grow. */
export type Backoff = {
  /** The first pause, ms. */
  firstMs: number;
  /** The longest pause, ms. */
  maxMs: number;
  /** 0 ≤ x < 1. */
  random: () => number;
};

export const DEFAULT_BACKOFF: Backoff = { firstMs: 1000, maxMs: 300_000, random: Math.random };

/**
 * The pause in ms after `earlier` pauses: doubling, and shortened by up to 20 % at random so that
 * many workers don't come back in the same instant.
 */
export function pauseAfter(earlier: number, backoff: Backoff): number {
  const pause = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(earlier, 30));
  return pause * (1 - 0.2 * backoff.random());
}
