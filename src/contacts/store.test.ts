import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { execute } from '../../test/support/global-setup.ts';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { newId } from '../lib/ids.ts';
import type { Contact } from './contact.ts';
import { insertContacts, lockByKeys, updateContacts } from './store.ts';

const db = testDatabase();

const now = new Date('2026-02-01T00:00:00Z');
const nothing = {
  ...{ locale: null, timezone: null, attributes: {}, consentVersion: null },
  ...{ source: null, projectId: null },
  ...{ unsubscribedAt: null, createdAt: now, updatedAt: now },
};

function contacts(count: number): Contact[] {
  return Array.from({ length: count }, (_, i) => {
    return {
      ...nothing,
      id: newId(),
      email: `p${i}@example.com`,
      externalId: `p-${i}`,
      optIn: true,
    };
  });
}

/** How many rows of contacts this transaction has looked at so far. */
async function looked(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (seq_tup_read + idx_tup_fetch)::int as n
    from pg_stat_xact_user_tables where relname = 'contacts'`.execute(tx);
  return rows[0]!.n;
}

test('a new tenant is looked up key by key while statistics know other tenants only', async () => {
  const [old, young] = [await testTenant(db), await testTenant(db)];
  await inTenant(db, old.tenantId, (tx) => insertContacts(tx, old.tenantId, contacts(2_000)));
  await execute(db.url, 'analyze contacts');
  const people = contacts(2_000);
  await inTenant(db, young.tenantId, (tx) => insertContacts(tx, young.tenantId, people));
  await inTenant(db, young.tenantId, async (tx) => {
    const before = await looked(tx);
    const some = people.slice(1_000, 1_050);
    const found = await lockByKeys(tx, young.tenantId, {
      emails: some.slice(0, 25).map(({ email }) => email),
      externalIds: some.map(({ externalId }) => externalId!),
    });
    expect(found.map(({ id }) => id).sort()).toEqual(some.map(({ id }) => id).sort());
    expect((await looked(tx)) - before).toBeLessThan(300);
    const middle = await looked(tx);
    await updateContacts(tx, young.tenantId, some);
    // PostgreSQL 15 reads so small a table once (4,000 rows); the trap was the whole tenant for each
    // of the 50 keys, 100,000 rows.
    expect((await looked(tx)) - middle).toBeLessThan(5_000);
  });
});
