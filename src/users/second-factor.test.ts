import { sql } from 'kysely';
import { TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../../test/support/app.ts';
import { PASSWORD, signIn, testUser } from '../../test/support/people.ts';
import type { Call } from '../../test/support/server.ts';
import { createTotpSecret, describeTotp, matchTotp } from './totp.ts';

let app: RunningApp;
let nobody: Call;

beforeAll(async () => {
  app = await runApp({}, 'api');
  nobody = caller(app.url, null);
});

const codeNow = (secret: string, timestamp = Date.now()) =>
  new TOTP({ secret }).generate({ timestamp });

async function enrolled() {
  const user = await testUser(app.db, { [app.tenant.tenantId]: 'owner' });
  const { call } = await signIn(app.url, user.email);
  const { body } = await call('POST', '/auth/2fa/enable');
  const secret: string = body.secret;
  const confirmed = await call('POST', '/auth/2fa/confirm', { totpCode: codeNow(secret) });
  const codes: string[] = confirmed.body.recoveryCodes;
  return { ...user, call, secret, codes };
}

const verify = (email: string, totpCode: string, password = PASSWORD) =>
  nobody('POST', '/auth/login/verify-2fa', { email, password, totpCode });

/** Codes are taken once: as if the app had shown the last one a while ago. */
async function forgetStep(id: string): Promise<void> {
  await sql`update users set totp_last_step = 0 where id = ${id}`.execute(app.db.engine);
}

test('codes are those of RFC 6238, one step around now', () => {
  // Appendix B of the RFC, the last six of its eight digits.
  const secret = Buffer.from('12345678901234567890');
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [20000000000, '353130'],
  ] as const) {
    const at = (shift: number) => new Date((seconds + shift) * 1_000);
    const step = Math.floor(seconds / 30);
    for (const shift of [-30, 0, 30]) expect(matchTotp(secret, code, at(shift))).toBe(step);
    for (const shift of [-90, 90]) expect(matchTotp(secret, code, at(shift))).toBeNull();
  }
  for (const code of ['', '28708', '2870822', 'abcdef', ' 287082']) {
    expect(matchTotp(secret, code, new Date(59_000))).toBeNull();
  }
});

test('the URL is what authenticator apps read', () => {
  const secret = createTotpSecret();
  const { url, secret: typed } = describeTotp(secret, 'ana@example.com');
  expect(secret).toHaveLength(20);
  const parsed = new URL(url);
  expect([parsed.protocol, parsed.host]).toEqual(['otpauth:', 'totp']);
  expect(decodeURIComponent(parsed.pathname)).toBe('/Pressrun:ana@example.com');
  expect(Object.fromEntries(parsed.searchParams)).toEqual({
    ...{ issuer: 'Pressrun', secret: typed, algorithm: 'SHA1', digits: '6', period: '30' },
  });
});

test('it counts once a first code confirmed it; then a login is a challenge', async () => {
  const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'owner' });
  const { call } = await signIn(app.url, email);
  const { body } = await call('POST', '/auth/2fa/enable');
  await signIn(app.url, email);
  const wrong = await call('POST', '/auth/2fa/confirm', { totpCode: '000000' });
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'totpCode']);
  const right = await call('POST', '/auth/2fa/confirm', { totpCode: codeNow(body.secret) });
  expect(right.body).toEqual({
    twoFactorEnabled: true,
    recoveryCodes: Array.from({ length: 10 }, () =>
      expect.stringMatching(/^[2-9a-z]{4}(-[2-9a-z]{4}){3}$/),
    ),
  });
  expect((await call('POST', '/auth/2fa/enable')).status).toBe(409);
  const challenge = await nobody('POST', '/auth/login', { email, password: PASSWORD });
  expect([challenge.status, challenge.body]).toEqual([200, { twoFactorRequired: true }]);
  expect((await call('GET', '/auth/me')).body.user.twoFactorEnabled).toBe(true);
});

test('confirm without enable is 409', async () => {
  const { call } = await signIn(app.url, (await testUser(app.db)).email);
  expect((await call('POST', '/auth/2fa/confirm', { totpCode: '123456' })).status).toBe(409);
});

test('a code opens a login once; so does the one before it, but none older than the last', async () => {
  const { id, email, secret } = await enrolled();
  expect((await verify(email, codeNow(secret))).status).toBe(401);
  await forgetStep(id);
  const opened = await verify(email, codeNow(secret));
  expect([opened.status, opened.body.twoFactorRequired]).toEqual([200, false]);
  expect((await caller(app.url, opened.body.accessToken)('GET', '/contacts')).status).toBe(200);
  expect((await verify(email, codeNow(secret))).status).toBe(401);
  expect((await verify(email, codeNow(secret, Date.now() - 30_000))).status).toBe(401);
});

test('the same code at the same moment opens one login', async () => {
  const { id, email, secret } = await enrolled();
  await forgetStep(id);
  const code = codeNow(secret);
  const replies = await Promise.all(Array.from({ length: 8 }, () => verify(email, code)));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
});

test('a code without the right password is nothing, and wrong codes are counted (P22)', async () => {
  const { id, email, secret } = await enrolled();
  await forgetStep(id);
  const wrong = await verify(email, codeNow(secret), 'a wrong password');
  expect([wrong.status, wrong.body.message]).toEqual([
    401,
    'The e-mail address or the password is wrong',
  ]);
  for (let i = 0; i < 9; i += 1) expect((await verify(email, '000000')).status).toBe(401);
  expect((await verify(email, codeNow(secret))).status).toBe(429);
});

test('knowing the password does not win tries at the code back (P22)', async () => {
  const { email } = await enrolled();
  for (let i = 0; i < 5; i += 1) expect((await verify(email, '000000')).status).toBe(401);
  await nobody('POST', '/auth/login', { email, password: PASSWORD });
  for (let i = 0; i < 5; i += 1) expect((await verify(email, '000000')).status).toBe(401);
  expect((await verify(email, '000000')).status).toBe(429);
});

test('a recovery code opens one login, however it is typed; the others still work', async () => {
  const { email, codes } = await enrolled();
  const typed = codes[0]!.toUpperCase().replaceAll('-', ' ');
  expect((await verify(email, typed)).status).toBe(200);
  expect((await verify(email, codes[0]!)).status).toBe(401);
  expect((await verify(email, codes[1]!)).status).toBe(200);
});

test('turning it off takes password and code, and forgets the recovery codes', async () => {
  const { id, email, call, codes } = await enrolled();
  const off = (password: string, totpCode: string) =>
    call('POST', '/auth/2fa/disable', { password, totpCode });
  const wrongPassword = await off('wrong', codes[0]!);
  expect([wrongPassword.status, wrongPassword.body.errors[0].path]).toEqual([400, 'password']);
  const wrongCode = await off(PASSWORD, '000000');
  expect([wrongCode.status, wrongCode.body.errors[0].path]).toEqual([400, 'totpCode']);
  expect((await off(PASSWORD, codes[0]!)).body).toEqual({ twoFactorEnabled: false });
  await signIn(app.url, email);
  expect((await verify(email, codes[1]!)).status).toBe(409);
  const { rows } = await sql`
    select 1 from recovery_codes where user_id = ${id}`.execute(app.db.engine);
  expect(rows).toEqual([]);
});

test('P20: the database has neither the secret nor a recovery code', async () => {
  const { id, secret, codes } = await enrolled();
  const { rows } = await sql<{ text: string }>`
    select coalesce(string_agg(c::text, ' '), '') || (select u::text from users u where id = ${id})
           as text
    from recovery_codes c where user_id = ${id}`.execute(app.db.engine);
  const text = rows[0]!.text.toLowerCase();
  const { bytes } = new TOTP({ secret }).secret;
  for (const plain of [secret, Buffer.from(bytes).toString('hex'), ...codes]) {
    expect(text).not.toContain(plain.toLowerCase());
    expect(text).not.toContain(Buffer.from(plain).toString('hex'));
  }
});
