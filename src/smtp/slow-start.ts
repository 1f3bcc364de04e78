import { type Backoff, restFor } from './backoff.ts';

/**
 * How many connections a relay gets after it said that we send too much: none for a rest, then 1, and
 * one more for each step (a minute) in which it took mail (P37; lessons §1: Gmail).
 */
export class SlowStart {
  #allowed = Number.POSITIVE_INFINITY;
  #stepEndsAt = 0;
  #hasAccepted = false;
  #backoff: Backoff;

  constructor(backoff: Backoff) {
    this.#backoff = backoff;
  }

  /** Whether it gets fewer connections than it could have. */
  get isLimited(): boolean {
    return this.#allowed !== Number.POSITIVE_INFINITY;
  }

  /** The relay said it. Returns the rest in ms. */
  limited(): number {
    this.#allowed = 1;
    return restFor(this.#backoff);
  }

  /** Mail may go from now on, or was disturbed: a step that goes well has to begin anew. */
  beginStep(now: number): void {
    this.#stepEndsAt = now + this.#backoff.stepMs;
    this.#hasAccepted = false;
  }

  /** The relay has taken a message. */
  accepted(): void {
    this.#hasAccepted = true;
  }

  /** Connections at `now`; infinite where nothing was ever limited. */
  allowed(now: number): number {
    if (now < this.#stepEndsAt || !this.#hasAccepted) return this.#allowed;
    this.#allowed += 1;
    this.beginStep(now);
    return this.#allowed;
  }
}
