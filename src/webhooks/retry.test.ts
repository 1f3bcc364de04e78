import { expect, test } from 'vitest';
import { type Answer, judge } from './delivery.ts';
import { maxAttempts, retryAfterSeconds, retryDelay } from './retry.ts';

const answer = (statusCode: number | null, retryAfterSeconds = 0): Answer => ({
  statusCode,
  responseBody: null,
  error: null,
  retryAfterSeconds,
});

const verdict = (it: Answer, attempt: number, longRetries = true) =>
  judge(it, { attempt, longRetries, random: 0.5 });

test('P28: ten tries over about 75.6 h; the first five are exponential from 10 s', () => {
  expect(maxAttempts(true)).toBe(10);
  const delays = Array.from({ length: 9 }, (_, i) => retryDelay(i + 1, true, 0.5)!);
  expect(delays.slice(0, 4).map(Math.round)).toEqual([10, 20, 40, 80]);
  const hours = delays.reduce((sum, delay) => sum + delay, 0) / 3_600;
  expect(hours).toBeGreaterThan(75);
  expect(hours).toBeLessThan(76);
  expect(retryDelay(10, true, 0.5)).toBeNull();
});

test('without the long tail a delivery gets the first five tries', () => {
  expect(maxAttempts(false)).toBe(5);
  const delays = Array.from({ length: 5 }, (_, i) => retryDelay(i + 1, false, 0.5));
  expect(delays.map((delay) => delay && Math.round(delay))).toEqual([10, 20, 40, 80, null]);
  expect(verdict(answer(500), 4, false).status).toBe('PENDING');
  expect(verdict(answer(500), 5, false).status).toBe('FAILED');
});

test('P28: jitter moves each delay by at most 20 %', () => {
  for (let attempt = 1; attempt < maxAttempts(true); attempt++) {
    const middle = retryDelay(attempt, true, 0.5)!;
    expect(retryDelay(attempt, true, 0)! / middle).toBeCloseTo(0.8);
    expect(retryDelay(attempt, true, 0.999_999)! / middle).toBeCloseTo(1.2);
  }
});

test('Retry-After is seconds or a date, and at most a day', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  for (const [header, seconds] of [
    ['120', 120],
    [' 7 ', 7],
    ['Sun, 01 Mar 2026 12:05:00 GMT', 300],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['999999999999', 86_400],
    ['Mon, 01 Mar 2027 12:00:00 GMT', 86_400],
    ['-5', 0],
    ['soon', 0],
    ['', 0],
    [undefined, 0],
  ] as const) {
    expect([header, retryAfterSeconds(header, now)]).toEqual([header, seconds]);
  }
});

test('P28: 2xx delivers, 410 ends and disables, everything else is tried again', () => {
  for (const status of [200, 201, 202, 204, 299]) {
    expect(verdict(answer(status), 1).status).toBe('DELIVERED');
  }
  for (const status of [null, 100, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 503, 599]) {
    expect(verdict(answer(status), 1)).toEqual({
      status: 'PENDING',
      delaySeconds: 10,
      gone: false,
      pauseSeconds: 0,
    });
    expect(verdict(answer(status), 10).status).toBe('FAILED');
    // A crash may have used up a number; the row must still come to an end.
    expect(verdict(answer(status), 11).status).toBe('FAILED');
  }
  expect(verdict(answer(410), 1)).toEqual({
    status: 'FAILED',
    delaySeconds: null,
    gone: true,
    pauseSeconds: 0,
  });
});

test('Retry-After postpones and never hurries', () => {
  expect(verdict(answer(503, 3_600), 1).delaySeconds).toBe(3_600);
  expect(verdict(answer(429, 1), 5).delaySeconds).toBe(1_800);
  expect(verdict(answer(429, 90), 5).pauseSeconds).toBe(90);
});
