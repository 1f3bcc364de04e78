import type { Clock } from '../lib/clock.ts';
import { type Stage, TIMEOUT_OF } from './stage.ts';
import type { Timeouts } from './timeouts.ts';

/** The replies that a relay owes us, in the order of the commands (RFC 2920 §3.1), with a deadline. */
export class Awaited {
  #stages: Stage[] = [];
  #deadline = Number.POSITIVE_INFINITY;
  #timeouts: Timeouts;
  #clock: Clock;

  constructor(timeouts: Timeouts, clock: Clock) {
    this.#timeouts = timeouts;
    this.#clock = clock;
  }

  /** What the next reply will answer; undefined when nothing was asked. */
  get first(): Stage | undefined {
    return this.#stages[0];
  }

  get isEmpty(): boolean {
    return this.#stages.length === 0;
  }

  push(stage: Stage): void {
    this.#stages.push(stage);
  }

  shift(): Stage | undefined {
    return this.#stages.shift();
  }

  /** Starts the time for the first one. Call it when something was answered or written, only then. */
  arm(): void {
    const stage = this.#stages[0];
    this.#deadline =
      stage === undefined
        ? Number.POSITIVE_INFINITY
        : this.#clock.monotonic() + this.timeout(stage);
  }

  isOverdue(now: number): boolean {
    return now >= this.#deadline;
  }

  timeout(stage: Stage): number {
    return this.#timeouts[TIMEOUT_OF[stage]];
  }
}
