import { expect } from 'vitest';
import type { Plant } from './plant.ts';

/** W at full speed (promises.md, Terms): sent by one worker, and not committed when it died. */
export const W = 200;

/**
 * By the sink's ledger: nobody lost, at most two copies for anyone, both the same mail, and at most
 * `most` second ones. Answers who has two.
 */
export function expectTruth({ sink }: Plant, audience: number, most: number): string[] {
  const copies = sink.ledger.perRecipient();
  expect(copies.size, 'recipients with a copy').toBe(audience);
  let highest = 0;
  for (const count of copies.values()) highest = Math.max(highest, count);
  expect(highest, 'copies for one recipient').toBeLessThanOrEqual(2);
  const twice = sink.ledger.duplicated();
  expect(twice.length, 'second copies').toBeLessThanOrEqual(most);
  for (const rcptTo of twice) {
    const ids = sink.ledger.copies.filter((c) => c.rcptTo === rcptTo).map((c) => c.messageId);
    expect(new Set(ids).size, `Message-IDs of ${rcptTo}`).toBe(1);
  }
  return twice;
}

/** Lowest, middle and highest of these counts, for the line that a run leaves behind. */
export function spread(counts: number[]): string {
  const sorted = counts.toSorted((a, b) => a - b);
  const total = counts.reduce((sum, n) => sum + n, 0);
  return `${sorted[0]} … ${sorted[sorted.length >> 1]} … ${sorted.at(-1)}, ${total} in all`;
}
