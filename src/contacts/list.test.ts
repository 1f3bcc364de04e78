import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../test/support/known.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import { contactRoutes } from './routes.ts';

const db = testDatabase();
const app = testServer(db, () => [
  contactRoutes({
    db,
    known: NOTHING_KNOWN,
    suppressionKey: Buffer.alloc(32, 7),
    forget: [],
    liftUnsubscribe: async () => {},
  }),
]);

async function tenant(): Promise<Call> {
  return callAs(app, (await testTenant(db)).apiKey);
}

function fill(call: Call, count: number, from = 0) {
  const contacts = Array.from({ length: count }, (_, index) => ({
    email: `p${from + index}@example.com`,
  }));
  return call('POST', '/contacts/bulk', { contacts });
}

test('pages have a total; an empty list has none', async () => {
  const call = await tenant();
  const empty = await call('GET', '/contacts');
  expect(empty.body).toEqual({
    data: [],
    meta: { page: 1, limit: 20, total: 0, totalPages: 0, nextCursor: null },
  });
  await fill(call, 45);
  const pages = await Promise.all(
    [1, 2, 3, 4].map((page) => call('GET', `/contacts?page=${page}`)),
  );
  expect(pages.map(({ body }) => body.data.length)).toEqual([20, 20, 5, 0]);
  expect(pages[0]?.body.meta).toMatchObject({ page: 1, total: 45, totalPages: 3 });
  expect(pages[2]?.body.meta.nextCursor).toBeNull();
  const uncounted = await call('GET', '/contacts?counted=false&q=P4@EXAMPLE');
  expect(uncounted.body.data).toMatchObject([{ email: 'p4@example.com' }]);
  expect(uncounted.body.meta).toEqual({ limit: 20, nextCursor: null });
  const ids = pages.flatMap(({ body }) => body.data.map((row: { id: string }) => row.id));
  expect(new Set(ids).size).toBe(45);
  expect(ids).toEqual(ids.toSorted().reverse());
});

test('a cursor walk meets every contact once while others are added', async () => {
  const call = await tenant();
  await fill(call, 230);
  const seen: string[] = [];
  let cursor = '';
  for (let step = 0; step < 20; step += 1) {
    const { body } = await call('GET', `/contacts?limit=23${cursor}`);
    seen.push(...body.data.map((row: { email: string }) => row.email));
    if (body.meta.nextCursor === null) break;
    cursor = `&cursor=${body.meta.nextCursor}`;
    await fill(call, 10, 1_000 + step * 10);
  }
  expect(seen).toHaveLength(230);
  expect(new Set(seen).size).toBe(230);
});

test('filters, alone and together', async () => {
  const call = await tenant();
  await call('POST', '/contacts/bulk', {
    contacts: [
      { email: 'ana@example.com', externalId: 'A_100%', locale: 'en', projectId: 'one' },
      { email: 'ben@example.com', externalId: 'a1000', locale: 'en', optIn: false },
      { email: 'eva\u{fc}@example.com', locale: 'es', projectId: 'one' },
    ],
  });
  const found = async (query: string) => {
    const { status, body } = await call('GET', `/contacts?${query}`);
    expect([query, status]).toEqual([query, 200]);
    expect(body.meta.total).toBe(body.data.length);
    return body.data.map((row: { email: string }) => row.email.slice(0, 3)).sort();
  };
  expect(await found('locale=en')).toEqual(['ana', 'ben']);
  expect(await found('optIn=true')).toEqual(['ana', 'eva']);
  expect(await found('optIn=false')).toEqual(['ben']);
  expect(await found('projectId=one&locale=es')).toEqual(['eva']);
  expect(await found('q=EXAMPLE')).toEqual(['ana', 'ben', 'eva']);
  expect(await found('q=A_1')).toEqual(['ana']);
  expect(await found('q=100%25')).toEqual(['ana']);
  expect(await found(`q=${encodeURIComponent('\\')}`)).toEqual([]);
  expect(await found(`q=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
  const { body: ana } = await call('PUT', '/contacts', { email: 'ana@example.com', source: 'x' });
  expect(await found(`updatedSince=${ana.updatedAt}`)).toEqual(['ana']);
  expect(await found('updatedSince=2001-01-01T00:00:00%2B02:00')).toHaveLength(3);
  expect(await found('updatedSince=2999-01-01T00:00:00Z')).toEqual([]);
});

test('bad queries are refused', async () => {
  const call = await tenant();
  await fill(call, 30);
  const { body } = await call('GET', '/contacts');
  for (const query of [
    'limit=0',
    'limit=501',
    'limit=x',
    'page=0',
    'page=1000001',
    'page=1.5',
    'locale=xx',
    'locale=',
    'optIn=maybe',
    'updatedSince=yesterday',
    'updatedSince=2026-02-30T00:00:00Z',
    'updatedSince=2016-12-31T23:59:60Z',
    'q=',
    'q=%00',
    `q=${'x'.repeat(255)}`,
    'unknown=1',
    'cursor=',
    'cursor=x',
    `cursor=${body.meta.nextCursor}A`,
    `cursor=${body.data[0].id}`,
    'cursor=AAAAAAAAAAAAAAAAAAAAA*',
    'limit=1&limit=2',
  ]) {
    const reply = await call('GET', `/contacts?${query}`);
    expect([query, reply.status]).toEqual([query, 400]);
    expect(reply.body.errors.length).toBeGreaterThan(0);
  }
  expect((await call('GET', '/contacts?limit=500')).body.data).toHaveLength(30);
});
