import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { deleteOldAnswers } from '../../src/http/idempotency.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, people } from '../support/newsletter.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

test('L1: so many requests a minute per client, told in headers; beyond them 429', async () => {
  const small = await runApp({ rateLimitPerMinute: 5 }, 'api');
  for (let left = 4; left >= 0; left -= 1) {
    const { status, headers } = await small.call('GET', '/contacts');
    expect([status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]).toEqual([
      ...[200, '5', `${left}`],
    ]);
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1_000 - 2);
    expect(Number(headers['x-ratelimit-reset'])).toBeLessThan(Date.now() / 1_000 + 62);
  }
  const { status, headers, body } = await small.call('GET', '/contacts');
  expect([status, body.code, body.statusCode]).toEqual([429, 'rate_limited', 429]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  // Per client: another key is another one.
  const other = await testTenant(small.db);
  expect((await caller(small.url, other.apiKey)('GET', '/contacts')).status).toBe(200);
  // Made-up credentials are no clients, but one address that guesses.
  for (let i = 0; i < 5; i += 1) {
    expect((await caller(small.url, `made-up-${i}`)('GET', '/contacts')).status).toBe(401);
  }
  const guessed = await caller(small.url, 'made-up-6')('GET', '/contacts');
  expect([guessed.status, guessed.body.code]).toEqual([429, 'rate_limited']);
  expect(Number(guessed.headers['retry-after'])).toBeGreaterThan(0);
});

test('L2: pages: data and meta; at most 500 contacts, 100 of anything else', async () => {
  const { call } = app;
  const empty = await call('GET', '/contacts');
  expect(empty.body).toMatchObject({
    data: [],
    meta: { page: 1, limit: 20, total: 0, totalPages: 0 },
  });
  await importPeople(call, people(45));
  const { body } = await call('GET', '/contacts?page=3&limit=20');
  expect(body.data).toHaveLength(5);
  expect(body.meta).toMatchObject({ page: 3, limit: 20, total: 45, totalPages: 3 });
  expect((await call('GET', '/contacts?limit=500')).body.data).toHaveLength(45);
  expect((await call('GET', '/contacts?limit=501')).status).toBe(400);
  for (const list of ['/campaigns', '/templates', '/suppressions', '/library']) {
    expect([list, (await call('GET', `${list}?limit=100`)).status]).toEqual([list, 200]);
    expect([list, (await call('GET', `${list}?limit=101`)).status]).toEqual([list, 400]);
  }
});

test('L3: by cursor: meta.nextCursor leads to the next page, and is null at the end', async () => {
  const { call } = app;
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await call('GET', `/contacts?limit=20${query}`);
    seen.push(...body.data.map((contact: { id: string }) => contact.id));
    cursor = body.meta.nextCursor;
  } while (cursor !== null);
  expect([seen.length, new Set(seen).size]).toEqual([45, 45]);
});

test('L4: an Idempotency-Key: the stored answer, 422 for another body, per tenant', async () => {
  const key = { 'idempotency-key': 'k'.repeat(255) };
  const first = await app.call('POST', '/campaigns', { name: 'Once' }, key);
  const again = await app.call('POST', '/campaigns', { name: 'Once' }, key);
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  expect((await app.call('POST', '/campaigns', { name: 'Twice' }, key)).status).toBe(422);
  const other = caller(app.url, (await testTenant(app.db)).apiKey);
  const theirs = await other('POST', '/campaigns', { name: 'Twice' }, key);
  expect(theirs.status).toBe(201);
  const long = { 'idempotency-key': 'k'.repeat(256) };
  expect((await app.call('POST', '/campaigns', { name: 'Once' }, long)).status).toBe(400);
});

test('L5 (P14): a hundred at once with one key: one campaign, and 201 with it or 409', async () => {
  const key = { 'idempotency-key': 'a hundred' };
  const before = (await app.call('GET', '/campaigns')).body.meta.total;
  const replies = await Promise.all(
    Array.from({ length: 100 }, () => app.call('POST', '/campaigns', { name: 'One' }, key)),
  );
  const made = replies.filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThan(0);
  expect(new Set(made.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const others = replies.filter(({ status }) => status !== 201);
  expect(others.filter(({ body }) => body.code !== 'idempotency_running')).toEqual([]);
  expect((await app.call('GET', '/campaigns')).body.meta.total).toBe(before + 1);
});

test('L6: answers are kept for 24 hours', async () => {
  const key = { 'idempotency-key': 'for a day' };
  const { tenantId } = app.tenant;
  const first = await app.call('POST', '/campaigns', { name: 'A day' }, key);
  const age = (hours: number) =>
    sql`update idempotency_keys set created_at = now() - make_interval(hours => ${hours})
        where tenant_id = ${tenantId} and key = 'for a day'`.execute(app.db.engine);
  await age(23);
  await deleteOldAnswers(app.db.engine);
  const kept = await app.call('POST', '/campaigns', { name: 'A day' }, key);
  expect(kept.body).toEqual(first.body);
  await age(25);
  await deleteOldAnswers(app.db.engine);
  const anew = await app.call('POST', '/campaigns', { name: 'A day' }, key);
  expect(anew.body.id).not.toBe(first.body.id);
});

test('L7 (P43): too much of anything is refused, and never a 5xx', async () => {
  const { call } = app;
  const refused = async (...ask: Parameters<typeof call>) => (await call(...ask)).status;
  const rows = (count: number) => ({ contacts: Array(count).fill({ email: 'a@example.com' }) });
  expect(await refused('POST', '/contacts/bulk', rows(1_001))).toBe(400);
  expect(await refused('POST', '/contacts/bulk', rows(0))).toBe(400);
  expect(await refused('POST', '/contacts/bulk', 'x'.repeat(5 * 1024 * 1024 + 1))).toBe(413);
  const huge = 'x'.repeat(17 * 1024);
  const { status, headers, body } = await call('GET', '/contacts', undefined, { 'x-huge': huge });
  expect([status, body.statusCode]).toEqual([431, 431]);
  expect(headers['content-type']).toContain('application/problem+json');
  expect(await refused('GET', `/contacts?q=${huge}`)).toBe(431);
  const html = { name: 'Large', subject: 'x', htmlBody: 'x'.repeat(1_000_001) };
  expect(await refused('POST', '/templates', html)).toBe(422);
});
