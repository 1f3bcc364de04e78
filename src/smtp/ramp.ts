import { type Backoff, pauseAfter } from './backoff.ts';

/**
 * How many connections to have: 1, then twice what works. When the relay refuses one more while
 * others work (it limits connections per client), that number is the ceiling; one more is tried
 * after a pause that doubles, and the ceiling rises with each one that is taken.
 */
export class Ramp {
  #most: () => number;
  #backoff: Backoff;
  #ceiling = Number.POSITIVE_INFINITY;
  #growAt = 0;
  #pauses = 0;

  constructor(most: number | (() => number), backoff: Backoff) {
    this.#most = typeof most === 'number' ? () => most : most;
    this.#backoff = backoff;
  }

  allowed(ready: number, now: number): number {
    const ceiling = now < this.#growAt ? this.#ceiling : this.#ceiling + 1;
    return Math.min(this.#most(), Math.max(1, ready * 2), ceiling);
  }

  /** The relay didn't take another one. Returns the pause in ms, null if one already runs. */
  refused(ready: number, now: number): number | null {
    if (now < this.#growAt) return null;
    const pause = pauseAfter(this.#pauses, this.#backoff);
    this.#pauses += 1;
    this.#ceiling = Math.max(1, ready);
    this.#growAt = now + pause;
    return pause;
  }

  /** `ready` connections are open now. */
  reached(ready: number): void {
    if (ready <= this.#ceiling) return;
    this.#ceiling = ready;
    this.#pauses = 0;
  }
}
