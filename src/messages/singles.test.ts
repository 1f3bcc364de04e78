import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { inTenant } from '../db/transaction.ts';
import { registerWorker } from '../jobs/workers.ts';
import { newId } from '../lib/ids.ts';
import { suppress } from '../suppressions/service.ts';
import { cancelWaiting } from './cancel-single.ts';
import { claimSingles } from './claim-singles.ts';
import { countAhead, insertSingles } from './queue-singles.ts';
import type { Result } from './record.ts';
import { recordSingles } from './record-singles.ts';
import { recoverClaim, requeueDue } from './recover.ts';

const db = testDatabase();
const suppressionKey = Buffer.alloc(32, 7);

type Row = {
  id: number;
  status: string;
  attempts: number;
  doubted: boolean;
  reason: string | null;
};

async function plant(count: number, dueAt: Date | null = null) {
  const { tenantId } = await testTenant(db);
  const workerId = newId();
  await registerWorker(db.engine, workerId, []);
  const singles = Array.from({ length: count }, (_, i) => ({
    ...{ address: `reader${i}@example.com`, contactId: null, templateVersionId: null },
  }));
  const ids = await inTenant(db, tenantId, (tx) =>
    insertSingles(tx, tenantId, 'live', singles, dueAt),
  );
  const claim = async (limit: number, over: { workerId?: string; window?: number } = {}) => {
    const token = newId();
    const request = { line: 'live', workerId, token, limit, maxSize: 1e6, window: 200 };
    const claimed = await inTenant(db, tenantId, (tx) =>
      claimSingles(tx, tenantId, { ...request, suppressionKey, ...over }),
    );
    return { token, ...claimed };
  };
  const record = (token: string, results: Result[], last = true) =>
    inTenant(db, tenantId, (tx) =>
      recordSingles(tx, tenantId, { campaignId: null, token, results, begunTo: 1e9, last }),
    );
  const rows = async () => {
    const found = await sql<Row>`
      select id, status, attempts, doubted, reason from messages
      where tenant_id = ${tenantId} order by id`.execute(db.engine);
    return found.rows;
  };
  return { tenantId, ids, claim, record, rows };
}

function result(id: number, over: Partial<Result> = {}): Result {
  return {
    ...{ id, status: 'SENT', reason: '250 ok', delay: null, doubted: false, unspent: false },
    ...{ deadAddress: null, ...over },
  };
}

test('each is claimed once, in order, however many claim at a time', async () => {
  const { ids, claim } = await plant(60);
  const claims = await Promise.all(Array.from({ length: 12 }, () => claim(5)));
  const held = claims.flatMap(({ held }) => held.map(({ id }) => id));
  expect(held.sort((a, b) => a - b)).toEqual(ids);
  for (const { held: some } of claims) {
    expect(some.map(({ id }) => id)).toEqual([...some.map(({ id }) => id)].sort((a, b) => a - b));
  }
});

test('P3, P40: results count once, and only while the claim is held', async () => {
  const { tenantId, ids, claim, record, rows } = await plant(2);
  const { token } = await claim(2);
  const [first, second] = ids as [number, number];
  expect(await record(token, [result(first)], false)).toEqual({ moved: [first], held: true });
  expect(await record(token, [result(first, { status: 'FAILED' })], false)).toEqual({
    ...{ moved: [], held: true },
  });
  // Another worker takes it over: what the first one says from here on changes nothing.
  expect(await recoverClaim(db.engine, tenantId, token)).toBe(1);
  expect(await record(token, [result(second)])).toEqual({ moved: [], held: false });
  expect((await rows()).map(({ status, doubted }) => [status, doubted])).toEqual([
    ['SENT', false],
    ['QUEUED', true],
  ]);
});

test('what a dead worker began is sent once more, then UNKNOWN; what it did not begin just waits', async () => {
  const { tenantId, claim, rows } = await plant(3);
  const first = await claim(3, { window: 2 });
  await recoverClaim(db.engine, tenantId, first.token);
  expect((await rows()).map(({ doubted, attempts }) => [doubted, attempts])).toEqual([
    [true, 1],
    [true, 1],
    [false, 0],
  ]);
  const second = await claim(2);
  await recoverClaim(db.engine, tenantId, second.token);
  expect((await rows()).map(({ status }) => status)).toEqual(['UNKNOWN', 'UNKNOWN', 'QUEUED']);
});

test('the suppressed end at the claim: SKIPPED, or UNKNOWN if one may have got it', async () => {
  const { tenantId, ids, claim, record, rows } = await plant(3);
  const { token } = await claim(1);
  await record(token, [result(ids[0]!, { status: 'QUEUED', doubted: true })]);
  for (const i of [0, 1]) {
    const address = `reader${i}@example.com`;
    await inTenant(db, tenantId, (tx) => suppress(tx, tenantId, suppressionKey, address, 'manual'));
  }
  const { held, ended } = await claim(3);
  expect([held.map(({ id }) => id), ended]).toEqual([[ids[2]], [ids[0], ids[1]]]);
  expect((await rows()).map(({ status, reason }) => [status, reason])).toEqual([
    ['UNKNOWN', 'suppressed'],
    ['SKIPPED', 'suppressed'],
    ['SENDING', null],
  ]);
});

test('a worker whose lease is over claims nothing', async () => {
  const { claim } = await plant(1);
  expect(await claim(1, { workerId: newId() })).toMatchObject({ held: [], ended: [] });
});

test('deferred ones come back when they are due; those that wait for their time can be cancelled', async () => {
  const soon = new Date(Date.now() + 150);
  const { tenantId, ids, claim, rows } = await plant(2, soon);
  const [first, second] = ids as [number, number];
  expect((await claim(2)).held).toEqual([]);
  const cancel = (id: number) => inTenant(db, tenantId, (tx) => cancelWaiting(tx, tenantId, id));
  expect([await cancel(second), await cancel(second)]).toEqual([true, false]);
  await expect
    .poll(async () => {
      await requeueDue(db.engine, 100);
      return (await rows()).map(({ status }) => status);
    })
    .toEqual(['QUEUED', 'CANCELLED']);
  const { held } = await claim(2);
  // Its age is counted from when it was due.
  expect(held).toMatchObject([{ id: first, attempts: 1 }]);
  expect(held[0]!.age).toBeLessThan(60);
  expect(await cancel(first)).toBe(false);
});

test('how many wait ahead', async () => {
  const { tenantId, ids } = await plant(5);
  const ahead = (id: number) =>
    inTenant(db, tenantId, (tx) => countAhead(tx, tenantId, 'live', id));
  expect([await ahead(ids[0]!), await ahead(ids[4]!)]).toEqual([0, 4]);
});
