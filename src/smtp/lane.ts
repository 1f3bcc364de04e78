import { type Backoff, pauseAfter } from './backoff.ts';
import type { LaneFault } from './fault.ts';

/** What is shown of the way to one relay. `retryAt` is in the clock's monotonic milliseconds. */
export type LaneState = { up: boolean; reason: string | null; retryAt: number | null };

/** So many 421 in a row mean the same as 421 4.7.28 (P37). */
const GOODBYES = 3;

/**
 * Whether mail may go to a relay, and when to try again. Only an answer about a message resets the
 * pauses: a relay that greets us and then turns us away at MAIL must not be asked every second.
 */
export class Lane {
  state: LaneState = { up: true, reason: null, retryAt: null };
  /** Pauses since the relay last answered about a message. */
  #pauses = 0;
  /** Connections lost since then. */
  #drops = 0;
  /** 421s since then, and when the last one came. */
  #goodbyes = 0;
  #lastGoodbye = Number.NEGATIVE_INFINITY;
  #backoff: Backoff;

  constructor(backoff: Backoff) {
    this.#backoff = backoff;
  }

  /** Whether the relay has still to prove that it works: one connection is enough meanwhile. */
  get isDoubted(): boolean {
    return this.#pauses > 0;
  }

  /** Takes the lane down, for `rest` ms if given; returns the pause in ms. */
  down(reason: string, now: number, rest?: number): number {
    const pause = rest ?? pauseAfter(this.#pauses, this.#backoff);
    this.#pauses += 1;
    this.state = { up: false, reason, retryAt: now + pause };
    return pause;
  }

  /** The relay let us in. */
  open(): void {
    this.state = { up: true, reason: null, retryAt: null };
  }

  /** The relay answered about a message. */
  proved(): void {
    this.#pauses = 0;
    this.#drops = 0;
    this.#goodbyes = 0;
  }

  /**
   * Whether this fault says that we send too much: 421 4.7.28, or the third 421 in a row. Those that
   * come at once, on connections older than the last 421, are one; 421 x.3.x doesn't count: it says
   * that the relay's own system is going down (RFC 3463 §3.4), which a pause as usual waits for.
   */
  isLimitedBy({ code, enhanced }: LaneFault, openedAt: number, now: number): boolean {
    if (code !== 421) return false;
    if (enhanced === '4.7.28') return true;
    if (enhanced?.startsWith('4.3.') || openedAt < this.#lastGoodbye) return false;
    this.#lastGoodbye = now;
    this.#goodbyes += 1;
    return this.#goodbyes >= GOODBYES;
  }

  /** A connection in use was lost; true if it is the first one since the relay last answered. */
  dropped(): boolean {
    this.#drops += 1;
    return this.#drops === 1;
  }
}
