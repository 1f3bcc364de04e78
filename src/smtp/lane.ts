import { type Backoff, pauseAfter } from './backoff.ts';

/** What is shown of the way to one relay. `retryAt` is in the clock's monotonic milliseconds. */
export type LaneState = { up: boolean; reason: string | null; retryAt: number | null };

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
  }

  /** A connection in use was lost; true if it is the first one since the relay last answered. */
  dropped(): boolean {
    this.#drops += 1;
    return this.#drops === 1;
  }
}
