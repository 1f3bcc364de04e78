import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { inTenant } from '../db/transaction.ts';
import { newId } from '../lib/ids.ts';
import { createSealer } from '../lib/seal.ts';
import { webhookRoutes } from './routes.ts';

const db = testDatabase();
const sealer = createSealer(['test secret of at least 32 characters']);
const app = testServer(db, () => [
  webhookRoutes({ db, sealer, allowPrivateHosts: false, version: '9.9' }),
]);
const loose = testServer(db, () => [
  webhookRoutes({ db, sealer, allowPrivateHosts: true, version: '9.9' }),
]);
const body = { url: 'https://hooks.example.com/a?b=c', events: ['email.sent'] };

test('an endpoint is made, listed without its secret, toggled and deleted', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const made = await call('POST', '/webhooks/endpoints', body);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ ...body, enabled: true });
  const { secret, ...endpoint } = made.body;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect((await call('GET', '/webhooks/endpoints')).body).toEqual({ data: [endpoint] });
  const path = `/webhooks/endpoints/${endpoint.id}`;
  expect((await call('PATCH', `${path}/toggle`)).body.enabled).toBe(false);
  expect((await call('PATCH', `${path}/toggle`, {})).body.enabled).toBe(true);
  expect((await call('PATCH', `${path}/toggle`, { enabled: true })).body.enabled).toBe(true);
  expect((await call('GET', `${path}/deliveries`)).body).toEqual({
    data: [],
    meta: { limit: 20, nextCursor: null },
  });
  expect((await call('DELETE', path)).body).toEqual({ deleted: true, id: endpoint.id });
  expect((await call('DELETE', path)).status).toBe(404);
});

test('P20: no table holds a secret in clear, also not for its Idempotency-Key', async () => {
  const { apiKey, tenantId } = await testTenant(db);
  const call = callAs(app, apiKey);
  const own = { ...body, secret: 'my-own-secret-of-32-characters!!' };
  const headers = { 'idempotency-key': 'once' };
  const made = await call('POST', '/webhooks/endpoints', own, headers);
  expect(made.body.secret).toBe(own.secret);
  const again = await call('POST', '/webhooks/endpoints', own, headers);
  expect(again.status).toBe(201);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(again.body).toEqual(made.body);
  const { rows } = await inTenant(db, tenantId, (tx) =>
    sql`select e::text, i::text from webhook_endpoints e, idempotency_keys i`.execute(tx),
  );
  expect(rows).toHaveLength(1);
  const dump = JSON.stringify(rows);
  for (const form of ['utf8', 'hex', 'base64'] as const) {
    expect(dump).not.toContain(Buffer.from(own.secret).toString(form));
  }
});

test('P29: URLs that are not public HTTPS are refused', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  for (const url of [
    ...['http://hooks.example.com', 'ftp://hooks.example.com', 'hooks.example.com', '', 'https://'],
    ...['https://user:pass@hooks.example.com', 'https://user@hooks.example.com'],
    ...['https://localhost', 'https://localhost.', 'https://db', 'https://x.internal'],
    ...['https://127.0.0.1', 'https://127.1', 'https://2130706433', 'https://0x7f000001'],
    ...['https://017700000001', 'https://0x7f.0.0.1', 'https://127.0.0.1.', 'https://[::1]'],
    ...['https://[::ffff:127.0.0.1]', 'https://[::ffff:a00:1]', 'https://[64:ff9b::7f00:1]'],
    ...['https://[fe80::1]', 'https://[fd00::1]', 'https://[2002:7f00:1::]', 'https://[::]'],
    ...['https://10.0.0.1', 'https://169.254.169.254/latest', 'https://①②⑦.0.0.1'],
    ...['https://192.168.0.1', 'https://172.16.0.1', 'https://100.64.0.1', 'https://0.0.0.0'],
    ...['https://hooks.example.com/a b', 'https://hooks.exam\nple.com', ' https://example.com'],
    ...['javascript:alert(1)', 'https://example.com:99999', `https://e.com/${'a'.repeat(2_048)}`],
  ]) {
    const reply = await call('POST', '/webhooks/endpoints', { ...body, url });
    expect([url, reply.status]).toEqual([url, 400]);
    expect(reply.body.errors[0].path).toBe('url');
  }
  const local = await callAs(loose, apiKey)('POST', '/webhooks/endpoints', {
    ...body,
    url: 'http://127.0.0.1:9/',
  });
  expect(local.status).toBe(201);
});

test('bad input is a problem, never a 500', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  for (const wrong of [
    {},
    [],
    { ...body, extra: 1 },
    { ...body, url: 7 },
    { ...body, events: [] },
    { ...body, events: ['email.sent', 'email.sent'] },
    { ...body, events: Array.from({ length: 21 }, (_, i) => `e${i}`) },
    { ...body, events: [7] },
    { ...body, events: 'email.sent' },
    { ...body, secret: 'short' },
    { ...body, secret: 'a'.repeat(257) },
    { ...body, secret: 'with a space, which nobody can see ' },
    { ...body, secret: 'ü'.repeat(32) },
    { ...body, secret: null },
  ]) {
    const reply = await call('POST', '/webhooks/endpoints', wrong);
    expect([wrong, reply.status]).toEqual([wrong, 400]);
    expect(reply.body.errors.length).toBeGreaterThan(0);
  }
  const events = ['email.sent', 'email.lost', 'pigeon'];
  const unknown = await call('POST', '/webhooks/endpoints', { ...body, events });
  expect(unknown.status).toBe(400);
  expect(unknown.body.message).toContain('unknown event types email.lost, pigeon');
  const { id } = (await call('POST', '/webhooks/endpoints', body)).body;
  for (const query of ['limit=0', 'limit=101', 'limit=many']) {
    expect((await call('GET', `/webhooks/endpoints/${id}/deliveries?${query}`)).status).toBe(400);
  }
  for (const toggle of [{ enabled: 'yes' }, { on: true }, []]) {
    expect((await call('PATCH', `/webhooks/endpoints/${id}/toggle`, toggle)).status).toBe(400);
  }
});

test("P17: another tenant's endpoint, garbage and what isn't there are the same 404", async () => {
  const ours = await testTenant(db);
  const { id } = (await callAs(app, ours.apiKey)('POST', '/webhooks/endpoints', body)).body;
  const theirs = callAs(app, (await testTenant(db)).apiKey);
  expect((await theirs('GET', '/webhooks/endpoints')).body.data).toEqual([]);
  for (const wrong of [id, newId(), 'garbage', '%25', ours.tenantId]) {
    for (const [method, rest] of [
      ['PATCH', '/toggle'],
      ['GET', '/deliveries'],
      ['DELETE', ''],
    ] as const) {
      const reply = await theirs(method, `/webhooks/endpoints/${wrong}${rest}`);
      expect([method, wrong, reply.status]).toEqual([method, wrong, 404]);
      expect(reply.body.message).toBe('Webhook endpoint not found');
    }
  }
  expect((await callAs(app, ours.apiKey)('GET', '/webhooks/endpoints')).body.data).toHaveLength(1);
  const scopeless = callAs(app, (await testTenant(db, ['email:read'])).apiKey);
  expect((await scopeless('GET', '/webhooks/endpoints')).status).toBe(403);
});

test('a tenant has at most 50 endpoints, also when they are added at once', async () => {
  const { apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const replies = await Promise.all(
    Array.from({ length: 55 }, () => call('POST', '/webhooks/endpoints', body)),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(50);
  const refused = replies.find(({ status }) => status !== 201)!;
  expect(refused.status).toBe(409);
  expect(refused.body.message).toContain('50 webhook endpoints');
});
