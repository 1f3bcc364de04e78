import { describe, expect, test } from 'vitest';
import type { Outcome } from '../smtp/outcome.ts';
import { judgeRefusal } from '../smtp/outcome.ts';
import { judge, retryDelay } from './judge.ts';

const attempt = {
  id: 1,
  address: 'a@example.com',
  attempts: 1,
  doubted: false,
  age: 10,
  retryWindow: 86_400,
};
const refused = (reply: string) => judgeRefusal(Number(reply.slice(0, 3)), reply);

describe('P36: which refusals suppress the address', () => {
  test.each(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'])('%s does', (status) => {
    const result = judge(attempt, refused(`550 ${status} no`), 0);
    expect(result).toMatchObject({ status: 'FAILED', deadAddress: 'a@example.com' });
  });

  test.each([
    '550 5.2.2 full',
    '554 5.7.1 policy',
    '550 5.7.515 rules',
    '550 no such user',
    '552 5.3.4 big',
  ])('%s does not', (reply) => {
    expect(judge(attempt, refused(reply), 0)).toMatchObject({
      status: 'FAILED',
      deadAddress: null,
    });
  });
});

test('a 4xx is deferred with growing, jittered delays until the retry window is over', () => {
  const later = refused('451 4.3.0 later');
  const delays = [1, 2, 3, 4, 9].map(
    (attempts) => judge({ ...attempt, attempts }, later, 0.5).delay,
  );
  expect(delays).toEqual([60, 300, 1_800, 1_800, 1_800]);
  expect(retryDelay(1, 0)).toBeCloseTo(48);
  expect(retryDelay(1, 0.9999)).toBeCloseTo(72, 1);
  expect(judge({ ...attempt, age: 86_401 }, later, 0)).toMatchObject({ status: 'FAILED' });
});

test('a relay that is down costs the message nothing, however old it is (P38)', () => {
  const down: Outcome = {
    kind: 'later',
    scope: 'lane',
    code: 421,
    enhanced: null,
    reply: '421 busy',
  };
  const result = judge({ ...attempt, age: 1e9 }, down, 0);
  expect(result).toMatchObject({ status: 'QUEUED', unspent: true, doubted: false });
});

describe('a message at which the connection ended', () => {
  const ended = (scope: 'suspect' | 'aside'): Outcome => ({
    ...{ kind: 'later', scope, code: null, enhanced: null },
    reply: 'relay x cut the connection',
  });

  test('twice goes back at once, then is deferred like after a 4xx; each attempt counts', () => {
    const results = [1, 2, 3, 4, 5, 9].map((attempts) =>
      judge({ ...attempt, attempts }, ended('suspect'), 0.5),
    );
    expect(results.map(({ status }) => status)).toEqual([
      ...['QUEUED', 'QUEUED', 'DEFERRED', 'DEFERRED', 'DEFERRED', 'DEFERRED'],
    ]);
    expect(results.map(({ delay }) => delay)).toEqual([null, null, 60, 300, 1_800, 1_800]);
    expect(results.every(({ unspent, doubted }) => !unspent && !doubted)).toBe(true);
    expect(results[2]?.reason).toBe('relay x cut the connection');
  });

  test('fails only after the retry window, and not for one accident', () => {
    const old = { ...attempt, age: 86_401 };
    expect(judge({ ...old, attempts: 1 }, ended('suspect'), 0).status).toBe('QUEUED');
    expect(judge({ ...old, attempts: 3 }, ended('suspect'), 0)).toMatchObject({
      ...{ status: 'FAILED', delay: null, deadAddress: null },
    });
  });

  test('without proof against it, it only lets others go first, however old it is (P38)', () => {
    expect(judge({ ...attempt, age: 1e9, attempts: 50 }, ended('aside'), 0)).toMatchObject({
      ...{ status: 'DEFERRED', delay: 900, unspent: true },
    });
  });
});

test('doubt is resent once, then it stays UNKNOWN', () => {
  const unknown: Outcome = { kind: 'unknown', reply: 'cut' };
  expect(judge(attempt, unknown, 0)).toMatchObject({ status: 'QUEUED', doubted: true });
  expect(judge({ ...attempt, doubted: true }, unknown, 0)).toMatchObject({ status: 'UNKNOWN' });
});
