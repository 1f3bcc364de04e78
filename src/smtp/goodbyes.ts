import type { LaneFault } from './fault.ts';

/** So many 421 in a row mean the same as 421 4.7.28 (P37). */
const MOST = 3;

/** The 421s of a relay since it last answered about a message, and whether they say that we send too much. */
export class Goodbyes {
  #count = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** The relay answered about a message. */
  proved(): void {
    this.#count = 0;
  }

  /**
   * Whether this fault says that we send too much: 421 4.7.28, or the third 421 in a row. Those that
   * come at once, on connections older than the last 421, are one; 421 4.3.x doesn't count: it says
   * that the relay's own system is going down (RFC 3463 §3.4), which a pause as usual waits for.
   */
  isLimit({ code, enhanced }: LaneFault, openedAt: number, now: number): boolean {
    if (code !== 421) return false;
    if (enhanced === '4.7.28') return true;
    if (enhanced?.startsWith('4.3.') || openedAt < this.#lastAt) return false;
    this.#lastAt = now;
    this.#count += 1;
    return this.#count >= MOST;
  }
}
