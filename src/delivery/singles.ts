import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { Lane } from './lane.ts';
import { SinglesClaimer, type SinglesClaimerDeps } from './singles-claimer.ts';
import { findWaitingLines, LINES_AT_ONCE, type WaitingLine } from './singles-store.ts';
import type { Way } from './transport.ts';
import type { Underway } from './underway.ts';

export type SinglesDeps = Omit<SinglesClaimerDeps, 'onLimited'> & {
  db: Database;
  log: Logger;
  /** Null when there is no way now. */
  laneFor: (way: Way) => Promise<Lane | null>;
  underway: Underway;
  /** The worker in whose name is claimed. */
  workerId: () => string;
  mayClaim: () => boolean;
  /** A rate limit will allow more in so many milliseconds. */
  onLimited: (waitMs: number) => void;
};

/**
 * Claims singles beside the campaigns: a single waits for no claim of theirs, and in its lane it goes
 * before all that they have claimed. The lines of all tenants take turns.
 */
export class Singles {
  readonly #deps: SinglesDeps;
  readonly #claimer: SinglesClaimer;
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  /** Singles wait that no lane had room for. */
  #wasFull = false;

  constructor(deps: SinglesDeps) {
    this.#deps = deps;
    this.#claimer = new SinglesClaimer(deps);
  }

  /** A claim may be on its way to us. */
  get isClaiming(): boolean {
    return this.#looking !== null;
  }

  /** Looks for singles now; one look at a time, and one more if asked meanwhile. */
  wake(): void {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#look()
      .catch((error) => this.#deps.log.error({ err: error }, 'claiming singles failed'))
      .finally(() => {
        this.#looking = null;
        if (!this.#lookAgain) return;
        this.#lookAgain = false;
        this.wake();
      });
  }

  /** There is room in a lane again. */
  resume(): void {
    if (this.#wasFull) this.wake();
  }

  /** Resolves when no claim is on its way. */
  async idle(): Promise<void> {
    while (this.#looking) await this.#looking;
  }

  /** Rounds over all lines, until one brings nothing. */
  async #look(): Promise<void> {
    this.#wasFull = false;
    let after: WaitingLine | null = null;
    for (let claimed = false; this.#deps.mayClaim(); ) {
      const lines = await findWaitingLines(this.#deps.db.engine, after);
      for (const line of lines) claimed = (await this.#claim(line)) || claimed;
      after = lines.length === LINES_AT_ONCE ? (lines.at(-1) ?? null) : null;
      if (after !== null) continue;
      if (!claimed) return;
      claimed = false;
    }
  }

  async #claim(line: WaitingLine): Promise<boolean> {
    const lane = await this.#deps.laneFor(line);
    if (lane === null) return false;
    if (!lane.wantsSingles) {
      this.#wasFull = true;
      return false;
    }
    return this.#deps.underway.during((token) => this.#claimInto(lane, line, token));
  }

  async #claimInto(lane: Lane, line: WaitingLine, token: string): Promise<boolean> {
    const workerId = this.#deps.workerId();
    const batch = await this.#claimer.take(line, { workerId, token });
    // Buried meanwhile: it was claimed in a dead worker's name, and others take it back.
    if (batch === null || workerId !== this.#deps.workerId()) return false;
    lane.addSingles(batch);
    return true;
  }
}
