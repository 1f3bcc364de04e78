import { expect, test } from 'vitest';
import type { ClaimedMessage } from '../messages/claim.ts';
import { Batch } from './batch.ts';
import { partsOf } from './parts.ts';
import { Shares } from './shares.ts';

let lastId = 0;

/** A claim of so many messages; `window` of them may be begun before anything is recorded. */
function claimed(tenantId: string, campaignId: string, count: number, window = count): Batch {
  const messages = Array.from({ length: count }, () => {
    lastId += 1;
    return { id: lastId } as ClaimedMessage;
  });
  return new Batch(
    { tenantId, campaignId, token: `${lastId}`, retryWindow: 86_400 },
    messages,
    window,
  );
}

/** How many of the next messages are of each campaign. */
function tally(shares: Shares, count: number): Record<string, number> {
  const served: Record<string, number> = {};
  for (let i = 0; i < count; i += 1) {
    const { batch } = shares.next()!;
    served[batch.campaignId] = (served[batch.campaignId] ?? 0) + 1;
  }
  return served;
}

const part = (weight: number, quota = 1_000) => ({ weight, quota });

test('tenants are served by weight, the campaigns of one equally', () => {
  const shares = new Shares();
  shares.add(claimed('lion', 'a', 1_000), part(3));
  shares.add(claimed('mouse', 'b', 1_000), part(1));
  shares.add(claimed('mouse', 'c', 1_000), part(1));
  const { a, b, c } = tally(shares, 800);
  expect(Math.abs(a! - 600)).toBeLessThanOrEqual(3);
  expect(Math.abs(b! - 100)).toBeLessThanOrEqual(3);
  expect(Math.abs(c! - 100)).toBeLessThanOrEqual(3);
});

test('who comes later is served beside the others, and gets nothing for the time before', () => {
  const shares = new Shares();
  shares.add(claimed('lion', 'a', 1_000), part(1));
  tally(shares, 500);
  shares.add(claimed('mouse', 'b', 200), part(1));
  expect(tally(shares, 200)).toEqual({ a: 100, b: 100 });
});

test('many campaigns of a tenant take no more than one of another', () => {
  const shares = new Shares();
  shares.add(claimed('mouse', 'b', 1_000), part(1));
  for (let i = 0; i < 20; i += 1) shares.add(claimed('lion', `a${i}`, 50), part(1));
  expect(Math.abs(tally(shares, 400).b! - 200)).toBeLessThanOrEqual(20);
});

test('who has to wait for its mark holds nobody up, and catches up only a little', () => {
  const shares = new Shares();
  const blocked = claimed('lion', 'a', 1_000, 10);
  shares.add(blocked, part(1));
  shares.add(claimed('mouse', 'b', 2_000), part(1));
  expect(tally(shares, 1_000)).toEqual({ a: 10, b: 990 });
  expect(blocked.waiting).toBe(990);
  blocked.settle({
    ...{ id: 1, status: 'SENT', reason: null, delay: null },
    ...{ doubted: false, unspent: false, deadAddress: null },
  });
  blocked.recorded({ ...blocked.takeRecording(), begunTo: Number.MAX_SAFE_INTEGER });
  const { a } = tally(shares, 300);
  expect(a).toBeGreaterThan(150);
  expect(a).toBeLessThanOrEqual(205);
});

test('it wants more only where the last claim brought all that was asked for', () => {
  const shares = new Shares();
  shares.add(claimed('lion', 'a', 40), part(1, 50));
  tally(shares, 30);
  expect(shares.wantsMore).toBe(false);
  shares.add(claimed('lion', 'a', 50), part(1, 50));
  expect(shares.wantsMore).toBe(false);
  tally(shares, 11);
  expect([shares.waitingOf('a'), shares.wantsMore]).toEqual([49, true]);
});

test('a lane is parted by weight between tenants and equally between campaigns', () => {
  const lane = {};
  const candidates = [
    { tenantId: 'lion', weight: 3, lane },
    { tenantId: 'mouse', weight: 1, lane },
    { tenantId: 'mouse', weight: 1, lane },
    { tenantId: 'crow', weight: 1, lane: {} },
  ];
  expect(partsOf(candidates)).toEqual([0.75, 0.125, 0.125, 1]);
  expect(partsOf([])).toEqual([]);
});
