import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { importer, importServer } from '../../test/support/imports.ts';
import { inTenant } from '../db/transaction.ts';
import { runImports } from './run-imports.ts';
import { forgetOldImports, forgetPerson } from './service.ts';

const db = testDatabase();
const server = importServer(db);
const fresh = () => importer(server);
const { deps } = server;

const people = (count: number) =>
  Array.from({ length: count }, (_, i) => `p${i}@example.com,p-${i}\n`).join('');
const FILE = `email,externalId\n${people(12_000)}`;

async function count(table: string, tenantId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(
    db.engine,
  );
  return rows[0]!.count;
}

test('a turn that is over goes on where it stopped, and several workers repeat nothing', async () => {
  const { upload, show, tenantId } = await fresh();
  const { body } = await upload(FILE);
  await runImports(deps, tenantId, 0);
  const half = await show(body.id);
  expect(half).toMatchObject({ status: 'RUNNING', rows: 2_000, created: 2_000 });
  await Promise.all([1, 2, 3].map(() => runImports(deps, tenantId)));
  expect(await show(body.id)).toMatchObject({ status: 'DONE', rows: 12_000, created: 12_000 });
  expect(await count('contacts', tenantId)).toBe(12_000);
  expect(await count('contact_import_members', tenantId)).toBe(12_000);
  expect(await count('contact_import_chunks', tenantId)).toBe(0);
});

test('cancelled between two batches, what was applied stays and the receipt says how much', async () => {
  const { upload, call, show, run, tenantId } = await fresh();
  const { id } = (await upload(FILE)).body;
  await runImports(deps, tenantId, 0);
  const cancelled = await call('POST', `/contacts/imports/${id}/cancel`);
  expect([cancelled.status, cancelled.body]).toMatchObject([
    200,
    { status: 'CANCELLED', rows: 2_000, created: 2_000, finishedAt: expect.any(String) },
  ]);
  await run();
  expect(await show(id)).toEqual(cancelled.body);
  expect((await call('POST', `/contacts/imports/${id}/cancel`)).body).toEqual(cancelled.body);
  expect(await count('contacts', tenantId)).toBe(2_000);
  expect(await count('contact_import_chunks', tenantId)).toBe(0);
});

test('cancelled while a batch is written, the batch is rolled back', async () => {
  const { upload, call, show, tenantId } = await fresh();
  const { id } = (await upload(FILE)).body;
  const running = runImports(deps, tenantId);
  const { status, body } = await call('POST', `/contacts/imports/${id}/cancel`);
  await running;
  expect([status, await show(id)]).toEqual([200, body]);
  expect(await count('contacts', tenantId)).toBe(body.rows);
});

test('a dry run tells what would become of rows far apart, and changes nothing', async () => {
  const { take, contacts, call, tenantId } = await fresh();
  await call('PUT', '/contacts', { email: 'p1@example.com', externalId: 'p-1' });
  const file = `${FILE}p0@example.com,p-0\nP2@example.com,p-1\nnew@example.com,p-1\np1@example.com,other\n`;
  const counts = { rows: 12_004, created: 12_000, updated: 1, unchanged: 2, failed: 1 };
  expect(await take(file, '?dryRun=true')).toMatchObject({
    status: 'DONE',
    dryRun: true,
    ...counts,
  });
  expect((await contacts()).map(({ email }: { email: string }) => email)).toEqual([
    'p1@example.com',
  ]);
  expect(await count('contact_import_drafts', tenantId)).toBe(0);
  expect(await take(file)).toMatchObject(counts);
});

test('a suppressed person is counted; an erased one is not brought back to any campaign (P25, P45)', async () => {
  const { take, call, failures, contacts, tenantId } = await fresh();
  await call('PUT', '/contacts', { email: 'ana@example.com', externalId: 'ana' });
  await call('POST', '/suppressions', { email: 'ben@example.com', reason: 'bounce' });
  await call('DELETE', '/contacts/ana');
  const receipt = await take(
    'email,locale\nana@example.com,\nben@example.com,\nAna@example.com,pt\neva@example.com,\n',
  );
  expect(receipt).toMatchObject({ created: 3, failed: 1, suppressed: 2 });
  expect(await contacts()).toMatchObject([
    { email: 'ana@example.com', suppressedAt: expect.any(String) },
    { email: 'ben@example.com', suppressedAt: expect.any(String) },
    { email: 'eva@example.com', suppressedAt: null },
  ]);
  expect(await failures(receipt.id)).toHaveLength(1);
  const { id } = (await call('GET', '/contacts?q=ana')).body.data[0];
  const person = { id, email: 'ana@example.com' };
  await inTenant(db, tenantId, (tx) => forgetPerson(tx, tenantId, person));
  expect(await failures(receipt.id)).toEqual([]);
  expect(await count('contact_import_members', tenantId)).toBe(2);
});

test('failed rows go after 30 days, imports and who came with them after a year', async () => {
  const { take, failures, call, tenantId } = await fresh();
  const { id } = await take('email\nnobody\nana@example.com\n');
  const age = (days: number) =>
    sql`update contact_imports set finished_at = now() - ${days} * interval '1 day'
        where tenant_id = ${tenantId}`.execute(db.engine);
  await age(29);
  await forgetOldImports(db.engine);
  expect(await failures(id)).toHaveLength(1);
  await age(31);
  await forgetOldImports(db.engine);
  expect([await failures(id), await count('contact_import_members', tenantId)]).toEqual([[], 1]);
  await age(366);
  await forgetOldImports(db.engine);
  expect((await call('GET', `/contacts/imports/${id}`)).status).toBe(404);
  expect(await count('contact_import_members', tenantId)).toBe(0);
});
