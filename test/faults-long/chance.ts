import { randomInt } from 'node:crypto';

/** Random numbers that a printed seed brings back: `FAULT_SEED=… npm run test:faults`. */
export class Chance {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31))) {
    this.seed = seed;
    this.#state = seed;
  }

  /** In [0, 1). A 32-bit mix of a counter (the public-domain mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }
}

/** Resolves after so many ms: faults have a length. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
