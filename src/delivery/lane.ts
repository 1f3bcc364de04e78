import type { Logger } from 'pino';
import type { ComposedMessage } from '../campaigns/message-program.ts';
import type { ClaimedMessage } from '../messages/claim.ts';
import type { Outcome } from '../smtp/outcome.ts';
import { SmtpPool } from '../smtp/pool.ts';
import { releaseOctets } from '../smtp/slab.ts';
import type { Timeouts } from '../smtp/timeouts.ts';
import { type AnyBatch, type Batch, type HeldMessage, WINDOW } from './batch.ts';
import type { Budget } from './budget.ts';
import { judge } from './judge.ts';
import type { Programs } from './programs.ts';
import { type Part, Shares } from './shares.ts';
import { SinglesBatch } from './singles-batch.ts';
import { LARGEST_CLAIM, Speed } from './speed.ts';
import type { Route } from './transport.ts';

/** A claim of fewer costs PostgreSQL more per message than it is worth, however many campaigns run. */
const SMALLEST_PART = 50;
/**
 * Of the window, kept free for singles: a slow relay may hold all else with a campaign's messages. A fast
 * one gives 20 places back within 10 ms, and would miss them in its campaigns.
 */
const FOR_SINGLES = 20;
/** How many singles, and octets of their content, wait in a lane at most before no more are claimed. */
const MOST_SINGLES = 100;
const MOST_SINGLES_SIZE = 16 * 1024 * 1024;

type Parcel = ComposedMessage & { batch: AnyBatch; message: HeldMessage };

export type LaneDeps = {
  programs: Programs;
  budget: Budget;
  timeouts?: Partial<Timeouts> | undefined;
  log: Logger;
  /** Whether this worker's lease still lives: a zombie must begin nothing. */
  mayBegin: () => boolean;
  onResult: (batch: AnyBatch) => void;
  /** The relay went down (a reason) or came back (null). */
  onState: (lane: Lane, reason: string | null) => void;
};

/** One way out with the batches that are going that way; singles before all others. */
export class Lane {
  readonly route: Route;
  readonly speed = new Speed();
  readonly #deps: LaneDeps;
  readonly #pool: SmtpPool<Parcel>;
  readonly #shares = new Shares();
  /** It takes nothing more: see `retire`. */
  #isRetired = false;
  #isStopped = false;
  #lastBusyAt = performance.now();
  #singles: SinglesBatch[] = [];

  constructor(route: Route, deps: LaneDeps) {
    this.route = route;
    this.#deps = deps;
    this.#pool = new SmtpPool<Parcel>(
      route.target,
      {
        next: () => this.#next(),
        revoked: ({ batch }) => batch.isStopped,
        settle: (parcel, outcome) => this.#settle(parcel, outcome),
      },
      {
        connections: () => deps.budget.shareOf(this),
        ...(route.lookup && { lookup: route.lookup }),
        timeouts: deps.timeouts,
        log: deps.log,
        onLane: () => this.#onPoolState(this.downReason),
      },
    );
    deps.budget.join(this);
    this.#pool.start();
  }

  get batches(): readonly AnyBatch[] {
    return [...this.#singles, ...this.#shares.batches];
  }

  /** Whether another claim would be sent soon: less waits than half a second of current speed. */
  get wantsMore(): boolean {
    if (!this.#pool.lane.up || this.#isRetired) return false;
    return this.#shares.waiting < this.speed.claimSize || this.#shares.wantsMore;
  }

  /** Whether singles that were claimed now would soon be sent. */
  get wantsSingles(): boolean {
    if (!this.#pool.lane.up || this.#isRetired) return false;
    if (waitingIn(this.#singles) >= MOST_SINGLES) return false;
    return this.#singles.reduce((sum, { size }) => sum + size, 0) < MOST_SINGLES_SIZE;
  }

  /**
   * How many messages of a campaign to claim now: its part of half a second's work, if it holds less
   * than that here; else 0. `least` is the smallest part that anybody has here. What others hold
   * doesn't matter, so that nobody waits for them.
   */
  wants(campaignId: string, part: number, least: number): number {
    if (!this.#pool.lane.up || this.#isRetired) return 0;
    const size = this.speed.claimSize;
    // All grow together, so that while claims are the bottleneck, they too keep the proportion.
    const scale = Math.max(1, SMALLEST_PART / (size * least));
    const quota = Math.min(LARGEST_CLAIM, Math.max(1, Math.round(size * part * scale)));
    return this.#shares.waitingOf(campaignId) < quota ? quota : 0;
  }

  /** How many claimed messages wait to be begun. */
  get waiting(): number {
    return waitingIn(this.#singles) + this.#shares.waiting;
  }

  /** Why nothing goes this way now; null while the relay takes mail. */
  get downReason(): string | null {
    const { up, reason } = this.#pool.lane;
    if (up) return null;
    const name = this.route.relay?.name;
    return `${name === undefined ? '' : `Project "${name}": `}${reason ?? 'relay is down'}`;
  }

  /** Takes a claim over; back it goes at once when the relay went down while it was on its way. */
  add(batch: Batch, part: Part): void {
    this.#shares.add(batch, part);
    if (this.downReason === null && !this.#isRetired) this.#pool.wake();
    else this.#giveBack();
  }

  addSingles(batch: SinglesBatch): void {
    this.#singles.push(batch);
    if (this.downReason === null && !this.#isRetired) this.#pool.wake();
    else this.#giveBack();
  }

  wake(): void {
    this.#pool.wake();
  }

  /** Forgets batches whose every result is recorded. */
  sweep(): void {
    this.#shares.sweep();
    this.#singles = this.#singles.filter((batch) => !batch.isDone);
    if (this.isBusy) this.#lastBusyAt = performance.now();
  }

  /** Whether anything is claimed for it: then it has a share of the connections. */
  get isBusy(): boolean {
    return !this.#shares.isEmpty || this.#singles.length > 0;
  }

  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Whether it has had nothing to do for so long, and a new lane would be the same. */
  isIdleFor(ms: number): boolean {
    return !this.isBusy && this.#pool.isFresh && performance.now() - this.#lastBusyAt > ms;
  }

  /** Retired, and every result is recorded: it can be forgotten. */
  get isOver(): boolean {
    return this.#isRetired && this.#isStopped && !this.isBusy;
  }

  /** Its relay isn't the project's any more: what wasn't begun goes back, what was is finished. */
  retire(graceMs: number): Promise<void> {
    this.#isRetired = true;
    this.#giveBack();
    return this.stop(graceMs);
  }

  /** Stops pulling and lets what is in flight finish, at most this long. */
  async stop(graceMs: number): Promise<void> {
    await this.#pool.stop(graceMs);
    this.#deps.budget.leave(this);
    this.#isStopped = true;
  }

  #next(): Parcel | undefined {
    if (!this.#deps.mayBegin()) return undefined;
    const free = WINDOW - inDoubtOf(this.#singles) - this.#shares.inDoubt;
    const single = free > 0 ? this.#nextSingle() : undefined;
    if (single || free <= (this.speed.isHigh ? 0 : FOR_SINGLES)) return single;
    for (let next = this.#shares.next(); next; next = this.#shares.next()) {
      const parcel = this.#compose(next.batch, next.message);
      if (parcel) return parcel;
    }
    return undefined;
  }

  #nextSingle(): Parcel | undefined {
    for (const batch of this.#singles) {
      for (let message = batch.next(); message; message = batch.next()) {
        const parcel = this.#compose(batch, message);
        if (parcel) return parcel;
      }
    }
    return undefined;
  }

  /** A message that can't be composed (its values make it too large) fails alone. */
  #compose(batch: AnyBatch, message: HeldMessage): Parcel | undefined {
    try {
      const composed =
        batch instanceof SinglesBatch
          ? batch.compose(message, new Date())
          : this.#composeCopy(batch, message as ClaimedMessage);
      return { ...composed, batch, message };
    } catch (error) {
      const reply = `could not be composed: ${(error as Error).message}`;
      this.#record(batch, message, { kind: 'refused', code: 0, enhanced: null, reply });
      return undefined;
    }
  }

  #composeCopy({ campaignId, identity }: AnyBatch, message: ClaimedMessage): ComposedMessage {
    const { templateVersionId } = message;
    const program = this.#deps.programs.get(campaignId ?? '', templateVersionId, identity);
    if (!program) throw new Error('its template version is not loaded');
    const messageKey = `${message.id}.${campaignId}`;
    return program.compose({ ...message, messageKey }, new Date());
  }

  #settle({ batch, message, body }: Parcel, outcome: Outcome): void {
    releaseOctets(body);
    this.speed.count();
    this.#record(batch, message, outcome);
  }

  #record(batch: AnyBatch, message: HeldMessage, outcome: Outcome): void {
    batch.settle(judge({ ...message, retryWindow: batch.retryWindow }, outcome, Math.random()));
    this.#deps.onResult(batch);
  }

  #onPoolState(reason: string | null): void {
    if (reason !== null) this.#giveBack();
    if (this.#isRetired) return;
    this.#deps.onState(this, reason);
  }

  /** While the relay is down, nothing is held that could wait in the queue. */
  #giveBack(): void {
    for (const batch of this.batches) {
      batch.stop('QUEUED');
      this.#deps.onResult(batch);
    }
  }
}

function waitingIn(batches: readonly AnyBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.waiting, 0);
}

function inDoubtOf(batches: readonly AnyBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.inDoubt, 0);
}
