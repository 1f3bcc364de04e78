import { type Backoff, pauseAfter, restAfter } from './backoff.ts';

/**
 * How many connections to have: 1, then twice what works. When the relay refuses one more while
 * others work (it limits connections per client), that number is the ceiling; one more is tried
 * after a pause that doubles, and the ceiling rises with each one that is taken. After the relay said
 * that we send too much: 1, and one more for each minute in which it took mail (P37).
 */
export class Ramp {
  #most: number;
  #backoff: Backoff;
  #ceiling = Number.POSITIVE_INFINITY;
  #growAt = 0;
  #pauses = 0;
  /** Connections allowed after a rest; infinite when there was none, or it is long ago. */
  #slow = Number.POSITIVE_INFINITY;
  #stepAt = 0;
  #hasAccepted = false;
  /** Rests since the last minute that went well. */
  #rests = 0;

  constructor(most: number, backoff: Backoff) {
    this.#most = most;
    this.#backoff = backoff;
  }

  allowed(ready: number, now: number): number {
    this.#step(now);
    const ceiling = now < this.#growAt ? this.#ceiling : this.#ceiling + 1;
    return Math.min(this.#most, Math.max(1, ready * 2), ceiling, this.#slow);
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

  /** The relay said that we send too much. Returns the rest in ms. */
  limited(): number {
    const rest = restAfter(this.#rests, this.#backoff);
    this.#rests += 1;
    this.#slow = 1;
    return rest;
  }

  /** Mail may go from now on, or was disturbed: a minute that goes well has to begin anew. */
  beginStep(now: number): void {
    this.#stepAt = now + this.#backoff.stepMs;
    this.#hasAccepted = false;
  }

  /** The relay has taken a message. */
  accepted(): void {
    this.#hasAccepted = true;
  }

  #step(now: number): void {
    if (this.#slow >= this.#most || now < this.#stepAt || !this.#hasAccepted) return;
    this.#slow += 1;
    this.#rests = 0;
    this.beginStep(now);
  }
}
