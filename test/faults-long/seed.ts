import { randomInt } from 'node:crypto';

export type Random = {
  seed: number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
};

/** Numbers that follow from a seed; it is printed, and TEST_SEED repeats a run's choices. */
export function seeded(what: string): Random {
  const seed = Number(process.env.TEST_SEED) || randomInt(1, 2 ** 31);
  console.log(`${what}: TEST_SEED=${seed}`);
  const next = mulberry32(seed);
  return { seed, between: (from, to) => from + Math.floor(next() * (to - from + 1)) };
}

/** Tommy Ettinger's mulberry32: 32 bits of state are enough to choose moments by. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
