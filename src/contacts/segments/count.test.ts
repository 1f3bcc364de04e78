import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../../test/support/database.ts';
import { execute } from '../../../test/support/global-setup.ts';
import { inTenant } from '../../db/transaction.ts';
import { compileFilter } from '../filter/compile.ts';
import type { Filter } from '../filter/filter.ts';
import { countContactsOf } from './count.ts';
import { looksUpAttributes } from './count-store.ts';

const db = testDatabase();
const suppressionKey = Buffer.alloc(32, 7);

/** How PostgreSQL would count a filter's contacts if reading them all were out of the question. */
async function planOf(tenantId: string, filter: Filter): Promise<string> {
  return inTenant(db, tenantId, async (tx) => {
    await sql`select set_config('enable_seqscan', 'off', true)`.execute(tx);
    const { rows } = await sql<Record<string, string>>`
      explain select count(*) from contacts c
      where c.tenant_id = ${tenantId} and ${compileFilter(filter, new Map(), null)}`.execute(tx);
    return rows.map((row) => Object.values(row)[0]).join('\n');
  });
}

test('indexes are used behind row-level security where a count says so', async () => {
  const { tenantId } = await testTenant(db);
  await sql`
    insert into contacts (tenant_id, id, email, opt_in, attributes)
    select ${tenantId}, gen_random_uuid(), 'n' || i || '@example.com', true,
           jsonb_build_object('plan', 'p' || i % 50)
    from generate_series(1, 3000) i`.execute(db.engine);
  // The application's role may not gather statistics.
  await execute(db.url, 'vacuum analyze contacts');
  expect(await inTenant(db, tenantId, looksUpAttributes)).toBe(true);
  const plan: Filter = { field: 'attributes.plan', op: 'eq', value: 'p7' };
  const cases: [Filter, RegExp][] = [
    [plan, /Index Cond: \(attributes @>/],
    [{ or: [plan, { field: 'attributes.tags', op: 'has', value: 'x' }] }, /BitmapOr/],
    [{ field: 'locale', op: 'eq', value: 'es' }, /contacts_by_audience/],
    [{ field: 'createdAt', op: 'inLastDays', value: 7 }, /contacts_by_creation/],
    [{ field: 'updatedAt', op: 'before', value: '2026-02-01' }, /contacts_by_update/],
    [{ field: 'email', op: 'eq', value: 'a@example.com' }, /contacts_email_unique/],
  ];
  for (const [filter, index] of cases) {
    expect(await planOf(tenantId, filter)).toMatch(index);
    expect((await countContactsOf(db, tenantId, { filter }, { suppressionKey })).indexed).toBe(
      true,
    );
  }
});
