import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { PASSWORD, signIn, testUser } from '../../test/support/people.ts';
import type { Call } from '../../test/support/server.ts';

let app: RunningApp;
let nobody: Call;

beforeAll(async () => {
  app = await runApp({}, 'api');
  nobody = caller(app.url, null);
});

const json = { 'content-type': 'application/json' };

test('login answers both tokens, the user and the tenants with roles', async () => {
  const other = await testTenant(app.db);
  const roles = { [app.tenant.tenantId]: 'owner', [other.tenantId]: 'viewer' } as const;
  const user = await testUser(app.db, roles);
  const { status, body, headers } = await nobody('POST', '/auth/login', {
    email: user.email.toUpperCase(),
    password: PASSWORD,
  });
  expect([status, body]).toEqual([
    200,
    {
      twoFactorRequired: false,
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.stringMatching(/^prr_/),
      expiresIn: 900,
      user: expect.objectContaining({ id: user.id, email: user.email, twoFactorEnabled: false }),
      tenants: expect.arrayContaining([
        { id: app.tenant.tenantId, name: 'Test', role: 'owner' },
        { id: other.tenantId, name: 'Test', role: 'viewer' },
      ]),
    },
  ]);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['set-cookie']).toBeUndefined();
  const mine = await caller(app.url, body.accessToken)('GET', '/tenants');
  expect(mine.body.data).toEqual(body.tenants);
});

test('P21: a session that was logged out gets 401 at once; everywhere ends the others too', async () => {
  const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'owner' });
  const [one, two, three] = [
    await signIn(app.url, email),
    await signIn(app.url, email),
    await signIn(app.url, email),
  ];
  expect((await one.call('POST', '/auth/logout')).body).toEqual({ loggedOut: true });
  expect((await one.call('GET', '/auth/me')).status).toBe(401);
  expect((await two.call('GET', '/auth/me')).status).toBe(200);
  await two.call('POST', '/auth/logout', { everywhere: true });
  for (const { call, refreshToken } of [two, three]) {
    expect((await call('GET', '/contacts')).status).toBe(401);
    expect((await nobody('POST', '/auth/refresh', { refreshToken })).status).toBe(401);
  }
});

test('a refresh token works once; used again it ends the whole family', async () => {
  const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'owner' });
  const first = await signIn(app.url, email);
  const apart = await signIn(app.url, email);
  const second = await nobody('POST', '/auth/refresh', { refreshToken: first.refreshToken });
  expect(second.status).toBe(200);
  expect(second.body.refreshToken).not.toBe(first.refreshToken);
  const call = caller(app.url, second.body.accessToken);
  expect((await call('GET', '/auth/me')).status).toBe(200);

  const reused = await nobody('POST', '/auth/refresh', { refreshToken: first.refreshToken });
  expect([reused.status, reused.body.code]).toEqual([401, 'unauthorized']);
  expect((await call('GET', '/auth/me')).status).toBe(401);
  const third = await nobody('POST', '/auth/refresh', { refreshToken: second.body.refreshToken });
  expect(third.status).toBe(401);
  expect((await apart.call('GET', '/auth/me')).status).toBe(200);
});

test('of twenty refreshes with one token at once, one is answered', async () => {
  const { email } = await testUser(app.db);
  const { refreshToken } = await signIn(app.url, email);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => nobody('POST', '/auth/refresh', { refreshToken })),
  );
  const statuses = replies.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
});

test('an expired session is none', async () => {
  const user = await testUser(app.db);
  const { call, refreshToken } = await signIn(app.url, user.email);
  await sql`update sessions set expires_at = now() where user_id = ${user.id}`.execute(
    app.db.engine,
  );
  expect((await call('GET', '/auth/me')).status).toBe(401);
  expect((await nobody('POST', '/auth/refresh', { refreshToken })).status).toBe(401);
});

test('tokens that we did not sign, or for something else, are refused', async () => {
  const user = await testUser(app.db);
  const { accessToken } = await signIn(app.url, user.email);
  const [head, claims, signature] = accessToken.split('.') as [string, string, string];
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect(read).toMatchObject({ iss: 'pressrun', aud: 'pressrun-api', sub: user.id });
  expect(read.exp - read.iat).toBe(900);
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
  const foreign = await new SignJWT(read)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .sign(new Uint8Array(32));
  const later = Buffer.from(JSON.stringify({ ...read, exp: read.exp + 9_000 }));
  for (const forged of [
    `${none}.${claims}.`,
    `${none}.${claims}.${signature}`,
    `${head}.${later.toString('base64url')}.${signature}`,
    `${head}.${claims}.${signature.slice(0, -2)}AA`,
    foreign,
  ]) {
    expect([(await caller(app.url, forged)('GET', '/auth/me')).status, forged]).toEqual([
      401,
      forged,
    ]);
  }
});

test('of a refresh token the database has a hash only (P20)', async () => {
  const { email } = await testUser(app.db);
  const { refreshToken, accessToken } = await signIn(app.url, email);
  const { rows } = await sql<{ row: string }>`
    select to_jsonb(s)::text as row from sessions s`.execute(app.db.engine);
  const text = JSON.stringify(rows);
  expect(text).not.toContain(refreshToken);
  expect(text).not.toContain(accessToken);
});

test('the cookie: HttpOnly, SameSite=Strict, rotated, and only for pages of this origin', async () => {
  const { email } = await testUser(app.db);
  const login = { email, password: PASSWORD, cookie: true };
  const { body, headers } = await nobody('POST', '/auth/login', login);
  expect(body.refreshToken).toBeNull();
  const set = String(headers['set-cookie']);
  expect(set).toMatch(/^pressrun_refresh=prr_[\w-]+; Max-Age=2592000; Path=\/auth; HttpOnly; /);
  expect(set).toContain('SameSite=Strict');
  const cookie = set.split(';', 1)[0]!;

  const refused: Record<string, string>[] = [
    { cookie },
    { cookie, 'content-type': 'text/plain' },
    { cookie, ...json, origin: 'https://evil.example' },
    { cookie, ...json, origin: 'null' },
    { cookie, ...json, 'sec-fetch-site': 'cross-site' },
    { cookie, ...json, 'sec-fetch-site': 'same-site' },
  ];
  for (const sent of refused) {
    const { status } = await nobody('POST', '/auth/refresh', undefined, sent);
    expect([sent, [403, 415].includes(status)]).toEqual([sent, true]);
  }
  const next = await nobody('POST', '/auth/refresh', '', { cookie, ...json, origin: app.url });
  expect([next.status, next.body.refreshToken]).toEqual([200, null]);
  expect(String(next.headers['set-cookie']).split(';', 1)[0]).not.toBe(cookie);
  const out = await caller(app.url, next.body.accessToken)('POST', '/auth/logout');
  expect(String(out.headers['set-cookie'])).toMatch(
    /^pressrun_refresh=; .*Expires=Thu, 01 Jan 1970/,
  );
});

test('over https the cookie is Secure', async () => {
  const secure = await runApp({ publicUrl: 'https://news.example.com', publicUrlSet: true }, 'api');
  const { email } = await testUser(secure.db);
  const login = { email, password: PASSWORD, cookie: true };
  const { headers } = await caller(secure.url, null)('POST', '/auth/login', login);
  expect(String(headers['set-cookie'])).toContain('; Secure');
});

test('which tenant: the one named, or the only one; else 400, or 403 for a foreign one', async () => {
  const other = await testTenant(app.db);
  const { tenantId } = app.tenant;
  const one = await signIn(app.url, (await testUser(app.db, { [tenantId]: 'viewer' })).email);
  const roles = { [tenantId]: 'viewer', [other.tenantId]: 'viewer' } as const;
  const two = await signIn(app.url, (await testUser(app.db, roles)).email);
  const none = await signIn(app.url, (await testUser(app.db)).email);
  const ask = async ({ call }: { call: Call }, tenant?: string) => {
    const headers: Record<string, string> = tenant === undefined ? {} : { 'x-tenant-id': tenant };
    return (await call('GET', '/contacts', undefined, headers)).status;
  };
  expect(await ask(one)).toBe(200);
  expect(await ask(one, tenantId)).toBe(200);
  expect(await ask(one, tenantId.toUpperCase())).toBe(200);
  expect(await ask(one, other.tenantId)).toBe(403);
  expect(await ask(one, 'garbage')).toBe(403);
  expect(await ask(two)).toBe(400);
  expect(await ask(two, tenantId)).toBe(200);
  expect(await ask(two, other.tenantId)).toBe(200);
  expect(await ask(none)).toBe(403);
  expect(await ask(none, tenantId)).toBe(403);
});

test('roles: a viewer reads, an editor also writes, an owner also manages webhooks', async () => {
  const { tenantId } = app.tenant;
  const asks = [
    ['GET', '/contacts', undefined, 'viewer'],
    ['PUT', '/contacts', { email: 'roles@example.com' }, 'editor'],
    ['GET', '/webhooks/endpoints', undefined, 'owner'],
  ] as const;
  const order = ['viewer', 'editor', 'owner'] as const;
  for (const role of order) {
    const { call } = await signIn(app.url, (await testUser(app.db, { [tenantId]: role })).email);
    for (const [method, url, body, needed] of asks) {
      const allowed = order.indexOf(role) >= order.indexOf(needed);
      const reply = await call(method, url, body);
      expect([role, url, reply.status]).toEqual([role, url, allowed ? 200 : 403]);
      if (!allowed) expect(reply.body.message).toMatch(/needs .* role \w+ .*; yours is \w+/);
    }
  }
});

test('an API key is no session', async () => {
  for (const url of ['/auth/me', '/tenants']) {
    const { status, body } = await app.call('GET', url);
    expect([status, body.message]).toEqual([
      403,
      'This needs the session of a user; an API key is not enough',
    ]);
  }
});
