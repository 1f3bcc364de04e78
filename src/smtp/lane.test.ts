import { expect, test } from 'vitest';
import { DEFAULT_BACKOFF } from './backoff.ts';
import { Lane } from './lane.ts';

test('a rest is as long as it is told, whatever the back-off', () => {
  const lane = new Lane(DEFAULT_BACKOFF);
  expect(lane.down('limited', 1000, 600_000)).toBe(600_000);
  expect(lane.state).toEqual({ up: false, reason: 'limited', retryAt: 601_000 });
  expect(lane.isDoubted).toBe(true);
});
