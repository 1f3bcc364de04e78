const SAMPLE_MS = 250;
/** Half a second of work: what a worker that dies gives back late, and a cancel has to drop. */
const CLAIM_SECONDS = 0.5;
const SMALLEST_CLAIM = 100;
/** A claim of 1,000 takes PostgreSQL about 11 ms (p95 13); P44 wants it below 20. */
export const LARGEST_CLAIM = 1000;

/** How many messages a lane finishes per second, smoothed, and so how many to claim at a time. */
export class Speed {
  #perSecond = 0;
  #count = 0;
  #since = performance.now();

  count(): void {
    this.#count += 1;
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
