import { expect } from 'vitest';
import type { Envelope } from '../../src/smtp/envelope.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import type { Arrival } from './arrival.ts';
import { asKept } from './messages.ts';

/** Arrivals by recipient. Each must be for one recipient. */
export function byRecipient(arrivals: Arrival[]): Map<string, Arrival[]> {
  const kept = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    expect(arrival.recipients.length).toBe(1);
    const recipient = arrival.recipients[0]!;
    kept.set(recipient, [...(kept.get(recipient) ?? []), arrival]);
  }
  return kept;
}

/** `accepted` = there exactly once, unchanged; `unknown` = at most once; anything else = not there. */
export function expectTruth(
  kept: Map<string, Arrival[]>,
  sent: { envelope: Envelope; outcome: Outcome }[],
): void {
  for (const { envelope, outcome } of sent) {
    const arrivals = kept.get(envelope.rcptTo) ?? [];
    if (outcome.kind === 'accepted')
      expect([envelope.rcptTo, arrivals.length]).toEqual([envelope.rcptTo, 1]);
    else if (outcome.kind === 'unknown') expect(arrivals.length).toBeLessThanOrEqual(1);
    else expect([envelope.rcptTo, arrivals.length]).toEqual([envelope.rcptTo, 0]);
    for (const arrival of arrivals) expectUnchanged(arrival, envelope);
  }
}

/** Same octets, behind nothing but headers that the server put in front. */
function expectUnchanged(arrival: Arrival, envelope: Envelope): void {
  const whole = asKept(envelope);
  const added = arrival.raw.subarray(0, arrival.raw.length - whole.length).toString('latin1');
  const rest = arrival.raw.subarray(added.length);
  if (!rest.equals(whole)) {
    expect(arrival.raw.toString('latin1')).toBe(`${added}${whole.toString('latin1')}`);
  }
  expect(added).toMatch(/^((?:Received|X-(?:Client|Helo|Mail|Rcpt)-\w+): .*\n([ \t].*\n)*)+$/);
  expect(arrival.sender).toBe(envelope.mailFrom);
}

/** How many outcomes there are of each kind. */
export function kinds(outcomes: Outcome[]): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { kind } of outcomes) count[kind] = (count[kind] ?? 0) + 1;
  return count;
}
