import type { Database } from '../db/database.ts';
import { Listener } from '../db/listener.ts';
import { inTenant } from '../db/transaction.ts';
import { ANSWERS_CHANNEL } from '../messages/single.ts';
import { type Delivered, delivered, isAnswered } from './answer.ts';
import { findStanding, type Standing } from './standing-store.ts';

/** How long `?sync=true` waits for a delivery before it answers that the email is still queued. */
export const SYNC_SECONDS = 30;
/** Without hearing anything: the connection that listens may be lost. */
const LOOK_MS = 1_000;

type Log = { warn(fields: object, text: string): void };

/**
 * Waits for what becomes of an email, whichever process delivers it: workers tell it with NOTIFY. The
 * connection that listens is opened by the first who waits.
 */
export class Answers {
  readonly #db: Database;
  readonly #seconds: number;
  readonly #listener: Listener;
  readonly #waiting = new Map<number, Set<() => void>>();
  #started: Promise<void> | null = null;

  constructor(db: Database, log: Log, seconds = SYNC_SECONDS) {
    this.#db = db;
    this.#seconds = seconds;
    this.#listener = new Listener(db.url, log, {
      [ANSWERS_CHANNEL]: (payload) => this.#hear(payload),
    });
  }

  async stop(): Promise<void> {
    await this.#listener.stop();
  }

  /** The answer once an attempt has ended; null after so many seconds, or when `signal` aborts. */
  async of(tenantId: string, id: string, signal: AbortSignal): Promise<Delivered | null> {
    this.#started ??= this.#listener.start();
    await this.#started;
    const end = performance.now() + this.#seconds * 1_000;
    let standing = await this.#look(tenantId, id);
    while (standing && !isAnswered(standing)) {
      const left = end - performance.now();
      if (left <= 0 || signal.aborted) return null;
      // Listening before looking: what is told in between is heard.
      const heard = this.#heard(standing.messageId, Math.min(left, LOOK_MS), signal);
      standing = await this.#look(tenantId, id);
      if (standing && isAnswered(standing)) heard.stop();
      else await heard.promise;
    }
    return standing ? delivered(id, standing) : null;
  }

  #look(tenantId: string, id: string): Promise<Standing | undefined> {
    return inTenant(this.#db, tenantId, (tx) => findStanding(tx, tenantId, id));
  }

  #hear(payload: string): void {
    for (const id of payload.split(' ')) {
      for (const wake of this.#waiting.get(Number(id)) ?? []) wake();
    }
  }

  /** `promise` resolves when this message is heard of, after `ms`, or with `stop`. */
  #heard(
    messageId: number,
    ms: number,
    signal: AbortSignal,
  ): { promise: Promise<void>; stop: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wakers = this.#waiting.get(messageId) ?? new Set();
    this.#waiting.set(messageId, wakers);
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      wakers.delete(stop);
      if (wakers.size === 0) this.#waiting.delete(messageId);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    wakers.add(stop);
    signal.addEventListener('abort', stop);
    return { promise, stop };
  }
}
