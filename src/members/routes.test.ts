import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { PASSWORD, signIn, testUser } from '../../test/support/people.ts';
import type { Call } from '../../test/support/server.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../../test/support/smtp-sink.ts';

let sink: SmtpSink;
let app: RunningApp;
let nobody: Call;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  nobody = caller(app.url, null);
  return () => sink.close();
});

let addresses = 0;
const newAddress = () => {
  addresses += 1;
  return `person${addresses}@example.com`;
};

/** A new tenant with its owner signed in. */
async function newTenant() {
  const { tenantId } = await testTenant(app.db);
  const owner = await testUser(app.db, { [tenantId]: 'owner' });
  const { call } = await signIn(app.url, owner.email);
  return { tenantId, owner, call, url: `/tenants/${tenantId}/members` };
}

type Tenant = Awaited<ReturnType<typeof newTenant>>;

const invite = async ({ call, url }: Tenant, email: string, role = 'editor') =>
  (await call('POST', url, { email, role })).body;

/** The token of the newest mail, once there are so many. */
async function tokenFor(email: string, count = 1): Promise<string> {
  const copies = await eventually(
    async () => sink.ledger.copiesOf(email),
    (found) => found.length >= count,
  );
  const { text } = await simpleParser(copies.at(-1)!.raw!);
  return /\/app\/accept-invitation#token=(inv_[\w-]+)/.exec(text ?? '')![1]!;
}

const accept = (body: object, call: Call = nobody) =>
  call('POST', '/auth/invitations/accept', body);

test('an invitation is mailed, and whoever has no account gets one with it', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  const created = await tenant.call('POST', tenant.url, {
    email: email.toUpperCase(),
    role: 'editor',
  });
  expect([created.status, created.body]).toEqual([
    201,
    {
      ...{ id: expect.any(String), email, role: 'editor', invitedBy: tenant.owner.id },
      ...{ createdAt: expect.any(String), expiresAt: expect.any(String) },
      ...{ mailedAt: null, mailError: null },
    },
  ]);
  const lifetime = Date.parse(created.body.expiresAt) - Date.parse(created.body.createdAt);
  expect(lifetime).toBe(7 * 24 * 3_600_000);
  const token = await tokenFor(email);
  const invitations = `/tenants/${tenant.tenantId}/invitations`;
  await eventually(
    async () => (await tenant.call('GET', invitations)).body.data,
    ([one]) => one.mailedAt !== null,
  );

  const without = await accept({ token });
  expect([without.status, without.body.errors[0].path]).toEqual([400, 'password']);
  const accepted = await accept({ token, password: 'a password of my own', name: 'Per Son' });
  expect([accepted.status, accepted.body]).toEqual([
    200,
    {
      user: expect.objectContaining({ email, name: 'Per Son' }),
      tenant: { id: tenant.tenantId, name: 'Test', role: 'editor' },
    },
  ]);
  const { call } = await signIn(app.url, email, 'a password of my own');
  expect((await call('PUT', '/contacts', { email: 'c@example.com' })).status).toBe(200);
  const { body } = await call('GET', tenant.url);
  expect(body.data.map((member: { role: string }) => member.role)).toEqual(['owner', 'editor']);
  expect(body.meta).toEqual({ page: 1, limit: 20, total: 2, totalPages: 1 });
  expect((await tenant.call('GET', invitations)).body.data).toEqual([]);
  expect((await accept({ token, password: 'a password of my own' })).status).toBe(400);
});

test('whoever has an account accepts with their password, or signed in', async () => {
  const first = await newTenant();
  const second = await newTenant();
  const user = await testUser(app.db);
  await invite(first, user.email, 'viewer');
  const token = await tokenFor(user.email);
  const wrong = await accept({ token, password: 'a new password, chosen' });
  expect([wrong.status, wrong.body.errors[0]]).toEqual([
    400,
    { path: 'password', message: 'is wrong' },
  ]);
  expect((await accept({ token, password: PASSWORD })).status).toBe(200);

  await invite(second, user.email, 'owner');
  const other = await tokenFor(user.email, 2);
  const stranger = await signIn(app.url, (await testUser(app.db)).email);
  expect((await accept({ token: other }, stranger.call)).status).toBe(403);
  expect((await accept({ token: other }, caller(app.url, 'garbage'))).status).toBe(401);
  expect((await accept({ token: other }, app.call)).status).toBe(403);
  const { call } = await signIn(app.url, user.email);
  expect((await accept({ token: other }, call)).status).toBe(200);
  const { body } = await call('GET', '/tenants');
  expect(body.data.map(({ role }: { role: string }) => role).sort()).toEqual(['owner', 'viewer']);
});

test('wrong passwords at an invitation count like wrong logins (P22)', async () => {
  const tenant = await newTenant();
  const user = await testUser(app.db);
  await invite(tenant, user.email);
  const token = await tokenFor(user.email);
  for (let i = 0; i < 10; i += 1) {
    expect((await accept({ token, password: 'wrong' })).status).toBe(400);
  }
  expect((await accept({ token, password: PASSWORD })).status).toBe(429);
});

test('of twenty acceptances at once one makes the member', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await invite(tenant, email);
  const token = await tokenFor(email);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => accept({ token, password: 'a password of my own' })),
  );
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect([...new Set(replies.map(({ status }) => status))].sort()).toEqual([200, 400]);
  const { rows } = await sql`select id from users where email = ${email}`.execute(app.db.engine);
  expect(rows).toHaveLength(1);
});

test('resent: the new link works, the old one is dead; revoked and expired: none does', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  const { id } = await invite(tenant, email);
  const first = await tokenFor(email);
  const url = `/tenants/${tenant.tenantId}/invitations/${id}`;
  expect((await tenant.call('POST', `${url}/resend`)).status).toBe(200);
  const second = await tokenFor(email, 2);
  expect((await accept({ token: first, password: 'a password of my own' })).status).toBe(400);
  await sql`update invitations set expires_at = now() where id = ${id}`.execute(app.db.engine);
  expect((await accept({ token: second, password: 'a password of my own' })).status).toBe(400);
  await tenant.call('POST', `${url}/resend`);
  const third = await tokenFor(email, 3);
  expect((await tenant.call('DELETE', url)).body).toEqual({ deleted: true, id });
  expect((await accept({ token: third, password: 'a password of my own' })).status).toBe(400);
  expect((await tenant.call('DELETE', url)).status).toBe(404);
});

test('invited twice, or a member already: 409; an expired one may be invited anew', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  const { id } = await invite(tenant, email);
  expect((await tenant.call('POST', tenant.url, { email, role: 'viewer' })).status).toBe(409);
  const member = { email: tenant.owner.email, role: 'viewer' };
  expect((await tenant.call('POST', tenant.url, member)).status).toBe(409);
  await sql`
    update invitations set expires_at = now() - interval '1 s' where id = ${id}`.execute(
    app.db.engine,
  );
  expect((await tenant.call('POST', tenant.url, { email, role: 'viewer' })).status).toBe(201);
});

test('a mail that the relay refuses is told to whoever invited', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  sink.setScript(forRecipients([email], 'rcpt', { reply: '550 5.1.1 no such person' }));
  await invite(tenant, email);
  const [invitation] = await eventually(
    async () => (await tenant.call('GET', `/tenants/${tenant.tenantId}/invitations`)).body.data,
    ([one]) => one.mailError !== null,
  );
  sink.setScript(undefined);
  expect(invitation).toMatchObject({
    mailedAt: null,
    mailError: expect.stringContaining('no such person'),
  });
});

test('a name in the letter is text, in the header as in the HTML (P31, P34)', async () => {
  const tenant = await newTenant();
  await sql`
    update tenants set name = ${'<b>A\r\nBcc: x@example.com</b>'} where id = ${tenant.tenantId}`.execute(
    app.db.engine,
  );
  await tenant.call('PATCH', '/auth/me', { name: '<script>alert(1)</script>' });
  const email = newAddress();
  await invite(tenant, email);
  await tokenFor(email);
  const mail = await simpleParser(sink.ledger.copiesOf(email)[0]!.raw!);
  expect(mail.bcc).toBeUndefined();
  expect(mail.html).not.toContain('<script>');
  expect(mail.html).toContain('&lt;script&gt;');
});

test('P20: an invitation’s token is in its mail only', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await invite(tenant, email);
  const token = await tokenFor(email);
  const { rows } = await sql<{ text: string }>`
    select i::text as text from invitations i union all
    select k::text from idempotency_keys k`.execute(app.db.engine);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('a role counts from the next request on', async () => {
  const tenant = await newTenant();
  const member = await testUser(app.db, { [tenant.tenantId]: 'viewer' });
  const { call } = await signIn(app.url, member.email);
  const write = async () => (await call('PUT', '/contacts', { email: 'x@example.com' })).status;
  expect(await write()).toBe(403);
  const changed = await tenant.call('PATCH', `${tenant.url}/${member.id}`, { role: 'editor' });
  expect(changed.body).toMatchObject({ id: member.id, role: 'editor' });
  expect(await write()).toBe(200);
});

test('P21: a removed member gets 401, with the sessions gone', async () => {
  const tenant = await newTenant();
  const member = await testUser(app.db, { [tenant.tenantId]: 'editor' });
  const { call, refreshToken } = await signIn(app.url, member.email);
  expect((await call('GET', '/contacts')).status).toBe(200);
  const removed = await tenant.call('DELETE', `${tenant.url}/${member.id}`);
  expect(removed.body).toEqual({ deleted: true, id: member.id });
  expect((await call('GET', '/contacts')).status).toBe(401);
  expect((await nobody('POST', '/auth/refresh', { refreshToken })).status).toBe(401);
  const again = await signIn(app.url, member.email);
  expect((await again.call('GET', '/contacts')).status).toBe(403);
});

test('the sole owner can be neither removed nor demoted; of two last ones not both', async () => {
  const tenant = await newTenant();
  const own = `${tenant.url}/${tenant.owner.id}`;
  expect((await tenant.call('DELETE', own)).status).toBe(409);
  expect((await tenant.call('PATCH', own, { role: 'editor' })).status).toBe(409);
  expect((await tenant.call('PATCH', own, { role: 'owner' })).status).toBe(200);
  const second = await testUser(app.db, { [tenant.tenantId]: 'owner' });
  const { call } = await signIn(app.url, second.email);
  const replies = await Promise.all([
    tenant.call('PATCH', `${tenant.url}/${second.id}`, { role: 'viewer' }),
    call('PATCH', own, { role: 'viewer' }),
  ]);
  const [done, kept] = replies.map(({ status }) => status).sort();
  expect(done).toBe(200);
  // Whoever came second was no owner any more when asked, or met the rule.
  expect([403, 409]).toContain(kept);
  const { rows } = await sql`
    select 1 from members where tenant_id = ${tenant.tenantId} and role = 'owner'`.execute(
    app.db.engine,
  );
  expect(rows).toHaveLength(1);
});
