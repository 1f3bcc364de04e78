import { sql } from 'kysely';
import { register } from 'prom-client';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../../test/support/app.ts';
import { PASSWORD, signIn, testUser } from '../../test/support/people.ts';
import type { Call } from '../../test/support/server.ts';
import { beginTry, countRequest } from './login-limits.ts';

const secrets = ['a secret of two processes, 32 long'];
let app: RunningApp;
let nobody: Call;

beforeAll(async () => {
  app = await runApp({ secrets }, 'api');
  nobody = caller(app.url, null);
});

const logIn = (call: Call, email: string, password = PASSWORD) =>
  call('POST', '/auth/login', { email, password });

async function hashesOf(work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const metric = register.getSingleMetric('pressrun_password_hashes_total');
    return (await metric!.get()).values[0]!.value;
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

test('P22: known and unknown accounts get the same answer for the same work', async () => {
  const { email } = await testUser(app.db);
  const answers: unknown[] = [];
  for (const address of [email, 'nobody@example.com', 'not an address']) {
    const hashes = await hashesOf(async () => {
      const { status, body } = await logIn(nobody, address, 'a wrong password');
      answers.push({ status, ...body, timestamp: '' });
    });
    expect([address, hashes]).toEqual([address, 1]);
  }
  expect(answers[0]).toMatchObject({
    status: 401,
    message: 'The e-mail address or the password is wrong',
  });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test('P22: after 10 wrong logins for an account 429 with Retry-After, without any hashing', async () => {
  for (const email of [(await testUser(app.db)).email, 'nobody-here@example.com']) {
    for (let i = 0; i < 10; i += 1) expect((await logIn(nobody, email, 'wrong')).status).toBe(401);
    const hashes = await hashesOf(async () => {
      // The right password as well: a guesser isn't told that it would have been right.
      const { status, headers, body } = await logIn(nobody, email);
      expect([status, body.code]).toEqual([429, 'rate_limited']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(540);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(600);
    });
    expect(hashes).toBe(0);
  }
});

test('P22: of 30 wrong logins at the same moment 10 are looked at', async () => {
  const { email } = await testUser(app.db);
  const replies = await Promise.all(Array.from({ length: 30 }, () => logIn(nobody, email, 'no')));
  const count = (status: number) => replies.filter((reply) => reply.status === status).length;
  expect([count(401), count(429)]).toEqual([10, 20]);
});

test('P22: the limit is the database’s, for all processes, and ends after ten minutes', async () => {
  const { email } = await testUser(app.db);
  const second = await runApp({ databaseUrl: app.db.url, secrets }, 'api');
  const other = caller(second.url, null);
  for (let i = 0; i < 5; i += 1) {
    expect((await logIn(nobody, email, 'wrong')).status).toBe(401);
    expect((await logIn(other, email, 'wrong')).status).toBe(401);
  }
  expect((await logIn(other, email)).status).toBe(429);
  await later(app, '570 seconds');
  expect((await logIn(other, email)).status).toBe(429);
  await later(app, '31 seconds');
  expect((await logIn(other, email)).status).toBe(200);
});

test('a right login forgets the wrong ones before it', async () => {
  const { email } = await testUser(app.db);
  for (let i = 0; i < 7; i += 1) await logIn(nobody, email, 'wrong');
  expect((await logIn(nobody, email)).status).toBe(200);
  for (let i = 0; i < 7; i += 1) expect((await logIn(nobody, email, 'wrong')).status).toBe(401);
});

test('15 requests in 15 minutes for an account, right or wrong, then 429', async () => {
  const { email } = await testUser(app.db);
  for (let i = 0; i < 13; i += 1) await countRequest(app.db, '127.0.0.1', email);
  for (let i = 0; i < 2; i += 1) expect((await logIn(nobody, email)).status).toBe(200);
  const { status, headers } = await logIn(nobody, email);
  expect(status).toBe(429);
  expect(Number(headers['retry-after'])).toBeGreaterThan(840);
  await later(app, '901 seconds');
  expect((await logIn(nobody, email)).status).toBe(200);
});

test('P22: after 100 wrong logins from one address 429, whatever the account', async () => {
  const own = await runApp({}, 'api');
  const call = caller(own.url, null);
  const { email } = await testUser(own.db);
  for (let i = 0; i < 98; i += 1) await beginTry(own.db, '127.0.0.1', `guess${i}@example.com`);
  for (let i = 0; i < 2; i += 1) {
    expect((await logIn(call, `last${i}@example.com`, 'wrong')).status).toBe(401);
  }
  expect((await logIn(call, 'another@example.com', 'wrong')).status).toBe(429);
  expect((await logIn(call, email)).status).toBe(429);
  await later(own, '601 seconds');
  expect((await logIn(call, email)).status).toBe(200);
});

test('an old hash is made anew at a login', async () => {
  const user = await testUser(app.db);
  const old =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  await sql`update users set password_hash = ${old} where id = ${user.id}`.execute(app.db.engine);
  await signIn(app.url, user.email, 'password');
  const { rows } = await sql<{ hash: string }>`
    select password_hash as hash from users where id = ${user.id}`.execute(app.db.engine);
  expect(rows[0]!.hash).toContain('$m=19456,t=2,p=1$');
  await signIn(app.url, user.email, 'password');
});

test('tries are kept without addresses in clear', async () => {
  await logIn(nobody, 'very-private@example.com', 'wrong');
  const { rows } = await sql`select l::text from login_tries l`.execute(app.db.engine);
  expect(JSON.stringify(rows)).not.toContain('very-private');
});

test('an account has its name and language', async () => {
  const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'viewer' });
  const { call } = await signIn(app.url, email);
  const changed = await call('PATCH', '/auth/me', { name: 'Ana', locale: 'es' });
  expect(changed.body.user).toMatchObject({ name: 'Ana', locale: 'es' });
  await call('PATCH', '/auth/me', { locale: null });
  const { body } = await call('GET', '/auth/me');
  expect(body.user).toMatchObject({ email, name: 'Ana', locale: null });
  expect(body.tenants).toEqual([{ id: app.tenant.tenantId, name: 'Test', role: 'viewer' }]);
});

/** As if so much time had passed since every try. */
async function later({ db }: RunningApp, interval: string): Promise<void> {
  await sql`
    update login_tries
    set tried = array(select t - ${interval}::interval from unnest(tried) t)`.execute(db.engine);
}
