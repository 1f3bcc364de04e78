/** How many deliveries are claimed for an endpoint at a time, and how many tries run at once. */
export type Pace = { claim: number; atOnce: number };

/** Gentle: what an endpoint gets that nothing is known about, or that is in trouble. */
export const FIRST_PACE: Pace = { claim: 10, atOnce: 10 };
/** Small servers have as many workers; more would only wait in their queue. */
const MOST_AT_ONCE = 50;
const MOST_CLAIMED = 500;
const QUICK_MS = 1_000;
const SLOW_MS = 4_000;
/** Some refused events are the receiver's business; many are its trouble. */
const TROUBLE = 0.1;

/**
 * The pace after a batch: doubled while it goes quickly, halved when it takes long, so that a claim
 * is done long before its lease ends, and back to the first one when more than a tenth failed.
 * A receiver that needs 100 ms gets 500 a second instead of 100.
 */
export function nextPace(
  { claim, atOnce }: Pace,
  batch: { ms: number; tried: number; failed: number },
): Pace {
  if (batch.tried === 0 || batch.failed > batch.tried * TROUBLE) return FIRST_PACE;
  if (batch.ms < QUICK_MS) {
    return {
      claim: Math.min(claim * 2, MOST_CLAIMED),
      atOnce: Math.min(atOnce * 2, MOST_AT_ONCE),
    };
  }
  if (batch.ms < SLOW_MS) return { claim, atOnce };
  return { claim: Math.max(Math.floor(claim / 2), FIRST_PACE.claim), atOnce };
}
