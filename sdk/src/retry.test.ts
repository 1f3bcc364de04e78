import { expect, test } from 'vitest';
import { PressrunApiError, PressrunConnectionError, PressrunTimeoutError } from './failure.ts';
import { waitBeforeRetry } from './retry.ts';

const most = () => 1;
const least = () => 0;

function refusal(status: number, code = 'any', retryAfter: string | null = null) {
  return {
    error: new PressrunApiError(status, new Headers(), JSON.stringify({ code })),
    retryAfter,
  };
}

test('what may pass by itself is tried again, nothing else', () => {
  const again = (failed: { error: unknown }, repeatable = true) =>
    waitBeforeRetry(failed, 1, repeatable, most) !== null;
  for (const status of [429, 502, 503, 504])
    expect([status, again(refusal(status))]).toEqual([status, true]);
  for (const status of [301, 400, 401, 403, 404, 409, 413, 415, 422, 431, 500, 501]) {
    expect([status, again(refusal(status))]).toEqual([status, false]);
  }
  expect(again(refusal(409, 'idempotency_running'))).toBe(true);
  expect(again(refusal(429, 'quota_exceeded'))).toBe(false);
  expect(again({ error: new PressrunConnectionError('gone') })).toBe(true);
  expect(again({ error: new PressrunTimeoutError(1) })).toBe(true);
  expect(again({ error: new TypeError('a bug') })).toBe(false);
});

test('what asked twice could happen twice is only tried again when nothing was done', () => {
  const again = (failed: { error: unknown }) => waitBeforeRetry(failed, 1, false, most) !== null;
  expect([429, 503].map((status) => again(refusal(status)))).toEqual([true, true]);
  expect([502, 504].map((status) => again(refusal(status)))).toEqual([false, false]);
  expect(again({ error: new PressrunConnectionError('gone') })).toBe(false);
});

test('the wait doubles to 8 s, with half of it left to chance', () => {
  const waits = (random: () => number) =>
    [1, 2, 3, 6, 7, 60].map((tries) => waitBeforeRetry(refusal(503), tries, true, random));
  expect(waits(most)).toEqual([250, 500, 1_000, 8_000, 8_000, 8_000]);
  expect(waits(least)).toEqual([125, 250, 500, 4_000, 4_000, 4_000]);
});

test('Retry-After is obeyed, in seconds or as a date (RFC 9110), up to two minutes', () => {
  const wait = (retryAfter: string, random = least) =>
    waitBeforeRetry(refusal(429, 'rate_limited', retryAfter), 1, true, random);
  expect(wait('7')).toBe(7_000);
  expect(wait('0')).toBe(0);
  expect(wait('7', most)).toBe(7_250);
  const date = new Date(Date.now() + 30_000).toUTCString();
  expect(wait(date)).toBeGreaterThan(25_000);
  expect(wait(date)).toBeLessThanOrEqual(30_000);
  expect(wait(new Date(0).toUTCString())).toBe(0);
  expect(wait('120')).toBe(120_000);
  expect(wait('121')).toBe(null);
  expect(wait('soon')).toBe(125);
});
