import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../../test/support/app.ts';
import { PASSWORD, signIn, testUser } from '../../test/support/people.ts';
import type { Call } from '../../test/support/server.ts';
import { at, type SmtpSink, startSmtpSink } from '../../test/support/smtp-sink.ts';

let sink: SmtpSink;
let app: RunningApp;
let nobody: Call;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url, mailFrom: 'Press <press@acme.example>' });
  nobody = caller(app.url, null);
  return () => sink.close();
});

const forgot = (email: string) => nobody('POST', '/auth/password/forgot', { email });
const reset = (token: string, password: string) =>
  nobody('POST', '/auth/password/reset', { token, password });

/** The mails that an address got, once there are so many. */
async function mailsTo(email: string, count: number) {
  const copies = await eventually(
    async () => sink.ledger.copiesOf(email),
    (found) => found.length >= count,
  );
  return Promise.all(copies.map(({ raw }) => simpleParser(raw!)));
}

function tokenIn(text: string | undefined): string {
  return /\/app\/reset-password#token=(pwr_[\w-]+)/.exec(text ?? '')![1]!;
}

test('P21: a mailed link sets a new password once, and every session ends', async () => {
  const { email } = await testUser(app.db);
  const before = await signIn(app.url, email);
  const asked = await forgot(email.toUpperCase());
  expect([asked.status, asked.body]).toEqual([202, { accepted: true }]);
  const [mail] = await mailsTo(email, 1);
  expect(mail!.from?.text).toBe('"Press" <press@acme.example>');
  expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail!.text).toContain(`${app.url}/app/reset-password#token=`);
  const token = tokenIn(mail!.text);
  expect(tokenIn(mail!.html || '')).toBe(token);

  const bad = await reset(token, 'aaaaaaaaaaaa');
  expect([bad.status, bad.body.errors[0].path]).toEqual([400, 'password']);
  expect((await reset(token, 'a new password, chosen')).body).toEqual({ changed: true });
  expect((await before.call('GET', '/auth/me')).status).toBe(401);
  expect((await nobody('POST', '/auth/login', { email, password: PASSWORD })).status).toBe(401);
  await signIn(app.url, email, 'a new password, chosen');
  const again = await reset(token, 'another one, just as good');
  expect([again.status, again.body.errors[0].path]).toEqual([400, 'token']);
});

test('the answer is the same for an account that is not there, and nothing is mailed', async () => {
  const { email } = await testUser(app.db);
  const answers: unknown[] = [];
  for (const address of ['not-there@example.com', email]) {
    const { status, body } = await forgot(address);
    answers.push({ status, body });
  }
  expect(answers[0]).toEqual(answers[1]);
  await mailsTo(email, 1);
  expect(sink.ledger.copiesOf('not-there@example.com')).toEqual([]);
});

test('a newer link replaces the one before; an expired one is dead', async () => {
  const { id, email } = await testUser(app.db);
  await forgot(email);
  await mailsTo(email, 1);
  await forgot(email);
  const [first, second] = (await mailsTo(email, 2)).map(({ text }) => tokenIn(text));
  expect((await reset(first!, 'a new password, chosen')).status).toBe(400);
  await sql`
    update password_resets set expires_at = now() where user_id = ${id}`.execute(app.db.engine);
  expect((await reset(second!, 'a new password, chosen')).status).toBe(400);
});

test('a reset opens an account that wrong tries had locked', async () => {
  const { email } = await testUser(app.db);
  for (let i = 0; i < 11; i += 1) {
    await nobody('POST', '/auth/login', { email, password: 'wrong' });
  }
  await forgot(email);
  const [mail] = await mailsTo(email, 1);
  await reset(tokenIn(mail!.text), 'a new password, chosen');
  await signIn(app.url, email, 'a new password, chosen');
});

test('an account gets five mails an hour, and nobody is told', async () => {
  const { email } = await testUser(app.db);
  for (let i = 1; i <= 5; i += 1) {
    await forgot(email);
    await mailsTo(email, i);
  }
  expect((await forgot(email)).status).toBe(202);
  // A later mail of somebody else has come: the sixth would have come before it.
  const other = await testUser(app.db);
  await forgot(other.email);
  await mailsTo(other.email, 1);
  expect(sink.ledger.copiesOf(email)).toHaveLength(5);
});

test('a relay that says later is asked again, and the link then works', async () => {
  const { email } = await testUser(app.db);
  sink.setScript(at('rcpt', { reply: '451 4.3.0 come back later' }, 1));
  await forgot(email);
  await eventually(
    async () => {
      await hurryJobs();
      return sink.ledger.copiesOf(email).length;
    },
    (count) => count === 1,
  );
  const [mail] = await mailsTo(email, 1);
  expect((await reset(tokenIn(mail!.text), 'a new password, chosen')).status).toBe(200);
});

/** What waits to be tried again is due now. */
async function hurryJobs(): Promise<void> {
  const client = new pg.Client({ connectionString: app.db.url });
  await client.connect();
  await client.query('update graphile_worker._private_jobs set run_at = now() where attempts > 0');
  await client.end();
}

test('P20: no token is in the database, nor in the payload of a job', async () => {
  const { email } = await testUser(app.db);
  await forgot(email);
  const [mail] = await mailsTo(email, 1);
  const token = tokenIn(mail!.text);
  const { rows } = await sql<{ text: string }>`
    select r::text as text from password_resets r`.execute(app.db.engine);
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('P21: changing the password ends the other sessions, and keeps this one', async () => {
  const { email } = await testUser(app.db);
  const [here, there] = [await signIn(app.url, email), await signIn(app.url, email)];
  const change = (currentPassword: string, newPassword: string) =>
    here.call('POST', '/auth/password', { currentPassword, newPassword });
  const wrong = await change('wrong', 'a new password, chosen');
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'currentPassword']);
  const bad = await change(PASSWORD, email);
  expect([bad.status, bad.body.errors[0].path]).toEqual([400, 'newPassword']);
  expect((await there.call('GET', '/auth/me')).status).toBe(200);

  expect((await change(PASSWORD, 'a new password, chosen')).body).toEqual({ changed: true });
  expect((await here.call('GET', '/auth/me')).status).toBe(200);
  expect((await there.call('GET', '/auth/me')).status).toBe(401);
  const { refreshToken } = there;
  expect((await nobody('POST', '/auth/refresh', { refreshToken })).status).toBe(401);
  await signIn(app.url, email, 'a new password, chosen');
});
