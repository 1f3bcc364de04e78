import { expect, test } from 'vitest';
import { FIRST_PACE, nextPace, type Pace } from './pace.ts';

const after = (pace: Pace, ms: number, failed = 0, tried = pace.claim) =>
  nextPace(pace, { ms, tried, failed });

test('a quick receiver gets more at once, up to 50, in claims of up to 500', () => {
  let pace = FIRST_PACE;
  const seen = Array.from({ length: 8 }, () => {
    pace = after(pace, 100);
    return pace;
  });
  expect(seen[0]).toEqual({ claim: 20, atOnce: 20 });
  expect(seen.at(-1)).toEqual({ claim: 500, atOnce: 50 });
});

test('one that takes its time keeps its pace; a slow one gets smaller claims', () => {
  expect(after({ claim: 80, atOnce: 50 }, 2_000)).toEqual({ claim: 80, atOnce: 50 });
  expect(after({ claim: 80, atOnce: 50 }, 5_000)).toEqual({ claim: 40, atOnce: 50 });
  expect(after({ claim: 12, atOnce: 50 }, 5_000).claim).toBe(FIRST_PACE.claim);
});

test('trouble means gently again; a refused event here and there does not', () => {
  const pace = { claim: 100, atOnce: 50 };
  expect(after(pace, 100, 11)).toEqual(FIRST_PACE);
  expect(after(pace, 100, 10)).toEqual({ claim: 200, atOnce: 50 });
  expect(after(pace, 100, 0, 0)).toEqual(FIRST_PACE);
});
