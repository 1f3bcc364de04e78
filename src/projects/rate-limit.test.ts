import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { inTenant } from '../db/transaction.ts';
import { giveBack, hasLimit, type Limited, reserve } from './rate-limit.ts';

const db = testDatabase();

function limits(...perDay: number[]): Limited[] {
  return perDay.map((most, i) => ({ subject: `s${i}`, limit: { perDay: most } }));
}

test('the tightest of several limits decides, and all are used', async () => {
  const { tenantId } = await testTenant(db);
  const ask = (limited: Limited[], want: number) =>
    inTenant(db, tenantId, (tx) => reserve(tx, tenantId, limited, want));
  expect(await ask(limits(10, 4), 7)).toMatchObject({ granted: 4 });
  expect(await ask(limits(10), 7)).toMatchObject({ granted: 6 });
  const none = await ask(limits(10, 4), 1);
  expect(none).toMatchObject({ granted: 0, unit: 'day' });
  expect(none.waitMs).toBeGreaterThan(0);
  expect(none.waitMs).toBeLessThanOrEqual(86_400_000);
  await inTenant(db, tenantId, (tx) => giveBack(tx, tenantId, limits(10, 4), 2));
  expect(await ask(limits(10, 4), 5)).toMatchObject({ granted: 2 });
});

test('many workers at once never get more than the limit', async () => {
  const { tenantId } = await testTenant(db);
  const limited = limits(1_000, 900);
  const grants = await Promise.all(
    Array.from({ length: 60 }, () =>
      inTenant(db, tenantId, (tx) => reserve(tx, tenantId, limited, 37)),
    ),
  );
  expect(grants.reduce((sum, { granted }) => sum + granted, 0)).toBe(900);
});

test('a window that is over begins anew', async () => {
  const { tenantId } = await testTenant(db);
  const limited = limits(5);
  const ask = () => inTenant(db, tenantId, (tx) => reserve(tx, tenantId, limited, 5));
  expect((await ask()).granted).toBe(5);
  expect((await ask()).granted).toBe(0);
  await sql`update rate_windows set starts_at = starts_at - interval '1 day'`.execute(db.engine);
  expect((await ask()).granted).toBe(5);
});

test('no limit is no limit', () => {
  expect(hasLimit([{ subject: 'a', limit: {} }])).toBe(false);
  expect(hasLimit(limits(1))).toBe(true);
});
