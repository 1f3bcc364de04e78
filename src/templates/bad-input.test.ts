import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { newId } from '../lib/ids.ts';
import { templateRoutes } from './routes.ts';

const db = testDatabase();
const app = testServer(db, () => [templateRoutes({ db })]);

const BODY = { name: 'News', subject: 'Hi', htmlBody: '<p>x</p>' };

async function setUp() {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const { body } = await call('POST', '/templates', BODY);
  return { call, id: body.id as string, versionId: body.versions[0].id as string };
}

/** Every route with a body that would be right for it. */
function routesOf(id: string, versionId: string) {
  const template = `/templates/${id}`;
  const version = `${template}/versions/${versionId}`;
  return [
    ['GET', template],
    ['PATCH', template, { name: 'x' }],
    ['POST', `${template}/versions`, {}],
    ['GET', `${template}/versions`],
    ['GET', version],
    ['PATCH', version, { subject: 'x' }],
    ['POST', `${version}/publish`],
    ['POST', `${version}/unpublish`],
    ['POST', `${version}/preview`, {}],
    ['DELETE', version],
    ['DELETE', template],
  ] as const;
}

const VARIABLE = { name: 'a', type: 'string' };
const CONTENT_CASES: [string, unknown, number, string][] = [
  ['subject', '', 400, 'subject'],
  ['subject', ' ', 400, 'subject'],
  ['subject', 'a\r\nBcc: x', 400, 'subject'],
  ['subject', 'x'.repeat(999), 400, 'subject'],
  ['subject', 5, 400, 'subject'],
  ['subject', null, 400, 'subject'],
  ['subject', 'a\0', 400, 'subject'],
  ['subject', '\ud800', 400, 'subject'],
  ['htmlBody', '', 400, 'htmlBody'],
  ['htmlBody', ['x'], 400, 'htmlBody'],
  ['htmlBody', 'x'.repeat(1_000_001), 422, 'htmlBody'],
  ['htmlBody', 'é'.repeat(500_001), 422, 'htmlBody'],
  ['textBody', 'x'.repeat(1_000_001), 422, 'textBody'],
  ['textBody', {}, 400, 'textBody'],
  ['locale', 'xx', 400, 'locale'],
  ['locale', 'ES', 400, 'locale'],
  ['localeGroupId', 7, 400, 'localeGroupId'],
  ['localeGroupId', 'x'.repeat(65), 400, 'localeGroupId'],
  ['variables', {}, 400, 'variables'],
  ['variables', ['a'], 400, 'variables.0'],
  ['variables', [{ name: 'a' }], 400, 'variables.0.type'],
  ['variables', [{ ...VARIABLE, x: 1 }], 400, 'variables.0.x'],
  ['variables', [{ ...VARIABLE, type: 'date' }], 400, 'variables.0.type'],
  ['variables', [{ ...VARIABLE, name: 'a b' }], 400, 'variables.0.name'],
  ['variables', [{ ...VARIABLE, name: 'a..b' }], 400, 'variables.0.name'],
  ['variables', [{ ...VARIABLE, name: '' }], 400, 'variables.0.name'],
  ['variables', [{ ...VARIABLE, name: 'a'.repeat(129) }], 400, 'variables.0.name'],
  ['variables', [{ ...VARIABLE, fallback: 'x'.repeat(1001) }], 400, 'variables.0.fallback'],
  ['variables', [{ ...VARIABLE, fallback: 5 }], 400, 'variables.0.fallback'],
  ['variables', [{ name: 'n', type: 'number', fallback: 'x' }], 400, 'variables.0.fallback'],
  ['variables', [VARIABLE, { ...VARIABLE, type: 'url' }], 400, 'variables.1.name'],
  [
    'variables',
    Array.from({ length: 201 }, (_, i) => ({ ...VARIABLE, name: `v${i}` })),
    400,
    'variables',
  ],
  ['unknown', 1, 400, 'unknown'],
  ['status', 'PUBLISHED', 400, 'status'],
];

test('content at fault is refused with its field, where a version is written', async () => {
  const { call, id, versionId } = await setUp();
  for (const [field, value, status, path] of CONTENT_CASES) {
    const change = { [field]: value };
    for (const reply of [
      await call('POST', '/templates', { ...BODY, ...change }),
      await call('POST', `/templates/${id}/versions`, change),
      await call('PATCH', `/templates/${id}/versions/${versionId}`, change),
    ]) {
      expect([field, reply.status, reply.body.errors[0]?.path]).toEqual([field, status, path]);
      expect(reply.headers['content-type']).toContain('application/problem+json');
    }
  }
  expect((await call('GET', '/templates')).body.meta.total).toBe(1);
  expect((await call('GET', `/templates/${id}`)).body.versions).toHaveLength(1);
});

test('the limits themselves are allowed', async () => {
  const { call } = await setUp();
  const reply = await call('POST', '/templates', {
    name: 'é'.repeat(200),
    subject: 'x'.repeat(998),
    htmlBody: 'x'.repeat(1_000_000),
    textBody: 'x'.repeat(1_000_000),
    variables: Array.from({ length: 200 }, (_, i) => ({
      name: `v${i}`,
      type: 'string',
      fallback: 'x'.repeat(1000),
    })),
  });
  expect(reply.status).toBe(201);
});

test('names and slugs at fault', async () => {
  const { call, id } = await setUp();
  for (const change of [
    ...['', ' ', 'x'.repeat(201), 5, null, 'a\0'].map((name) => ({ name })),
    ...['', 'A', 'a b', '-a', 'a-', 'a--b', 'ñ', 'x'.repeat(201), 5].map((slug) => ({ slug })),
    { id: newId() },
    { subject: 5 },
  ]) {
    const patched = await call('PATCH', `/templates/${id}`, change);
    expect([change, patched.status]).toEqual([change, 400]);
    expect(patched.body.errors[0].path).toBe(Object.keys(change)[0]);
    const made = await call('POST', '/templates', { ...BODY, ...change });
    expect([change, made.status]).toEqual([change, 400]);
  }
  for (const missing of ['name', 'subject', 'htmlBody']) {
    const reply = await call('POST', '/templates', { ...BODY, [missing]: undefined });
    expect([reply.status, reply.body.errors[0].path]).toEqual([400, missing]);
  }
});

test('bodies that are none, queries and previews at fault', async () => {
  const { call, id, versionId } = await setUp();
  for (const [method, url, body] of [['POST', '/templates', BODY], ...routesOf(id, versionId)]) {
    if (body === undefined) continue;
    for (const wrong of ['[]', '"x"', 'null', '{', '{"__proto__":{"a":1}}']) {
      const reply = await call(method as 'POST', url as string, wrong);
      expect([url, wrong, reply.status]).toEqual([url, wrong, 400]);
    }
  }
  const lists = ['/templates', `/templates/${id}/versions`];
  for (const query of ['limit=101', 'limit=0', 'page=0', 'page=x', 'page=1000001', 'limit=1.5']) {
    for (const url of lists) {
      expect([query, (await call('GET', `${url}?${query}`)).status]).toEqual([query, 400]);
    }
  }
  expect((await call('GET', `/templates?q=${'x'.repeat(201)}`)).status).toBe(400);
  expect((await call('GET', '/templates?q=%00')).status).toBe(400);
  expect((await call('GET', '/templates?page=1000000&limit=100')).body.data).toEqual([]);
  for (const wrong of [
    { contactId: 5 },
    { contactId: '' },
    { contactId: 'x'.repeat(129) },
    { contactId: null },
    { data: [] },
    { data: 'x' },
    { data: { a: 'b\0' } },
    { x: 1 },
  ]) {
    const reply = await call('POST', `/templates/${id}/versions/${versionId}/preview`, wrong);
    expect([wrong, reply.status]).toEqual([wrong, 400]);
  }
});

test("what is not there, not yours, or another template's answers the same 404", async () => {
  const mine = await setUp();
  const theirs = await setUp();
  const { body: second } = await mine.call('POST', '/templates', BODY);
  const paths: [string, string][] = [
    [theirs.id, theirs.versionId],
    [newId(), newId()],
    ['nonsense', 'nonsense'],
    [`${mine.id}'`, "' or 1=1"],
    [mine.versionId, mine.id],
  ];
  const bodies = new Map<string, Set<string>>();
  for (const [id, versionId] of paths) {
    const routes = routesOf(encodeURIComponent(id), encodeURIComponent(versionId));
    for (const [i, [method, url, body]] of routes.entries()) {
      const reply = await mine.call(method, url, body);
      expect([method, url, reply.status]).toEqual([method, url, 404]);
      const { path: _, timestamp: __, ...same } = reply.body;
      const key = `${method} ${i}`;
      bodies.set(key, (bodies.get(key) ?? new Set()).add(JSON.stringify(same)));
    }
  }
  for (const texts of bodies.values()) expect(texts.size).toBe(1);
  for (const [method, url, body] of routesOf(second.id, mine.versionId)) {
    if (!url.includes(mine.versionId)) continue;
    expect([url, (await mine.call(method, url, body)).status]).toEqual([url, 404]);
  }
  expect((await theirs.call('GET', `/templates/${theirs.id}`)).body.versions).toHaveLength(1);
  expect((await mine.call('GET', '/templates')).body.meta.total).toBe(2);
  const upper = `/templates/${mine.id.toUpperCase()}/versions/${mine.versionId.toUpperCase()}`;
  expect((await mine.call('GET', upper)).status).toBe(200);
});

test('each route needs its scope', async () => {
  const { id, versionId } = await setUp();
  const reader = callAs(app, (await testTenant(db, ['templates:read'])).apiKey);
  const writer = callAs(app, (await testTenant(db, ['templates:write'])).apiKey);
  const all = [['GET', '/templates'], ['POST', '/templates', BODY], ...routesOf(id, versionId)];
  for (const [method, url, body] of all) {
    const reads = method === 'GET' || String(url).endsWith('/preview');
    const reply = await (reads ? writer : reader)(method as 'GET', url as string, body);
    expect([method, url, reply.status]).toEqual([method, url, 403]);
    expect(reply.body.message).toBe(
      `Missing required API key scope: templates:${reads ? 'read' : 'write'}`,
    );
    expect((await callAs(app, null)(method as 'GET', url as string, body)).status).toBe(401);
  }
});
