import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { watchDials } from '../../test/support/dials.ts';
import { HOSTILE_HOSTS } from '../../test/support/hostile-hosts.ts';
import { otherServer } from '../../test/support/other-server.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import { at, firstOf, startSmtpSink } from '../../test/support/smtp-sink.ts';
import { inTenant } from '../db/transaction.ts';
import { createSealer } from '../lib/seal.ts';
import { openPassword } from './credentials.ts';
import { MAX_PROJECTS } from './project.ts';
import { loadRelay } from './relay.ts';
import { findRelayRow } from './relay-store.ts';
import { projectRoutes } from './routes.ts';

const SECRET = 'test secret of at least 32 characters';
const PASSWORD = 'correct horse battery staple';
const sealer = createSealer([SECRET]);
const db = testDatabase();
const rules = { allowPrivateHosts: false };
const server = testServer(db, () => [
  projectRoutes({
    ...{ db, sealer, ownDomain: 'example.net' },
    get allowPrivateHosts() {
      return rules.allowPrivateHosts;
    },
  }),
]);
const dialled = watchDials();

let call: Call;
let tenantId: string;

beforeEach(async () => {
  const tenant = await testTenant(db);
  tenantId = tenant.tenantId;
  call = callAs(server, tenant.apiKey);
  rules.allowPrivateHosts = false;
});

const RELAY = { host: 'smtp.example.com', user: 'weekly', password: PASSWORD };

/** A project; `over` says what is different about it. Answers its body. */
async function made(over: Record<string, unknown> = {}) {
  const { status, body } = await call('POST', '/projects', { name: 'Weekly', ...over });
  expect([status, body.message]).toEqual([201, undefined]);
  return body;
}

test('a project is made, shown, listed, changed and deleted; its password is never shown', async () => {
  const project = await made({ ...RELAY, fromName: 'Wé', fromEmail: 'News@Example.com' });
  expect(project).toMatchObject({
    ...{ name: 'Weekly', host: 'smtp.example.com', port: 587, tlsMode: 'required', auth: null },
    ...{ user: 'weekly', hasPassword: true, fromName: 'Wé', fromEmail: 'news@example.com' },
    ...{ replyTo: null, rateLimit: {}, retryWindow: 24, isDefault: false },
  });
  const url = `/projects/${project.id}`;
  const change = { tlsMode: 'starttls', replyTo: 'desk@example.com', retryWindow: 72 };
  const changed = await call('PATCH', url, change);
  expect(changed).toMatchObject({ status: 200, body: { ...change, hasPassword: true } });
  const shown = await call('GET', url);
  const listed = await call('GET', '/projects?limit=5');
  expect(listed.body).toEqual({
    data: [shown.body],
    meta: { page: 1, limit: 5, total: 1, totalPages: 1 },
  });
  for (const { body } of [changed, shown, listed, { body: project }]) {
    expect(JSON.stringify(body)).not.toMatch(/correct horse|sealed/);
  }
  expect((await call('DELETE', url)).body).toEqual({ deleted: true, id: project.id });
  expect((await call('GET', url)).status).toBe(404);
});

test('a password is sealed, and opens in no other row', async () => {
  const { id } = await made(RELAY);
  const row = await inTenant(db, tenantId, (tx) => findRelayRow(tx, tenantId, id));
  const sealed = row!.passwordSealed!;
  expect(sealed.toString('latin1')).not.toContain('correct');
  expect(openPassword(sealer, tenantId, id, sealed)?.password).toBe(PASSWORD);
  expect(openPassword(sealer, tenantId, 'another', sealed)).toBeNull();
  const { tenantId: stranger } = await testTenant(db);
  expect(openPassword(sealer, stranger, id, sealed)).toBeNull();
});

test('a rotated secret: the password is sealed anew when it is used', async () => {
  const { id } = await made(RELAY);
  const newer = 'a newer secret of at least 32 characters';
  const loaded = await loadRelay(db, createSealer([newer, SECRET]), tenantId, id);
  expect(loaded?.target.password).toBe(PASSWORD);
  expect((await loadRelay(db, createSealer([newer]), tenantId, id))?.target.password).toBe(
    PASSWORD,
  );
  await expect(loadRelay(db, sealer, tenantId, id)).rejects.toThrow('set it again');
});

test('a stored password goes to no other server: it has to be sent again', async () => {
  const { id } = await made(RELAY);
  for (const change of [{ host: 'smtp.example.net' }, { port: 2525 }, { user: 'other' }]) {
    const refused = await call('PATCH', `/projects/${id}`, change);
    expect([refused.status, refused.body.errors?.[0].path]).toEqual([400, 'password']);
    const verified = await call('POST', `/projects/${id}/verify`, change);
    expect([verified.status, verified.body.errors?.[0].path]).toEqual([400, 'password']);
  }
  const moved = { host: 'smtp.example.net', password: 'another' };
  expect((await call('PATCH', `/projects/${id}`, moved)).status).toBe(200);
  const without = await call('PATCH', `/projects/${id}`, { user: null });
  expect(without.body).toMatchObject({ user: null, hasPassword: false });
  const instance = await call('PATCH', `/projects/${id}`, { host: null });
  expect(instance.body).toMatchObject({ host: null, port: null, tlsMode: null, auth: null });
  expect(dialled).toEqual([]);
});

test.each([
  [{ host: 'not a host' }, 'host'],
  [{ host: 'smtp.example.com:25' }, 'host'],
  [{ host: 'smtp.example.com/x' }, 'host'],
  [{ host: 'a@smtp.example.com' }, 'host'],
  [{ host: 'smtp.example.com', port: 22 }, 'port'],
  [{ host: 'smtp.example.com', port: 6379 }, 'port'],
  [{ port: 25 }, 'port'],
  [{ tlsMode: 'none' }, 'tlsMode'],
  [{ user: 'x', password: 'y' }, 'user'],
  [{ host: 'smtp.example.com', user: 'x' }, 'password'],
  [{ host: 'smtp.example.com', password: 'x' }, 'password'],
  [{ host: 'smtp.example.com', user: 'x', password: 'a\nb' }, 'password'],
  [{ host: 'smtp.example.com', user: 'x\r\n', password: 'y' }, 'user'],
  [{ host: 'smtp.example.com', user: 'x', password: 'y', tlsMode: 'none' }, 'tlsMode'],
  [{ fromEmail: 'nobody' }, 'fromEmail'],
  [{ replyTo: 'a b@example.com' }, 'replyTo'],
  [{ fromName: 'a\r\nBcc: x@example.com' }, 'fromName'],
  [{ retryWindow: 121 }, 'retryWindow'],
  [{ retryWindow: 0 }, 'retryWindow'],
  [{ rateLimit: { perSecond: 0 } }, 'rateLimit.perSecond'],
  [{ auth: 'ntlm' }, 'auth'],
])('%j is refused at %s', async (over, path) => {
  const { status, body } = await call('POST', '/projects', { name: 'Weekly', ...over });

  expect([status, body.errors?.[0]?.path]).toEqual([400, path]);
  expect((await call('GET', '/projects')).body.meta.total).toBe(0);
});

test('without a server of its own a project sends from the instance’s domain only', async () => {
  const foreign = { name: 'Weekly', fromEmail: 'ceo@bank.example' };
  const refused = await call('POST', '/projects', foreign);
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'fromEmail']);
  await made({ fromEmail: 'weekly@example.net' });
  const { id } = await made({ ...RELAY, fromEmail: 'ceo@bank.example' });
  // Taking the server away would leave the same.
  const rest = { host: null, port: null, tlsMode: null, user: null, password: null };
  expect((await call('PATCH', `/projects/${id}`, rest)).status).toBe(422);
});

test('P29: no hostile host can be a project’s, however it is written', async () => {
  for (const host of HOSTILE_HOSTS) {
    const { status, body } = await call('POST', '/projects', { name: 'Weekly', host });
    expect([host, status, body.errors?.[0]?.path]).toEqual([host, 400, 'host']);
  }
  expect(dialled).toEqual([]);
});

test('P29: a hostile host that got into the database is not dialled', async () => {
  const { id } = await made({ host: 'smtp.example.com', tlsMode: 'none' });
  for (const host of ['127.0.0.1', '::1', '169.254.169.254', 'localhost', '::ffff:10.0.0.1']) {
    await sql`update projects set host = ${host} where id = ${id}`.execute(db.engine);
    const { status, body } = await call('POST', `/projects/${id}/verify`);
    // Refused before the dial: as a setting that may not be.
    expect([host, status, body.errors?.[0]?.path]).toEqual([host, 400, 'host']);
  }
  expect(dialled).toEqual([]);
});

test('one default per tenant, also when many are made at once', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => made({ isDefault: true })));
  expect(all).toHaveLength(8);
  const { body } = await call('GET', '/projects?limit=100');
  const defaults = body.data.filter((project: { isDefault: boolean }) => project.isDefault);
  expect(defaults).toHaveLength(1);
  const other = body.data.find((project: { isDefault: boolean }) => !project.isDefault);
  await call('PATCH', `/projects/${other.id}`, { isDefault: true });
  expect((await call('GET', `/projects/${defaults[0].id}`)).body.isDefault).toBe(false);
});

test(`beyond ${MAX_PROJECTS} it is 409`, async () => {
  await sql`insert into projects (tenant_id, id, name)
            select ${tenantId}, 'p' || i, 'Many' from generate_series(1, ${MAX_PROJECTS}) i`.execute(
    db.engine,
  );
  expect((await call('POST', '/projects', { name: 'One more' })).status).toBe(409);
});

test('verify shows the whole conversation, with credentials hidden', async () => {
  rules.allowPrivateHosts = true;
  const sink = await startSmtpSink({ extensions: ['PIPELINING', 'AUTH PLAIN LOGIN'] });
  const relay = { host: '127.0.0.1', port: sink.port, tlsMode: 'none' };
  const { id } = await made({ ...relay, user: 'weekly', password: PASSWORD });
  const { status, body } = await call('POST', `/projects/${id}/verify`);
  expect([status, body.reason, body.ok, body.advice]).toEqual([200, null, true, null]);
  const said = body.lines.filter((line: { from: string }) => line.from === 'pressrun');
  expect(said.map((line: { text: string }) => line.text.replace(/^EHLO .*/, 'EHLO'))).toEqual([
    ...['EHLO', 'AUTH PLAIN ••••', 'NOOP', 'RSET', 'QUIT'],
  ]);
  expect(body.lines[0]).toEqual({ from: 'note', text: `connected to 127.0.0.1:${sink.port}` });
  expect(body.lines[1].text).toMatch(/^220 /);
  expect(sink.ledger.accepted).toBe(0);
  await sink.close();
});

test('verify says what is wrong and what to do, and hides what a relay repeats', async () => {
  rules.allowPrivateHosts = true;
  const blob = Buffer.from(`\0weekly\0${PASSWORD}`).toString('base64');
  const sink = await startSmtpSink({
    extensions: ['AUTH PLAIN'],
    script: firstOf(at('auth', { reply: `535 5.7.8 no: ${PASSWORD} ${blob}` })),
  });
  const relay = { host: '127.0.0.1', port: sink.port, tlsMode: 'none' };
  const { id } = await made({ ...relay, user: 'weekly', password: PASSWORD });
  const { body } = await call('POST', `/projects/${id}/verify`);
  expect(body).toMatchObject({
    ...{ ok: false, step: 'AUTH', advice: expect.stringContaining('password') },
    reason: expect.stringContaining('535 5.7.8 no: •••• ••••'),
  });
  expect(JSON.stringify(body)).not.toContain('horse');
  expect(JSON.stringify(body)).not.toContain(blob);

  // Unsaved settings: what is tried isn't kept.
  const unsaved = await call('POST', `/projects/${id}/verify`, { tlsMode: 'required' });
  expect(unsaved.body).toMatchObject({ ok: false, step: 'EHLO', reason: expect.any(String) });
  expect(unsaved.body.advice).toContain('STARTTLS');
  const nobody = { port: 1, password: PASSWORD };
  const away = await call('POST', `/projects/${id}/verify`, nobody);
  expect(away.body).toMatchObject({ ok: false, step: 'connect' });
  expect(away.body.reason).toContain('refused the connection');
  expect((await call('GET', `/projects/${id}`)).body).toMatchObject(relay);
  await sink.close();
});

test('a certificate that nobody signed: TLS was asked for, so it is verified, and the advice is ours', async () => {
  rules.allowPrivateHosts = true;
  const server = await otherServer();
  const relay = { host: '127.0.0.1', port: server.port, tlsMode: 'required' };
  const { id } = await made(relay);
  const { body } = await call('POST', `/projects/${id}/verify`);
  expect(body).toMatchObject({ ok: false, step: 'TLS' });
  expect(body.reason).toContain('has a certificate that is not trusted');
  expect(body.reason).not.toContain('SMTP URL');
  expect(body.advice).toContain('certificate');
  await server.close();
});

test('verify is 422 for a project without a server of its own, 404 for none', async () => {
  const { id } = await made();
  expect((await call('POST', `/projects/${id}/verify`)).status).toBe(422);
  expect((await call('POST', '/projects/nosuch/verify')).status).toBe(404);
});

test('reading needs campaigns:read, writing campaigns:write', async () => {
  const reader = callAs(server, (await testTenant(db, ['campaigns:read'])).apiKey);
  expect((await reader('GET', '/projects')).status).toBe(200);
  const refused = await reader('POST', '/projects', { name: 'x' });
  expect(refused.body.message).toBe('Missing required API key scope: campaigns:write');
});
