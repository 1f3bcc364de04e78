import { readBatch, upsertBatch } from '../../src/contacts/save-contacts.ts';
import { openDatabase } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { people } from '../people.ts';
import { givenInput, measure, report } from '../programs.ts';

/** What the handler of `POST /contacts/bulk` does, without HTTP: check, compare, write. */
type Input = { databaseUrl: string; tenantId: string; count: number; page: number };

const way = {
  means: { method: 'bulk' as const, actor: null },
  ...{ lift: async () => {}, suppressionKey: Buffer.alloc(32) },
};
const { databaseUrl, tenantId, count, page } = givenInput<Input>();
const db = await openDatabase(databaseUrl, 2);
const all = people(0, count);
const measured = await measure(async () => {
  for (let at = 0; at < count; at += page) {
    const batch = readBatch(all.slice(at, at + page));
    await inTenant(db, tenantId, (tx) => upsertBatch(tx, tenantId, batch, way));
  }
});
await db.close();
report(measured);
