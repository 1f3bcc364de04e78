import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import type { Call } from '../support/server.ts';

let app: RunningApp;
let call: Call;

beforeAll(async () => {
  app = await runApp({}, 'api');
  call = caller(app.url, (await testTenant(app.db)).apiKey);
});

test('S1: POST with each reason of the contract; another is 400', async () => {
  for (const reason of ['bounce', 'complaint', 'unsubscribe', 'manual']) {
    const email = `${reason}@example.com`;
    const { status, body } = await call('POST', '/suppressions', { email, reason });
    expect([status, body]).toMatchObject([201, { email, reason }]);
  }
  const other = { email: 'x@example.com', reason: 'boredom' };
  expect((await call('POST', '/suppressions', other)).status).toBe(400);
});

test('S2: the list by limit and cursor, newest first', async () => {
  const first = (await call('GET', '/suppressions?limit=3')).body;
  const emails = (page: { data: { email: string }[] }) => page.data.map(({ email }) => email);
  expect(emails(first)).toEqual([
    'manual@example.com',
    'unsubscribe@example.com',
    'complaint@example.com',
  ]);
  const cursor = encodeURIComponent(first.meta.nextCursor);
  const second = (await call('GET', `/suppressions?limit=3&cursor=${cursor}`)).body;
  expect([emails(second), second.meta.nextCursor]).toEqual([['bounce@example.com'], null]);
});

test('S3: a contact shows that it is suppressed', async () => {
  const { body } = await call('PUT', '/contacts', { email: 'manual@example.com' });
  expect(Date.parse(body.suppressedAt)).toBeGreaterThan(0);
});

test('S4: DELETE by the URL-encoded address; what is not there is 404', async () => {
  await call('POST', '/suppressions', { email: 'a+b/c@example.com', reason: 'manual' });
  const path = `/suppressions/${encodeURIComponent('a+b/c@example.com')}`;
  const { status, body } = await call('DELETE', path);
  expect([status, body]).toMatchObject([200, { deleted: true, email: 'a+b/c@example.com' }]);
  expect((await call('DELETE', path)).status).toBe(404);
});

test('S5: by the file, in and out', async () => {
  const { apiKey } = await testTenant(app.db);
  const other = caller(app.url, apiKey);
  const csv = { 'content-type': 'text/csv' };
  const file = 'email,reason\nana@example.com,bounce\nnobody,manual\n';
  const { status, body } = await other('POST', '/suppressions/import', file, csv);
  expect([status, body]).toMatchObject([200, { created: 1, failed: 1, errors: [{ row: 3 }] }]);
  const exported = await other('GET', '/suppressions/export');
  expect(exported.body).toMatch(/^email,reason,createdAt\nana@example\.com,bounce,\S+Z\n$/);
});
