import type { Measured } from './programs.ts';

/** One measurement of one round. */
export type Figure = {
  /** What was measured; figures of the same name are rounds of one row of the table. */
  name: string;
  unit: 'messages/s' | 'rows/s';
  count: number;
  seconds: number;
  /** CPU seconds by who used them; the first one is what the row is about. */
  cpu: Record<string, number>;
  /** The largest peak among the processes that the row is about. */
  peakBytes: number;
};

/** How long single operations took, in ms. */
export type Latency = { name: string; p50: number; p95: number; most: number; samples: number };

/** A figure of a program that measured itself. */
export function figureOf(
  name: string,
  unit: Figure['unit'],
  count: number,
  { seconds, cpuSeconds, peakBytes }: Measured,
  others: Record<string, number> = {},
): Figure {
  return { name, unit, count, seconds, cpu: { sender: cpuSeconds, ...others }, peakBytes };
}
