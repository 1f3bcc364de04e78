import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { LEASE_SECONDS, registerWorker, removeWorker, renewLease } from '../jobs/workers.ts';
import { newId } from '../lib/ids.ts';

/**
 * This worker's lease on what it claims. Time is counted from before the renewal was asked for, so
 * that it ends here no later than in the database.
 */
export class Lease {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #seconds: number;
  readonly #jobWorkerIds: () => string[];
  #workerId = newId();
  #livesUntil = 0;
  #judgesFrom = 0;

  constructor(
    db: Database,
    log: Logger,
    jobWorkerIds: () => string[],
    seconds: number = LEASE_SECONDS,
  ) {
    this.#db = db;
    this.#log = log;
    this.#jobWorkerIds = jobWorkerIds;
    this.#seconds = seconds;
  }

  get workerId(): string {
    return this.#workerId;
  }

  get isAlive(): boolean {
    return performance.now() < this.#livesUntil;
  }

  /**
   * Whether others' leases can be judged by the clock. Not by a worker whose own one ran out a moment
   * ago: the database was away, for them too, and they need a moment to say that they live.
   */
  get mayBury(): boolean {
    return this.isAlive && performance.now() >= this.#judgesFrom;
  }

  async begin(): Promise<void> {
    const asked = performance.now();
    this.#workerId = newId();
    await registerWorker(this.#db.engine, this.#workerId, this.#jobWorkerIds(), this.#seconds);
    this.#livesUntil = asked + this.#seconds * 1_000;
  }

  /** False: the lease was lost. The worker has to drop everything and begin anew. */
  async renew(): Promise<boolean> {
    const asked = performance.now();
    const renewed = await renewLease(this.#db.engine, this.#workerId, this.#seconds);
    if (renewed && !this.isAlive) this.#judgesFrom = performance.now() + this.#seconds * 1_000;
    if (renewed) this.#livesUntil = asked + this.#seconds * 1_000;
    else this.#log.warn({ workerId: this.#workerId }, 'lease lost; dropping what was claimed');
    return renewed;
  }

  async end(): Promise<void> {
    this.#livesUntil = 0;
    await removeWorker(this.#db.engine, this.#workerId);
  }
}
