const SAMPLE_MS = 250;
/** Half a second of work: what a worker that dies gives back late, and a cancel has to drop. */
const CLAIM_SECONDS = 0.5;
const SMALLEST_CLAIM = 100;
/** Messages a second from which on nothing waits long for a place in the window. */
const HIGH = 2_000;
/** With 10 M rows in the ledger a claim of 1,000 takes 25 ms at p95, of 100 5; P44 wants it below 20. */
export const LARGEST_CLAIM = 750;

/** How many messages a lane finishes per second, smoothed, and so how many to claim at a time. */
export class Speed {
  #perSecond = 0;
  #count = 0;
  #since = performance.now();

  count(): void {
    this.#count += 1;
  }

  get isHigh(): boolean {
    return this.#perSecond >= HIGH;
  }

  get claimSize(): number {
    this.#sample(performance.now());
    const size = Math.round(this.#perSecond * CLAIM_SECONDS);
    return Math.min(LARGEST_CLAIM, Math.max(SMALLEST_CLAIM, size));
  }

  #sample(now: number): void {
    const elapsed = now - this.#since;
    if (elapsed < SAMPLE_MS) return;
    const current = (this.#count * 1_000) / elapsed;
    this.#perSecond = this.#perSecond === 0 ? current : this.#perSecond * 0.5 + current * 0.5;
    this.#count = 0;
    this.#since = now;
  }
}
