import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../test/support/known.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { contactRoutes } from '../contacts/routes.ts';
import { inTenant } from '../db/transaction.ts';
import { suppressionRoutes } from './routes.ts';
import { forgetPerson, liftUnsubscribe, suppress } from './service.ts';

const db = testDatabase();
const key = randomBytes(32);
const app = testServer(db, () => [
  suppressionRoutes({ db, suppressionKey: key }),
  contactRoutes({
    ...{ db, suppressionKey: key, known: NOTHING_KNOWN },
    forget: [(tx, tenantId, person) => forgetPerson(tx, tenantId, key, person)],
    liftUnsubscribe: (tx, tenantId, emails) => liftUnsubscribe(tx, tenantId, key, emails),
  }),
]);

const csv = { 'content-type': 'text/csv' };

async function fresh() {
  const { apiKey, tenantId } = await testTenant(db);
  const call = callAs(app, apiKey);
  return {
    ...{ call, tenantId },
    upload: (text: string, query = '', headers = {}) =>
      call('POST', `/suppressions/import${query}`, text, { ...csv, ...headers }),
    contact: (body: object) => call('PUT', '/contacts', body),
    reasons: async () => {
      const { body } = await call('GET', '/suppressions?limit=100');
      return Object.fromEntries(
        body.data.map(({ email, reason }: Record<string, string>) => [email, reason]),
      );
    },
  };
}

test('a file is imported whole, its bad rows are named, and a second time changes nothing', async () => {
  const { upload, reasons } = await fresh();
  const file =
    'email,reason\nAna@example.com,bounce\nana@example.com,manual\nnobody\nben@example.com,\n';
  const first = await upload(file, '?reason=complaint');
  expect([first.status, first.body]).toEqual([
    200,
    {
      ...{ created: 2, strengthened: 0, unchanged: 1, failed: 1 },
      errors: [
        {
          ...{ row: 4, email: 'nobody' },
          message: 'email: is not an address that mail can be sent to',
        },
      ],
    },
  ]);
  expect(await reasons()).toEqual({ 'ana@example.com': 'bounce', 'ben@example.com': 'complaint' });
  const again = await upload(file, '?reason=complaint');
  expect(again.body).toMatchObject({ created: 0, strengthened: 0, unchanged: 3, failed: 1 });
  const stronger = await upload('email,reason\nana@example.com,complaint\nben@example.com,manual');
  expect(stronger.body).toMatchObject({ created: 0, strengthened: 1, unchanged: 1 });
});

test('a list does the same', async () => {
  const { call, reasons } = await fresh();
  const suppressions = [{ email: 'ana@example.com' }, { email: 'x', reason: 'bounce' }];
  const { body } = await call('POST', '/suppressions/import', { suppressions });
  expect(body).toMatchObject({ created: 1, failed: 1, errors: [{ row: 2 }] });
  expect(await reasons()).toEqual({ 'ana@example.com': 'manual' });
});

test('bad files are refused whole, in words', async () => {
  const { upload, call, reasons } = await fresh();
  for (const [reply, status, words] of [
    [await upload(''), 400, 'is empty'],
    [await upload('name\nAna\n'), 400, 'no column named email'],
    [await upload('email\nana@example.com\n"ben'), 400, 'is not CSV'],
    [await upload('email\n', '?reason=boredom'), 400, 'must be one of'],
    [await upload('a', '', { 'content-type': 'text/plain' }), 415, ''],
    [await upload(`email\n${'x'.repeat(6_000_000)}`), 413, ''],
    [await call('POST', '/suppressions/import', { suppressions: [] }), 400, ''],
    [await call('POST', '/suppressions/import'), 415, 'text/csv'],
  ] as const) {
    expect([reply.status, reply.body.message]).toEqual([status, expect.stringContaining(words)]);
  }
  expect(await reasons()).toEqual({});
});

test('bytes that are not UTF-8 are said so', async () => {
  const { apiKey } = await testTenant(db);
  const { statusCode, body } = await app.inject({
    ...{ method: 'POST', url: '/suppressions/import' },
    headers: { ...csv, authorization: `Bearer ${apiKey}` },
    payload: Buffer.from('email\njos\xe9@example.com', 'latin1'),
  });
  expect([statusCode, body]).toEqual([400, expect.stringContaining('is not UTF-8')]);
});

test('50,000 rows are one import, and one export of pages', async () => {
  const { upload, call } = await fresh();
  const rows = Array.from({ length: 50_000 }, (_, i) => `person${i}@example.com`);
  const { body } = await upload(`email\n${rows.join('\n')}\n`);
  expect(body).toMatchObject({ created: 50_000, failed: 0 });
  const file = await call('GET', '/suppressions/export');
  expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(file.headers['content-disposition']).toContain('suppressions.csv');
  const [head, ...lines] = String(file.body).trimEnd().split('\n');
  expect(head).toBe('email,reason,createdAt');
  expect(new Set(lines.map((line) => line.split(',')[0]))).toEqual(new Set(rows));
  expect(lines).toHaveLength(50_000);
  const few = await call('GET', '/suppressions/export?q=person4999&reason=manual');
  expect(String(few.body).trimEnd().split('\n')).toHaveLength(12);
  expect((await call('GET', '/suppressions/export?reason=bounce')).body).toBe(`${head}\n`);
});

test('an Idempotency-Key repeats the answer of an import', async () => {
  const { upload } = await fresh();
  const headers = { 'idempotency-key': 'file-1' };
  const first = await upload('email\nana@example.com', '', headers);
  const again = await upload('email\nana@example.com', '', headers);
  expect(again.body).toEqual(first.body);
  expect((await upload('email\nben@example.com', '', headers)).status).toBe(422);
});

test('P45: an erased address stands in the export without its name', async () => {
  const { call, contact } = await fresh();
  const { id } = (await contact({ email: 'gone@example.com' })).body;
  await call('DELETE', `/contacts/${id}`);
  const { body } = await call('GET', '/suppressions/export');
  expect(body).toMatch(/^email,reason,createdAt\n,manual,\d{4}-/);
});

test('P25: with a reason of its own the person is unsubscribed, by one or by the file', async () => {
  const { call, contact, upload } = await fresh();
  for (const name of ['ana', 'ben', 'cleo', 'dan']) {
    await contact({ email: `${name}@example.com`, optIn: true, consentVersion: 'v1' });
  }
  await call('POST', '/suppressions', { email: 'ana@example.com', reason: 'unsubscribe' });
  await upload('email,reason\nben@example.com,complaint\ncleo@example.com,bounce\n');
  const { data } = (await call('GET', '/contacts')).body;
  const left = data.filter((row: { optIn: boolean }) => !row.optIn);
  expect(left.map((row: { email: string }) => row.email).sort()).toEqual([
    'ana@example.com',
    'ben@example.com',
  ]);
  expect(left.every((row: { unsubscribedAt: string | null }) => row.unsubscribedAt)).toBe(true);
  // An old consent changes nothing; a newer one ends both.
  const ana = { email: 'ana@example.com', optIn: true };
  expect((await contact({ ...ana, consentVersion: 'v1' })).body.optIn).toBe(false);
  const back = await contact({ ...ana, consentVersion: 'v2' });
  expect(back.body).toMatchObject({ optIn: true, suppressedAt: null });
});

test.each(['unsubscribe', 'complaint'])(
  'P25: deleting a suppression for %s brings nobody back, and says so',
  async (reason) => {
    const { call, contact, tenantId } = await fresh();
    const email = 'ana@example.com';
    const path = `/suppressions/${encodeURIComponent(email)}`;
    const known = (await contact({ email, optIn: true, consentVersion: 'v1' })).body;
    await call('POST', '/suppressions', { email, reason });
    const { body } = await call('DELETE', path);
    expect(body).toMatchObject({ deleted: true, reason, contact: { id: known.id, optIn: false } });
    expect(body.message).toContain('only a new consent brings it back');
    expect((await contact({ email, optIn: true })).body.optIn).toBe(false);
    expect((await contact({ email, optIn: true, consentVersion: 'v2' })).body.optIn).toBe(true);
    // Suppressed by others (the engine, a complaint) while opted in: the deletion opts out.
    await inTenant(db, tenantId, (tx) => suppress(tx, tenantId, key, email, reason as 'complaint'));
    expect((await call('DELETE', path)).body.contact).toEqual({ id: known.id, optIn: false });
    // Without a contact one is made that remembers it, so that no import brings the person back.
    const stranger = { email: 'stranger@example.com' };
    await call('POST', '/suppressions', { ...stranger, reason });
    const made = (await call('DELETE', '/suppressions/stranger%40example.com')).body;
    expect(made.contact.optIn).toBe(false);
    const rows = { contacts: [{ ...stranger, optIn: true }] };
    await call('POST', '/contacts/bulk', rows);
    expect((await call('GET', `/contacts/${made.contact.id}`)).body.optIn).toBe(false);
  },
);

test('P25: an erased person comes back with a recorded consent only', async () => {
  const { call, contact } = await fresh();
  const email = 'ana@example.com';
  const { id } = (await contact({ email, optIn: true, consentVersion: 'v1' })).body;
  await call('DELETE', `/contacts/${id}`);
  const path = `/suppressions/${encodeURIComponent(email)}`;
  expect((await call('GET', path)).body).toMatchObject({ email: null, reason: 'manual' });
  const refused = await call('DELETE', path);
  expect([refused.status, refused.body.message]).toEqual([
    409,
    expect.stringContaining('record it (PUT /contacts'),
  ]);
  await contact({ email, optIn: true });
  expect((await call('DELETE', path)).status).toBe(409);
  await contact({ email, consentVersion: 'v2' });
  const { body } = await call('DELETE', path);
  expect(body).toMatchObject({ deleted: true, email, contact: { optIn: true } });
});
