import { expect, test } from 'vitest';
import { DEFAULT_BACKOFF } from './backoff.ts';
import { SlowStart } from './slow-start.ts';

const MINUTE = 60_000;
const start = () => new SlowStart({ ...DEFAULT_BACKOFF, random: () => 0 });

test('a relay that never limited us is not limited', () => {
  expect(start().allowed(0)).toBe(Number.POSITIVE_INFINITY);
});

test('P37: it rests for ten minutes or more, never less', () => {
  expect(start().limited()).toBe(10 * MINUTE);
  const late = new SlowStart({ ...DEFAULT_BACKOFF, random: () => 0.999 });
  expect(late.limited()).toBeCloseTo(719_880);
});

test('P37: one connection, and one more for each minute in which mail was taken', () => {
  const slow = start();
  const begun = slow.limited();
  slow.beginStep(begun);
  const allowed = [0, 0.9, 1, 1.9, 2, 3, 4].map((minutes) => {
    slow.accepted();
    return slow.allowed(begun + minutes * MINUTE);
  });
  expect(allowed).toEqual([1, 1, 2, 2, 3, 4, 5]);
});

test('P37: a minute without mail, or with a lost connection, is not one that went well', () => {
  const slow = start();
  slow.limited();
  slow.beginStep(0);
  expect(slow.allowed(5 * MINUTE)).toBe(1);
  slow.accepted();
  slow.beginStep(5 * MINUTE);
  expect(slow.allowed(6 * MINUTE)).toBe(1);
  slow.accepted();
  expect(slow.allowed(6 * MINUTE)).toBe(2);
});

test('P37: limited again, it begins again with one', () => {
  const slow = start();
  slow.limited();
  slow.beginStep(0);
  slow.accepted();
  expect(slow.allowed(MINUTE)).toBe(2);
  slow.limited();
  slow.beginStep(12 * MINUTE);
  expect(slow.allowed(12 * MINUTE)).toBe(1);
});
