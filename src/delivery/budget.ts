/** Whoever uses connections: a lane. */
type User = { readonly isBusy: boolean };

/** For how long a count of the busy ones is good. */
const COUNT_MS = 20;

/**
 * A worker's connections, shared equally by the lanes that have work: one alone gets all of them, each at
 * least one. A share is counted by who has work, not by who holds connections now, so a relay that keeps
 * connections silent takes none from another (P19); until it lets go, there are more than the budget.
 */
export class Budget {
  readonly #total: number;
  readonly #users = new Set<User>();
  #busy = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(total: number) {
    this.#total = total;
  }

  join(user: User): void {
    this.#users.add(user);
  }

  leave(user: User): void {
    this.#users.delete(user);
  }

  /** How many connections this one may have now. */
  shareOf(user: User): number {
    // Asked for each message: with many lanes, counting each time would cost more than sending.
    const now = performance.now();
    if (now - this.#countedAt >= COUNT_MS) {
      this.#countedAt = now;
      this.#busy = [...this.#users].filter((one) => one.isBusy).length;
    }
    const busy = user.isBusy ? this.#busy : this.#busy + 1;
    return Math.max(1, Math.floor(this.#total / Math.max(1, busy)));
  }
}
