import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../../test/support/app.ts';
import { copyDatabase } from '../../test/support/database.ts';
import { signIn, testUser } from '../../test/support/people.ts';
import { isWaitedFor, pidOf } from '../../test/support/waited-for.ts';
import { inTenant } from '../db/transaction.ts';
import { setQuota } from './quota.ts';
import { setTracking } from './service.ts';

const secrets = ['one secret of thirty-two characters'];
let app: RunningApp;
let second: RunningApp;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  app = await runApp({ databaseUrl, secrets, mailFrom: 'News <news@example.com>' }, 'api');
  second = await runApp({ databaseUrl, secrets }, 'api');
});

/** A new tenant, made by a new user through the API. */
async function ownTenant() {
  const user = await testUser(app.db);
  const { call } = await signIn(app.url, user.email);
  const made = await call('POST', '/tenants', { name: 'The Weekly' });
  expect(made.status).toBe(201);
  return { user, call, id: made.body.id as string, tenant: made.body };
}

async function newKey(it: { call: RunningApp['call']; id: string }, over = {}, headers = {}) {
  const body = { name: 'Website', scopes: ['contacts:read'], ...over };
  return it.call('POST', `/tenants/${it.id}/api-keys`, body, headers);
}

test('any user makes a tenant, and is its owner', async () => {
  const { call, id, tenant } = await ownTenant();
  expect(tenant).toMatchObject({
    ...{ name: 'The Weekly', monthlyQuota: null, usedThisMonth: 0 },
    ...{ defaultLocale: null, defaultSender: null, postalAddress: null },
    tracking: { opens: false, clicks: false },
  });
  expect((await call('GET', '/tenants')).body.data).toEqual([
    { id, name: 'The Weekly', role: 'owner' },
  ]);
  expect((await call('GET', `/tenants/${id}`)).body).toEqual(tenant);
  expect((await call('GET', '/contacts')).body.data).toEqual([]);
});

test('of two changes at the same moment none undoes the other', async () => {
  const { call, id } = await ownTenant();
  const { renamed } = await inTenant(app.db, id, async (tx) => {
    await setTracking(tx, id, { trackOpens: true });
    const patched = call('PATCH', `/tenants/${id}`, { name: 'Daily' });
    const pid = await pidOf(tx);
    await eventually(
      () => isWaitedFor(app.db, pid),
      (waiting) => waiting,
    );
    return { renamed: patched };
  });
  expect((await renamed).body).toMatchObject({
    ...{ name: 'Daily', tracking: { opens: true, clicks: false } },
  });
});

test('owners change names and defaults; what is left out stays, null clears', async () => {
  const { call, id } = await ownTenant();
  const patch = (body: object) => call('PATCH', `/tenants/${id}`, body);
  const changed = await patch({
    defaultLocale: 'es',
    defaultSender: { email: 'Weekly@Example.com', name: 'The Weekly' },
    postalAddress: '1 Print Street',
  });
  expect(changed.body).toMatchObject({
    ...{ name: 'The Weekly', defaultLocale: 'es', postalAddress: '1 Print Street' },
    defaultSender: { email: 'weekly@example.com', name: 'The Weekly' },
  });
  const renamed = await patch({ name: 'Daily', postalAddress: null, defaultSender: null });
  expect(renamed.body).toMatchObject({
    ...{ name: 'Daily', defaultLocale: 'es', postalAddress: null, defaultSender: null },
  });
});

test.each([
  [{}, 400, 'body'],
  [{ name: '' }, 400, 'name'],
  [{ defaultLocale: 'xx' }, 400, 'defaultLocale'],
  [{ monthlyQuota: 5 }, 400, 'monthlyQuota'],
  [{ defaultSender: { email: 'nobody' } }, 400, 'defaultSender.email'],
  [{ defaultSender: { email: 'a@example.com', name: 'x\r\ny' } }, 400, 'defaultSender.name'],
  [{ defaultSender: { email: 'a@elsewhere.example' } }, 422, 'defaultSender.email'],
])('%j is refused', async (body, status, path) => {
  const { call, id } = await ownTenant();
  const reply = await call('PATCH', `/tenants/${id}`, body);
  expect([reply.status, reply.body.errors[0].path]).toEqual([status, path]);
});

test('P20: a key is shown once, and a repeated request shows the same one', async () => {
  const its = await ownTenant();
  const headers = { 'idempotency-key': 'first' };
  const made = await newKey(its, {}, headers);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: 'Website', mode: 'live', scopes: ['contacts:read'] });
  expect(made.body.key).toMatch(/^mc_live_\w{38}$/);
  expect((await newKey(its, {}, headers)).body).toEqual(made.body);
  const list = await its.call('GET', `/tenants/${its.id}/api-keys`);
  expect(list.body.data).toHaveLength(1);
  expect(list.body.data[0]).toMatchObject({
    lastFour: made.body.key.slice(-4),
    prefix: made.body.key.slice(0, 12),
    createdBy: its.user.email,
  });
  expect(JSON.stringify(list.body)).not.toContain(made.body.key);
  const { rows } = await sql`select reply from idempotency_keys`.execute(app.db.engine);
  expect(JSON.stringify(rows)).not.toContain(made.body.key.slice(9));
  expect((await caller(app.url, made.body.key)('GET', '/contacts')).status).toBe(200);
  const test = await newKey(its, { mode: 'test' });
  expect(test.body.key).toMatch(/^mc_test_/);
});

test('P21: a revoked key gets 401 within 5 s from every process', async () => {
  const its = await ownTenant();
  const { key, id } = (await newKey(its)).body;
  const ask = (one: RunningApp) => caller(one.url, key)('GET', '/contacts');
  for (const one of [app, second]) expect((await ask(one)).status).toBe(200);
  const revoked = await its.call('DELETE', `/tenants/${its.id}/api-keys/${id}`);
  expect([revoked.status, revoked.body]).toEqual([200, { deleted: true, id }]);
  for (const one of [app, second]) {
    await eventually(
      () => ask(one),
      ({ status }) => status === 401,
      5_000,
    );
  }
  expect((await its.call('DELETE', `/tenants/${its.id}/api-keys/${id}`)).status).toBe(404);
  expect((await its.call('GET', `/tenants/${its.id}/api-keys`)).body.data).toEqual([]);
});

test('P21: what a revoked key is listening to ends within 5 s', async () => {
  const its = await ownTenant();
  const { key, id } = (await newKey(its, { scopes: ['campaigns:read', 'campaigns:write'] })).body;
  const draft = await caller(app.url, key)('POST', '/campaigns', { name: 'May' });
  const headers = { authorization: `Bearer ${key}` };
  const stream = await fetch(`${app.url}/campaigns/${draft.body.id}/events`, { headers });
  const reader = stream.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toContain('event: progress');
  await its.call('DELETE', `/tenants/${its.id}/api-keys/${id}`);
  const revokedAt = performance.now();
  expect((await reader.read()).done).toBe(true);
  expect(performance.now() - revokedAt).toBeLessThan(5_000);
});

test('keys: unknown scopes are 400, more than 100 are 409, and another tenant’s are not there', async () => {
  const its = await ownTenant();
  expect((await newKey(its, { scopes: ['everything'] })).status).toBe(400);
  expect((await newKey(its, { scopes: [] })).status).toBe(400);
  const other = await ownTenant();
  const { id } = (await newKey(other)).body;
  expect((await its.call('DELETE', `/tenants/${its.id}/api-keys/${id}`)).status).toBe(404);
  expect((await newKey({ call: its.call, id: other.id })).status).toBe(404);
  const replies = await Promise.all(Array.from({ length: 104 }, () => newKey(its)));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(100);
  expect(replies.filter(({ status }) => status === 409)).toHaveLength(4);
});

test('the audit log says who changed what from where, and nothing that is secret or a reader’s', async () => {
  const { call, id, user } = await ownTenant();
  const { key, id: keyId } = (await newKey({ call, id }, { scopes: ['contacts:write'] })).body;
  await call('PATCH', `/tenants/${id}`, { name: 'Daily' });
  const person = {
    email: 'reader@example.com',
    externalId: 'our-number-7',
    attributes: { city: 'Vic' },
  };
  await caller(app.url, key)('PUT', '/contacts', person, { 'user-agent': 'sync/1.0' });
  await caller(app.url, key)('PUT', '/contacts', { email: 'not one' });
  await call('DELETE', `/tenants/${id}/api-keys/${keyId}`);
  const { data, meta } = (await call('GET', '/audit-log')).body;
  expect(meta).toMatchObject({ total: 5, nextCursor: null });
  const me = { actor: { type: 'user', id: user.id }, actorLabel: user.email };
  const contactId = data[1].subjectId;
  expect(data).toMatchObject([
    {
      ...{ ...me, action: 'api_key.revoke', subjectId: keyId, after: null },
      before: { name: 'Website', mode: 'live', scopes: ['contacts:write'] },
    },
    {
      ...{ actor: { type: 'api_key', id: keyId }, actorLabel: 'Website', action: 'contact.upsert' },
      ...{ userAgent: 'sync/1.0', ip: '127.0.0.1', before: null },
      after: { email: '(not kept)', externalId: '(not kept)', attributes: '(not kept)' },
    },
    {
      ...{ ...me, action: 'tenant.update', subjectId: id },
      ...{ before: { name: 'The Weekly' }, after: { name: 'Daily' } },
    },
    { ...me, action: 'api_key.create', after: { name: 'Website', mode: 'live' } },
    { ...me, action: 'tenant.create', after: { name: 'The Weekly' }, ip: '127.0.0.1' },
  ]);
  expect(contactId).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.stringify(data)).not.toMatch(/reader@|our-number|Vic|mc_live_\w{20}/);
});

test('the audit log is found by action, actor and time, and walked by cursor', async () => {
  const { call, id, user } = await ownTenant();
  for (let i = 0; i < 5; i += 1) await call('PATCH', `/tenants/${id}`, { name: `Name ${i}` });
  const names = (body: { data: { after: { name: string } }[] }) =>
    body.data.map(({ after }) => after.name);
  const seen: string[] = [];
  let query = '/audit-log?limit=2&action=tenant.update';
  do {
    const { body } = await call('GET', query);
    seen.push(...names(body));
    const { nextCursor } = body.meta;
    query = nextCursor && `/audit-log?limit=2&action=tenant.update&cursor=${nextCursor}`;
  } while (query);
  expect(seen).toEqual(['Name 4', 'Name 3', 'Name 2', 'Name 1', 'Name 0']);
  const total = async (filter: string) =>
    (await call('GET', `/audit-log?${filter}`)).body.meta.total;
  expect([await total('action=tenant'), await total('action=campaign')]).toEqual([6, 0]);
  expect(await total(`actor=${user.id}`)).toBe(6);
  expect(await total(`actor=${randomUUID()}`)).toBe(0);
  expect(await total('since=2020-01-01T00:00:00Z&until=2999-01-01T00:00:00Z')).toBe(6);
  expect(await total('until=2020-01-01T00:00:00Z')).toBe(0);
  for (const wrong of ['actor=me', 'since=yesterday', 'cursor=x', 'limit=101', 'who=me']) {
    expect([wrong, (await call('GET', `/audit-log?${wrong}`)).status]).toEqual([wrong, 400]);
  }
});

test('the quota that the operator set is shown, and is not the owner’s to change', async () => {
  const { call, id } = await ownTenant();
  await app.db.engine.transaction().execute((tx) => setQuota(tx, id, 1_000));
  expect((await call('GET', `/tenants/${id}`)).body).toMatchObject({
    ...{ monthlyQuota: 1_000, usedThisMonth: 0 },
  });
});
