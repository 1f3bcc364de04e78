import Type from 'typebox';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { once } from './idempotency.ts';

const db = testDatabase();
let runs = 0;
const app = testServer(db, () => [
  async (server) => {
    server.post(
      '/things',
      {
        config: { scope: 'contacts:write' },
        schema: {
          body: Type.Object(
            { name: Type.String({ maxLength: 5 }) },
            { additionalProperties: false },
          ),
          response: { 201: Type.Object({ run: Type.Integer() }) },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(201), async () => {
          runs += 1;
          return { run: runs };
        }),
    );
    server.get('/boom', { config: { public: true } }, async () => {
      throw new Error('secret detail');
    });
  },
]);

test('the door: no key, wrong key, foreign tenant, missing scope', async () => {
  const { apiKey } = await testTenant(db, ['email:read']);
  const body = { name: 'a' };
  expect((await callAs(app, null)('POST', '/things', body)).status).toBe(401);
  expect((await callAs(app, `${apiKey}x`)('POST', '/things', body)).status).toBe(401);
  const foreign = await callAs(app, apiKey)('POST', '/things', body, { 'x-tenant-id': 'other' });
  expect(foreign.status).toBe(403);
  const scopeless = await callAs(app, apiKey)('POST', '/things', body);
  expect(scopeless.status).toBe(403);
  expect(scopeless.body.message).toBe('Missing required API key scope: contacts:write');
});

test('bad input gets the problem document with each field at fault', async () => {
  const { apiKey, tenantId } = await testTenant(db);
  const call = callAs(app, apiKey);
  const tooMuch = await call(
    'POST',
    '/things',
    { name: 'toolong', x: 1 },
    { 'x-tenant-id': tenantId },
  );
  expect(tooMuch.status).toBe(400);
  expect(tooMuch.headers['content-type']).toContain('application/problem+json');
  expect(tooMuch.body).toMatchObject({
    statusCode: 400,
    status: 400,
    path: '/things',
    code: 'invalid_request',
  });
  expect(tooMuch.body.errors.map((e: { path: string }) => e.path).sort()).toEqual(['name', 'x']);
  for (const [name, body] of [
    ['malformed', '{"name":'],
    ['NUL', '{"name":"a\\u0000"}'],
    ['lone surrogate', '{"name":"\\ud800"}'],
    ['prototype', '{"__proto__":{"a":1},"name":"a"}'],
    ['empty', ''],
    ['null', 'null'],
  ]) {
    const reply = await call('POST', '/things', body);
    expect([name, reply.status]).toEqual([name, 400]);
    expect(reply.body.detail).toBeTruthy();
  }
  expect((await call('POST', '/things', 'name=a', { 'content-type': 'text/plain' })).status).toBe(
    415,
  );
  expect((await call('POST', '/things', `{"name":"${'a'.repeat(6e6)}"}`)).status).toBe(413);
  expect((await call('GET', '/%')).status).toBe(400);
  expect((await call('GET', '/nowhere')).body.code).toBe('not_found');
});

test('a bug answers 500 without its text', async () => {
  const reply = await callAs(app, null)('GET', '/boom');
  expect(reply.status).toBe(500);
  expect(JSON.stringify(reply.body)).not.toContain('secret detail');
});

test('P14: one Idempotency-Key runs once, however many ask at the same time', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const before = runs;
  const headers = { 'idempotency-key': 'k1' };
  const replies = await Promise.all(
    Array.from({ length: 100 }, () => call('POST', '/things', { name: 'a' }, headers)),
  );
  expect(runs).toBe(before + 1);
  const good = replies.filter((reply) => reply.status === 201);
  expect(good.length).toBeGreaterThan(0);
  for (const reply of replies) expect([201, 409]).toContain(reply.status);
  for (const reply of good) expect(reply.body).toEqual({ run: before + 1 });
  expect((await call('POST', '/things', { name: 'b' }, headers)).status).toBe(422);
  const tooLong = await call(
    'POST',
    '/things',
    { name: 'a' },
    { 'idempotency-key': 'k'.repeat(256) },
  );
  expect(tooLong.status).toBe(400);
  const other = await testTenant(db);
  expect((await callAs(app, other.apiKey)('POST', '/things', { name: 'b' }, headers)).status).toBe(
    201,
  );
});

test('answers carry the rate limit and security headers', async () => {
  const { apiKey } = await testTenant(db);
  const reply = await callAs(app, apiKey)('POST', '/things', { name: 'a' });
  expect(Number(reply.headers['x-ratelimit-limit'])).toBeGreaterThan(0);
  expect(Number(reply.headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000 - 5);
  expect(reply.headers['x-content-type-options']).toBe('nosniff');
});
