import { TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { PASSWORD, signIn, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';

let app: RunningApp;
let nobody: Call;

beforeAll(async () => {
  app = await runApp({}, 'api');
  nobody = caller(app.url, null);
});

test('I1: login answers an access token of 15 minutes and a refresh token that is rotated', async () => {
  const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'owner' });
  const { status, body } = await nobody('POST', '/auth/login', { email, password: PASSWORD });
  expect([status, body.expiresIn]).toEqual([200, 900]);
  const { refreshToken } = body;
  const next = await nobody('POST', '/auth/refresh', { refreshToken });
  expect(Object.keys(next.body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken']);
  expect((await nobody('POST', '/auth/refresh', { refreshToken })).status).toBe(401);
});

test('I2: the access token is a bearer credential beside X-Tenant-Id', async () => {
  const other = await testTenant(app.db);
  const { tenantId } = app.tenant;
  const { email } = await testUser(app.db, { [tenantId]: 'viewer' });
  const { call } = await signIn(app.url, email);
  const ask = async (tenant: string) =>
    (await call('GET', '/contacts', undefined, { 'x-tenant-id': tenant })).status;
  expect(await ask(tenantId)).toBe(200);
  expect(await ask(other.tenantId)).toBe(403);
  const logout = await call('POST', '/auth/logout');
  expect([logout.status, logout.body]).toEqual([200, { loggedOut: true }]);
  expect(await ask(tenantId)).toBe(401);
});

test('I3: TOTP: enable, then a login is a challenge that verify-2fa completes', async () => {
  const { email } = await testUser(app.db);
  const { call } = await signIn(app.url, email);
  const { secret } = (await call('POST', '/auth/2fa/enable')).body;
  const totpCode = new TOTP({ secret }).generate();
  const { recoveryCodes } = (await call('POST', '/auth/2fa/confirm', { totpCode })).body;
  const login = { email, password: PASSWORD };
  expect((await nobody('POST', '/auth/login', login)).body).toEqual({ twoFactorRequired: true });
  const url = '/auth/login/verify-2fa';
  expect((await nobody('POST', url, { ...login, totpCode })).status).toBe(401);
  const opened = await nobody('POST', url, { ...login, totpCode: recoveryCodes[0] });
  expect([opened.status, opened.body.accessToken]).toEqual([200, expect.any(String)]);
});

test('I4: login routes: 15 requests in 15 minutes, then 429 with Retry-After', async () => {
  const { email } = await testUser(app.db);
  const login = { email, password: PASSWORD };
  const statuses = new Set<number>();
  for (let i = 0; i < 15; i += 1) {
    statuses.add((await nobody('POST', '/auth/login', login)).status);
  }
  expect([...statuses]).toEqual([200]);
  const { status, headers } = await nobody('POST', '/auth/login', login);
  expect([status, Number(headers['retry-after']) > 0]).toEqual([429, true]);
});

test('I5: GET /tenants lists the user’s tenants', async () => {
  const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'editor' });
  const { call } = await signIn(app.url, email);
  const { body } = await call('GET', '/tenants');
  expect(body.data).toEqual([{ id: app.tenant.tenantId, name: 'Test', role: 'editor' }]);
});

test('I6: members: list, add, change, remove; the sole owner stays', async () => {
  const { tenantId } = await testTenant(app.db);
  const owner = await testUser(app.db, { [tenantId]: 'owner' });
  const member = await testUser(app.db, { [tenantId]: 'viewer' });
  const { call } = await signIn(app.url, owner.email);
  const url = `/tenants/${tenantId}/members`;
  const added = await call('POST', url, { email: 'new-one@example.com', role: 'viewer' });
  expect([added.status, added.body.role]).toEqual([201, 'viewer']);
  expect((await call('GET', url)).body.data).toHaveLength(2);
  const changed = await call('PATCH', `${url}/${member.id}`, { role: 'editor' });
  expect(changed.body.role).toBe('editor');
  expect((await call('DELETE', `${url}/${owner.id}`)).status).toBe(409);
  expect((await call('DELETE', `${url}/${member.id}`)).body).toEqual({
    deleted: true,
    id: member.id,
  });
});
