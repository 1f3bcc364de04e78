import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { inTenant } from '../db/transaction.ts';
import { suppressionRoutes } from './routes.ts';
import { forgetPerson, isSuppressed, liftUnsubscribe, suppress } from './service.ts';

const db = testDatabase();
const key = randomBytes(32);
const app = testServer(db, () => [suppressionRoutes({ db, suppressionKey: key })]);

test('an address is suppressed, listed and lifted in one form however it is written', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const made = await call('POST', '/suppressions', { email: ' Ana@Exämple.com' });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ email: 'ana@xn--exmple-cua.com', reason: 'manual' });
  expect(made.body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
  const again = await call('POST', '/suppressions', { email: 'ana@exämple.com' });
  expect(again.body).toEqual(made.body);
  const list = await call('GET', '/suppressions');
  expect(list.body).toEqual({ data: [made.body], meta: { limit: 20, nextCursor: null } });
  const path = `/suppressions/${encodeURIComponent('ANA@exämple.com')}`;
  const deleted = await call('DELETE', path);
  expect(deleted.body).toEqual({
    ...{ deleted: true, email: 'ana@xn--exmple-cua.com', reason: 'manual', contact: null },
    message: 'The address can get mail again.',
  });
  expect((await call('DELETE', path)).status).toBe(404);
});

test('the list is paged by cursor, newest first, without a row twice or missing', async () => {
  const { apiKey, tenantId } = await testTenant(db);
  const call = callAs(app, apiKey);
  // One transaction: all have the same time, so that the cursor's second part decides.
  await inTenant(db, tenantId, async (tx) => {
    for (let i = 0; i < 25; i++) await suppress(tx, tenantId, key, `a${i}@example.com`, 'bounce');
  });
  await call('POST', '/suppressions', { email: 'newest@example.com' });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await call('GET', `/suppressions?limit=10${from}`);
    seen.push(...body.data.map(({ email }: { email: string }) => email));
    cursor = body.meta.nextCursor;
  }
  expect(seen[0]).toBe('newest@example.com');
  expect(new Set(seen).size).toBe(26);
  expect(seen).toHaveLength(26);
});

test('an address is looked up; the list is searched by reason and by part of the address', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  for (const [email, reason] of [
    ['ana@example.com', 'bounce'],
    ['ben_x@example.com', 'complaint'],
    ['cleo@other.example', 'bounce'],
  ]) {
    await call('POST', '/suppressions', { email, reason });
  }
  const found = async (query: string) =>
    (await call('GET', `/suppressions?${query}`)).body.data.map(
      (row: { email: string }) => row.email,
    );
  expect(await found('reason=bounce')).toEqual(['cleo@other.example', 'ana@example.com']);
  expect(await found('q=EXAMPLE.com')).toEqual(['ben_x@example.com', 'ana@example.com']);
  expect(await found('q=n_x')).toEqual(['ben_x@example.com']);
  expect(await found('q=%25')).toEqual([]);
  expect(await found('reason=bounce&q=ana')).toEqual(['ana@example.com']);
  const { status, body } = await call('GET', '/suppressions/BEN_X%40example.com');
  expect([status, body]).toEqual([
    200,
    { email: 'ben_x@example.com', reason: 'complaint', createdAt: expect.any(String) },
  ]);
  expect((await call('GET', '/suppressions/nobody%40example.com')).status).toBe(404);
  expect((await call('GET', '/suppressions/garbage')).status).toBe(404);
});

test('bad input is a problem, never a 500', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  for (const body of [
    {},
    { email: 'no address' },
    { email: 7 },
    { email: 'a@b.org', reason: 'boredom' },
    { email: 'a@b.org', extra: 1 },
    { email: `${'a'.repeat(400)}@b.org` },
    [],
  ]) {
    const reply = await call('POST', '/suppressions', body);
    expect([body, reply.status]).toEqual([body, 400]);
    expect(reply.body.errors.length).toBeGreaterThan(0);
  }
  for (const query of [
    'reason=x',
    'q=',
    'limit=0',
    'limit=101',
    'limit=x',
    'cursor=',
    'cursor=AAAA',
    'cursor=%27',
  ]) {
    expect([query, (await call('GET', `/suppressions?${query}`)).status]).toEqual([query, 400]);
  }
  const huge = Buffer.from(`99999999999999999.${'f'.repeat(64)}`).toString('base64url');
  expect((await call('GET', `/suppressions?cursor=${huge}`)).status).toBe(200);
  for (const name of ['nobody@example.com', 'garbage', '%25', 'a%40b%40c']) {
    expect((await call('DELETE', `/suppressions/${name}`)).status).toBe(404);
  }
});

test('other tenants and keys without the scope have no part in it', async () => {
  const ours = await testTenant(db);
  await callAs(app, ours.apiKey)('POST', '/suppressions', { email: 'a@example.com' });
  const theirs = callAs(app, (await testTenant(db)).apiKey);
  expect((await theirs('GET', '/suppressions')).body.data).toEqual([]);
  expect((await theirs('DELETE', '/suppressions/a%40example.com')).status).toBe(404);
  const reader = callAs(app, (await testTenant(db, ['suppressions:read'])).apiKey);
  expect((await reader('GET', '/suppressions')).status).toBe(200);
  expect((await reader('POST', '/suppressions', { email: 'a@b.org' })).status).toBe(403);
  expect((await reader('DELETE', '/suppressions/a%40b.org')).status).toBe(403);
});

test('a stronger reason stays; a new consent lifts unsubscribes only', async () => {
  const { tenantId } = await testTenant(db);
  await inTenant(db, tenantId, async (tx) => {
    const reason = async (address: string, given: 'unsubscribe' | 'bounce' | 'complaint') =>
      (await suppress(tx, tenantId, key, address, given)).reason;
    expect(await reason('a@example.com', 'unsubscribe')).toBe('unsubscribe');
    expect(await reason('b@example.com', 'unsubscribe')).toBe('unsubscribe');
    expect(await reason('b@example.com', 'complaint')).toBe('complaint');
    expect(await reason('b@example.com', 'bounce')).toBe('complaint');
    await liftUnsubscribe(tx, tenantId, key, ['a@example.com', 'b@example.com', 'c@example.com']);
    expect(await isSuppressed(tx, tenantId, key, 'a@example.com')).toBe(false);
    expect(await isSuppressed(tx, tenantId, key, 'b@example.com')).toBe(true);
    await liftUnsubscribe(tx, tenantId, key, []);
  });
});

test('P45: a forgotten person stays suppressed by a hash, and no address comes back', async () => {
  const { tenantId, apiKey } = await testTenant(db);
  const known = { id: '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10', email: 'known@example.com' };
  const fresh = { id: '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b11', email: 'fresh@example.com' };
  await inTenant(db, tenantId, async (tx) => {
    await suppress(tx, tenantId, key, known.email, 'bounce');
    await forgetPerson(tx, tenantId, key, known);
    await forgetPerson(tx, tenantId, key, fresh);
    await suppress(tx, tenantId, key, known.email, 'complaint');
    const { rows } = await sql<{ address: string | null; reason: string }>`
      select address, reason from suppressions where tenant_id = ${tenantId}
      order by reason`.execute(tx);
    expect(rows).toEqual([
      { address: null, reason: 'complaint' },
      { address: null, reason: 'manual' },
    ]);
    expect(await isSuppressed(tx, tenantId, key, fresh.email)).toBe(true);
  });
  const { body } = await callAs(app, apiKey)('GET', '/suppressions');
  expect(body.data.map(({ email }: { email: null }) => email)).toEqual([null, null]);
});
