import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { importer, importServer } from '../../test/support/imports.ts';
import { runImports } from './run-imports.ts';
import { forgetOldImports } from './service.ts';

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

test('P19: a tenant has one turn at a time: who meets another at the same file leaves it to them', async () => {
  const { upload, show, tenantId } = await fresh();
  const { body } = await upload(`email,externalId\n${people(40_000)}`);
  const turns = [1, 2].map(() => runImports(deps, tenantId, 60_000));
  await Promise.race(turns);
  expect(await show(body.id)).toMatchObject({ status: 'RUNNING' });
  await Promise.all(turns);
  expect(await show(body.id)).toMatchObject({ status: 'DONE', rows: 40_000, created: 40_000 });
}, 30_000);

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

test('a suppressed person is counted; an erasure takes failed rows and memberships (P25, P45)', async () => {
  const { take, call, failures, contacts, tenantId } = await fresh();
  await call('POST', '/suppressions', { email: 'ben@example.com', reason: 'bounce' });
  const receipt = await take(
    'email,locale\nana@example.com,\nben@example.com,\nAna@example.com,pt\neva@example.com,\n',
  );
  expect(receipt).toMatchObject({ created: 3, failed: 1, suppressed: 1 });
  expect(await contacts()).toMatchObject([
    { email: 'ana@example.com', suppressedAt: null },
    { email: 'ben@example.com', suppressedAt: expect.any(String) },
    { email: 'eva@example.com', suppressedAt: null },
  ]);
  expect(await failures(receipt.id)).toHaveLength(1);
  const { id } = (await call('GET', '/contacts?q=ana')).body.data[0];
  await call('DELETE', `/contacts/${id}`);
  expect(await failures(receipt.id)).toEqual([]);
  expect(await count('contact_import_members', tenantId)).toBe(2);
});

test('P45: whoever was erased is skipped, by files and bulk upserts, and nothing of them is kept', async () => {
  const { take, upload, run, show, call, failures, contacts, tenantId } = await fresh();
  for (const email of ['ana@example.com', 'eva@example.com']) {
    await call('PUT', '/contacts', { email, externalId: email[0] });
  }
  const file =
    'email,externalId,locale\nAna@example.com,a,\nana@example.com,,pt\neva@example.com,e,\n';
  const { id } = (await upload(file)).body;
  // The file waits while they are erased.
  await call('DELETE', '/contacts/a');
  await run();
  const skipped = 'email: skipped: this person was erased, and comes back only by PUT /contacts';
  expect(await show(id)).toMatchObject({
    rows: 3,
    created: 0,
    unchanged: 1,
    failed: 2,
    suppressed: 0,
  });
  const failed = [`1,2,,"${skipped}"`, expect.stringMatching(/^2,3,,.*locale/)];
  expect(await failures(id)).toEqual(failed);
  expect(await take(`${file}ben@example.com,b,\n`, '?dryRun=true')).toMatchObject({
    ...{ created: 1, unchanged: 1, failed: 2 },
  });
  const rows = [
    { email: 'ana@example.com', optIn: true, consentVersion: 'v9' },
    { email: 'ANA@example.com', externalId: 'e' },
    { email: 'carl@example.com' },
  ];
  const { body } = await call('POST', '/contacts/bulk', { contacts: rows });
  expect(body).toMatchObject({
    ...{ created: 1, updated: 0, unchanged: 0, failed: 2 },
    errors: [
      { index: 0, message: skipped },
      { index: 1, message: skipped },
    ],
  });
  for (const table of ['contacts', 'contact_import_failures', 'consent_records', 'suppressions']) {
    const { rows: kept } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(table)} t
      where tenant_id = ${tenantId}`.execute(db.engine);
    expect([table, kept.filter(({ row }) => /ana@/i.test(row))]).toEqual([table, []]);
  }
  // Their own new consent, which a person records, is the way back.
  const back = await call('PUT', '/contacts', rows[0]);
  expect([back.status, back.body.suppressedAt]).toEqual([200, expect.any(String)]);
  const again = await call('POST', '/contacts/bulk', { contacts: rows.slice(0, 1) });
  expect(again.body).toMatchObject({ unchanged: 1, failed: 0 });
  expect(await contacts()).toHaveLength(3);
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
