import { type Clock, systemClock } from '../lib/clock.ts';
import { DEFAULT_BACKOFF } from './backoff.ts';
import { Blame } from './blame.ts';
import type { Envelope } from './envelope.ts';
import { faultOfError, LaneFault } from './fault.ts';
import { Goodbyes } from './goodbyes.ts';
import { assertEhloName, type Connection, openConnection } from './handshake.ts';
import { Lane, type LaneState } from './lane.ts';
import type { Outcome } from './outcome.ts';
import type { PoolOptions } from './pool-options.ts';
import { Ramp } from './ramp.ts';
import { Session } from './session.ts';
import { SlowStart } from './slow-start.ts';
import type { Source } from './source.ts';
import { relayName, type SmtpTarget } from './target.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.ts';

export type { PoolOptions } from './pool-options.ts';
export type { Source } from './source.ts';

/**
 * Connections to one relay, opened as there is work (1, 2, 4 … up to `connections`), reused, and
 * closed when idle. When the relay is down or turns us away the lane goes down: nothing is pulled,
 * and after a pause one connection tries again. A single lost connection is replaced at once. When
 * the relay says that we send too much, the lane rests for ten minutes or more and then grows slowly.
 */
export class SmtpPool<E extends Envelope> {
  #target: SmtpTarget;
  #source: Source<E>;
  #options: PoolOptions;
  #timeouts: Timeouts;
  #clock: Clock;
  #lane: Lane;
  #ramp: Ramp;
  #slowStart: SlowStart;
  #goodbyes = new Goodbyes();
  #blame = new Blame();
  #sessions = new Set<Session<E>>();
  #idle = new Set<Session<E>>();
  /** Sessions that only finish what they hold; they count for nothing else. */
  #leaving = new Set<Session<E>>();
  #connecting = new Set<AbortController>();
  #isRunning = false;
  /** The source may have messages: set by `wake`, cleared when `next` gives nothing. */
  #hasWork = false;
  #isWaking = false;
  #retry: NodeJS.Timeout | null = null;
  #growth: NodeJS.Timeout | null = null;
  #sweep: NodeJS.Timeout | null = null;
  #onEmpty: (() => void)[] = [];

  /** Throws PressrunError for an `ehloName` that can't stand in EHLO. Opens nothing before `start`. */
  constructor(target: SmtpTarget, source: Source<E>, options: PoolOptions) {
    if (options.ehloName !== undefined) assertEhloName(options.ehloName);
    const backoff = { ...DEFAULT_BACKOFF, ...options.backoff };
    this.#target = target;
    this.#source = source;
    this.#options = options;
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.#clock = options.clock ?? systemClock;
    this.#lane = new Lane(backoff);
    this.#ramp = new Ramp(options.connections, backoff);
    this.#slowStart = new SlowStart(backoff);
  }

  /** Whether the way to the relay is open, and if not, why and until when. */
  get lane(): LaneState {
    return this.#lane.state;
  }

  /** How many connections are ready for mail now. */
  get connected(): number {
    return this.#sessions.size;
  }

  /** Begins to pull. */
  start(): void {
    this.#isRunning = true;
    const shortest = Math.min(...Object.values(this.#timeouts), this.#idleMs);
    const every = Math.max(5, Math.min(1000, shortest / 4));
    this.#sweep = setInterval(() => this.#sweepSessions(), every).unref();
    this.wake();
  }

  /** More messages are available. Cheap; pulls only after the caller has returned. */
  wake(): void {
    this.#hasWork = true;
    if (this.#isWaking) return;
    this.#isWaking = true;
    queueMicrotask(() => {
      this.#isWaking = false;
      this.#work();
    });
  }

  /**
   * Stops pulling, lets the mail in flight finish, says QUIT; after `graceMs` cuts what is left.
   * When it resolves, every message is settled and every connection closed.
   */
  async stop(graceMs: number): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#retry ?? undefined);
    clearTimeout(this.#growth ?? undefined);
    for (const connecting of this.#connecting) connecting.abort();
    for (const session of this.#sessions) this.#retire(session);
    const cut = setTimeout(() => this.#cutAll(), graceMs);
    await this.#empty();
    clearTimeout(cut);
    clearInterval(this.#sweep ?? undefined);
  }

  get #idleMs(): number {
    return this.#options.idleMs ?? 10_000;
  }

  /** How many connections there may be now. */
  get #connections(): number {
    const { connections } = this.#options;
    return typeof connections === 'number' ? connections : connections();
  }

  /** Nothing is open or remembered: a new pool would be the same. */
  get isFresh(): boolean {
    const isOpen = this.#sessions.size + this.#leaving.size + this.#connecting.size > 0;
    return !isOpen && this.#lane.state.up && !this.#lane.isDoubted && !this.#slowStart.isLimited;
  }

  get #most(): number {
    return this.#options.messagesPerConnection ?? 1000;
  }

  get #mayPull(): boolean {
    return this.#isRunning && this.#lane.state.up;
  }

  #empty(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty.push(resolve);
      this.#checkEmpty();
    });
  }

  #checkEmpty(): void {
    const open = this.#sessions.size + this.#leaving.size + this.#connecting.size;
    if (open > 0) return;
    for (const resolve of this.#onEmpty.splice(0)) resolve();
  }

  #cutAll(): void {
    for (const session of this.#leaving) session.cut('stopped before the relay answered');
    // Aborted already; a lookup that never answers must not hold up the stop.
    this.#connecting.clear();
    this.#checkEmpty();
  }

  #work(): void {
    // Last in, first out: what isn't needed stays idle and is closed.
    for (const session of [...this.#idle].reverse()) {
      if (!this.#hasWork || !this.#mayPull) return;
      if (this.#idle.delete(session)) session.resume();
    }
    this.#grow();
  }

  #grow(): void {
    const ready = this.#sessions.size;
    if (!this.#hasWork || !this.#mayPull || ready >= this.#connections) return;
    const allowed = this.#allowed(ready, this.#clock.monotonic());
    for (let open = ready + this.#connecting.size; open < allowed; open += 1) this.#connect();
  }

  #allowed(ready: number, now: number): number {
    if (this.#lane.isDoubted) return 1;
    return Math.min(this.#ramp.allowed(ready, now), this.#slowStart.allowed(now));
  }

  #connect(): void {
    const controller = new AbortController();
    this.#connecting.add(controller);
    const { ca, lookup, ehloName = null } = this.#options;
    const { signal } = controller;
    openConnection(this.#target, { timeouts: this.#timeouts, signal, ehloName, ca, lookup }).then(
      (connection) => this.#onConnected(controller, connection),
      (error) => this.#onConnectFailed(controller, error),
    );
  }

  #onConnected(controller: AbortController, connection: Connection): void {
    this.#connecting.delete(controller);
    if (controller.signal.aborted) {
      connection.socket.destroy();
      this.#checkEmpty();
      return;
    }
    if (!this.#lane.state.up) this.#laneUp();
    const session = new Session<E>(connection, this.#owner, this.#timeouts, this.#clock);
    this.#sessions.add(session);
    this.#ramp.reached(this.#sessions.size);
    session.start();
  }

  #onConnectFailed(controller: AbortController, error: Error): void {
    this.#connecting.delete(controller);
    if (controller.signal.aborted) {
      this.#checkEmpty();
      return;
    }
    const fault = faultOfError(relayName(this.#target), error);
    // One more than the relay takes is no sign that it is unwell: several may be turned away at once.
    const isSpare = this.#lane.state.up && this.#sessions.size > 0;
    if (isSpare) this.#growLater(fault);
    else if (!this.#restIfLimited(fault, this.#clock.monotonic())) this.#laneDown(fault);
  }

  #owner = {
    pull: (session: Session<E>) => this.#pull(session),
    revoked: (envelope: E) => this.#source.revoked?.(envelope) === true,
    settle: (envelope: E, outcome: Outcome, answered: boolean) => {
      if (answered) this.#answered(outcome);
      const isSuspect = outcome.kind === 'later' && outcome.scope === 'suspect';
      const fair = isSuspect ? this.#blame.judge(envelope.rcptTo, outcome) : outcome;
      this.#source.settle(envelope, fair);
    },
    idle: (session: Session<E>) => this.#onIdle(session),
    ended: (session: Session<E>, fault: LaneFault | null) => this.#onEnded(session, fault),
  };

  #answered(outcome: Outcome): void {
    this.#lane.proved();
    this.#goodbyes.proved();
    if (outcome.kind !== 'accepted') return;
    this.#blame.accepted();
    this.#slowStart.accepted();
  }

  #pull(session: Session<E>): E | undefined {
    if (!this.#mayPull || session.begun >= this.#most) return undefined;
    if (this.#sessions.size > this.#connections) return undefined;
    // Behind another message it would wait; an idle connection takes it at once.
    if (session.isSending && this.#idle.size > 0) return undefined;
    const envelope = this.#source.next();
    const isNews = envelope !== undefined && !this.#hasWork;
    this.#hasWork = envelope !== undefined;
    if (isNews) this.wake();
    // A second message for one connection is the sign that more connections have work.
    if (this.#hasWork && session.begun > 0) this.#grow();
    return envelope;
  }

  #onIdle(session: Session<E>): void {
    if (session.begun >= this.#most || this.#sessions.size > this.#connections) {
      this.#retire(session);
      this.#grow();
      return;
    }
    this.#idle.add(session);
    if (this.#hasWork) this.wake();
  }

  #onEnded(session: Session<E>, fault: LaneFault | null): void {
    const wasLeaving = this.#leaving.delete(session);
    this.#sessions.delete(session);
    this.#idle.delete(session);
    if (!this.#isRunning) {
      this.#checkEmpty();
      return;
    }
    if (!this.#lane.state.up) return;
    if (fault !== null && this.#restIfLimited(fault, session.openedAt)) return;
    if (wasLeaving) return;
    // A relay that closes a connection before its first message must not be called in a circle.
    const isUseless = session.begun === 0 && this.#hasWork;
    if (fault?.kind === 'stop') this.#laneDown(fault);
    else if (fault !== null && (fault.kind === 'drop' || isUseless)) this.#onDrop(fault);
    else this.#grow();
  }

  /** The first lost connection is replaced at once; further ones rest until the relay answers. */
  #onDrop(fault: LaneFault): void {
    this.#slowStart.beginStep(this.#clock.monotonic());
    if (this.#lane.dropped()) {
      this.#options.log?.info({ reason: fault.message }, 'relay connection lost');
      this.#grow();
      return;
    }
    if (this.#sessions.size + this.#connecting.size > 0) this.#growLater(fault);
    else this.#laneDown(fault);
  }

  #growLater(fault: LaneFault): void {
    const pause = this.#ramp.refused(this.#sessions.size, this.#clock.monotonic());
    if (pause === null) return;
    const fields = { reason: fault.message, connections: this.#sessions.size };
    this.#options.log?.info(fields, 'relay takes no more connections for now');
    this.#growth = setTimeout(() => this.#grow(), pause).unref();
  }

  /** True if the relay said that we send too much: the lane is down, and says until when. */
  #restIfLimited(fault: LaneFault, openedAt: number): boolean {
    if (!this.#goodbyes.isLimit(fault, openedAt, this.#clock.monotonic())) return false;
    const rest = this.#slowStart.limited();
    const until = new Date(this.#clock.now().getTime() + rest).toISOString();
    this.#laneDown(new LaneFault('stop', `${fault.message}. Sending rests until ${until}`), rest);
    return true;
  }

  #laneDown(fault: LaneFault, rest?: number): void {
    const pause = this.#lane.down(fault.message, this.#clock.monotonic(), rest);
    for (const connecting of this.#connecting) connecting.abort();
    for (const session of this.#sessions) this.#retire(session);
    this.#retry = setTimeout(() => this.#connect(), pause);
    this.#options.log?.warn(
      { reason: fault.message, retryInMs: Math.round(pause) },
      'relay is down',
    );
    this.#options.onLane?.(this.#lane.state);
  }

  #laneUp(): void {
    this.#lane.open();
    this.#slowStart.beginStep(this.#clock.monotonic());
    this.#options.log?.info({ relay: relayName(this.#target) }, 'relay is up again');
    this.#options.onLane?.(this.#lane.state);
    // Whoever watched the lane may hold messages back meanwhile; those that are there go now.
    this.#hasWork = true;
  }

  #retire(session: Session<E>): void {
    this.#sessions.delete(session);
    this.#idle.delete(session);
    this.#leaving.add(session);
    session.retire();
  }

  #sweepSessions(): void {
    const now = this.#clock.monotonic();
    for (const session of this.#sessions) session.checkDeadline(now);
    for (const session of this.#leaving) session.checkDeadline(now);
    for (const session of this.#idle) {
      if (now - session.idleSince >= this.#idleMs) this.#retire(session);
    }
  }
}
