import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { inTenant } from '../db/transaction.ts';
import { PressrunError } from '../lib/errors.ts';
import { findQuota, setQuota, spendQuota } from './quota.ts';
import { quotaHeaders, requireRoom, roomOf } from './quota-rules.ts';

const db = testDatabase();

async function tenantWith(limit: number | null): Promise<string> {
  const { tenantId } = await testTenant(db);
  await inTenant(db, tenantId, (tx) => setQuota(tx, tenantId, limit));
  return tenantId;
}

const used = (tenantId: string, at: Date | null = null) =>
  inTenant(db, tenantId, async (tx) => (await findQuota(tx, tenantId, at)).used);

const spend = (tenantId: string, messages: number, mode: 'live' | 'test' = 'live') =>
  inTenant(db, tenantId, (tx) => spendQuota(tx, tenantId, mode, messages));

test('of 60 requests at once exactly those get through that fit, to the last message', async () => {
  const tenantId = await tenantWith(100);
  const results = await Promise.allSettled(Array.from({ length: 60 }, () => spend(tenantId, 3)));
  const refused = results.filter(({ status }) => status === 'rejected');
  // 110 % of 100, by threes: 36 times.
  expect(refused).toHaveLength(24);
  for (const one of refused as PromiseRejectedResult[]) {
    expect(one.reason).toBeInstanceOf(PressrunError);
    expect(one.reason.code).toBe('quota_exceeded');
  }
  expect(await used(tenantId)).toBe(108);
  await spend(tenantId, 2);
  await expect(spend(tenantId, 1)).rejects.toThrow('quota exceeded (111%)');
});

test('a transaction that rolls back has spent nothing', async () => {
  const tenantId = await tenantWith(10);
  const failed = inTenant(db, tenantId, async (tx) => {
    await spendQuota(tx, tenantId, 'live', 5);
    throw new Error('later');
  });
  await expect(failed).rejects.toThrow('later');
  expect(await used(tenantId)).toBe(0);
});

test('without a quota everything fits, and is counted for the day that one is set', async () => {
  const tenantId = await tenantWith(null);
  await spend(tenantId, 5_000);
  expect(await used(tenantId)).toBe(5_000);
  await inTenant(db, tenantId, (tx) => setQuota(tx, tenantId, 1_000));
  await expect(spend(tenantId, 1)).rejects.toThrow('(501%)');
});

test('mail of a test key costs nothing', async () => {
  const tenantId = await tenantWith(1);
  await spend(tenantId, 1_000, 'test');
  expect(await used(tenantId)).toBe(0);
});

test('another tenant’s mail and another month’s are not counted', async () => {
  const tenantId = await tenantWith(10);
  const other = await tenantWith(10);
  await spend(other, 11);
  await spend(tenantId, 11);
  await expect(spend(tenantId, 1)).rejects.toThrow('quota');
  await sql`update quota_usage set month = month - interval '1 month'
            where tenant_id = ${tenantId}`.execute(db.engine);
  await spend(tenantId, 4);
  expect(await used(tenantId)).toBe(4);
  const lastMonth = new Date();
  lastMonth.setUTCDate(0);
  expect(await used(tenantId, lastMonth)).toBe(11);
});

test('the month is that of UTC, whatever the session’s zone is', async () => {
  const tenantId = await tenantWith(10);
  await inTenant(db, tenantId, async (tx) => {
    await sql`set local time zone 'Pacific/Kiritimati'`.execute(tx);
    await spendQuota(tx, tenantId, 'live', 1);
  });
  const { rows } = await sql<{ same: boolean }>`
    select month = date_trunc('month', now() at time zone 'UTC') as same from quota_usage
    where tenant_id = ${tenantId}`.execute(db.engine);
  expect(rows).toEqual([{ same: true }]);
  // An instant of the next month in Madrid, of this one in UTC.
  await sql`update quota_usage set month = '2030-05-01' where tenant_id = ${tenantId}`.execute(
    db.engine,
  );
  expect(await used(tenantId, new Date('2030-06-01T00:30:00+02:00'))).toBe(1);
  expect(await used(tenantId, new Date('2030-06-01T00:30:00Z'))).toBe(0);
});

test('refused strictly above 110 %, with the contract’s words and numbers', () => {
  expect(roomOf({ limit: 1_000, used: 1_000 })).toBe(100);
  expect(roomOf({ limit: 5, used: 0 })).toBe(5);
  expect(roomOf({ limit: 10, used: 500 })).toBe(0);
  requireRoom({ limit: 1_000, used: 1_000 }, 100);
  try {
    requireRoom({ limit: 1_000, used: 1_000 }, 150);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({
      code: 'quota_exceeded',
      message: 'Monthly email quota exceeded (115%). Upgrade your plan to continue sending.',
      members: { quota: { limit: 1_000, used: 1_000, percentage: 115, requested: 150 } },
    });
  }
});

test('headers: none without a quota; the warning from 80 %', () => {
  expect(quotaHeaders({ limit: null, used: 7 })).toEqual({});
  expect(quotaHeaders({ limit: 1_000, used: 799 })).toEqual({
    'x-quota-limit': '1000',
    'x-quota-used': '799',
    'x-quota-percentage': '79',
  });
  expect(quotaHeaders({ limit: 1_000, used: 800 })).toMatchObject({ 'x-quota-warning': 'true' });
});

test.each([0, -1, 1.5, 1_000_000_001, Number.NaN])('%d is no quota', async (limit) => {
  const { tenantId } = await testTenant(db);
  const set = inTenant(db, tenantId, (tx) => setQuota(tx, tenantId, limit));
  await expect(set).rejects.toThrow('quota: must be a whole number from 1 to 1,000,000,000');
});
