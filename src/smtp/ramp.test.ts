import { expect, test } from 'vitest';
import { pauseAfter } from './backoff.ts';
import { Ramp } from './ramp.ts';

const backoff = { firstMs: 1000, maxMs: 300_000, restMs: 600_000, stepMs: 60_000, random: () => 0 };

test('pauses double from one second to five minutes, and jitter only shortens them', () => {
  const pauses = Array.from({ length: 11 }, (_, earlier) => pauseAfter(earlier, backoff) / 1000);
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(pauseAfter(0, { ...backoff, random: () => 0.999 })).toBeGreaterThan(800);
});

test('doubles up to the limit', () => {
  const ramp = new Ramp(10, backoff);
  expect([0, 1, 2, 4, 8].map((ready) => ramp.allowed(ready, 0))).toEqual([1, 2, 4, 8, 10]);
});

test('a refusal is the ceiling; one more is tried after the pause, and each success raises it', () => {
  const ramp = new Ramp(16, backoff);
  expect(ramp.refused(3, 0)).toBe(1000);
  expect(ramp.refused(3, 10)).toBeNull();
  expect(ramp.allowed(3, 999)).toBe(3);
  expect(ramp.allowed(3, 1000)).toBe(4);
  expect(ramp.refused(3, 1000)).toBe(2000);
  ramp.reached(4);
  expect(ramp.allowed(4, 3000)).toBe(5);
  expect(ramp.refused(4, 3000)).toBe(1000);
});

test('one connection is always allowed', () => {
  const ramp = new Ramp(16, backoff);
  ramp.refused(0, 0);
  expect(ramp.allowed(0, 1)).toBe(1);
});
