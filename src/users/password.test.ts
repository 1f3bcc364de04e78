import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';
import { requireGoodPassword } from './password-rules.ts';

test('a hash is argon2id with its parameters, salted, and verifies just its password', async () => {
  const [hash, again] = [await hashPassword('pässword one'), await hashPassword('pässword one')];
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(again).not.toBe(hash);
  expect(await verifyPassword('pässword one', hash)).toEqual({ right: true, outdated: false });
  expect((await verifyPassword('pässword One', hash)).right).toBe(false);
  // The same letters composed in another way, as another keyboard sends them.
  expect((await verifyPassword('pa\u0308ssword one', hash)).right).toBe(true);
});

test('hashes with other parameters still verify, and are told to be outdated', async () => {
  // Made with the reference implementation: argon2 -id -t 2 -k 65536 -p 1, salt "somesalt".
  const old =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await verifyPassword('password', old)).toEqual({ right: true, outdated: true });
  expect((await verifyPassword('passwort', old)).right).toBe(false);
});

test('no hash, or none that can be read, is never right', async () => {
  for (const hash of [null, '', '-', '$argon2id$v=19$m=1,t=1,p=1$$', '$2b$10$abc']) {
    expect([hash, (await verifyPassword('x', hash)).right]).toEqual([hash, false]);
  }
});

test('of more than can wait some are told to come back; the others are answered', async () => {
  const asked = Array.from({ length: 200 }, () =>
    verifyPassword('x', '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cI').then(
      ({ right }) => right,
      ({ code }) => code,
    ),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === false)).toHaveLength(130);
  expect(answers.filter((answer) => answer === 'unavailable')).toHaveLength(70);
  expect((await verifyPassword('x', null)).right).toBe(false);
});

test.each([
  ['too short', 'ninechars'],
  ['too long', 'x1y'.repeat(86)],
  ['one character', 'aaaaaaaaaaaaaa'],
  ['two characters', 'abababababababab'],
  ['the address', 'ana.maria.lopez@example.com'],
  ['its local part', 'Ana.Maria.Lopez'],
])('%s is refused as a password, by name', (_, password) => {
  const check = () => requireGoodPassword(password, 'newPassword', 'ana.maria.lopez@example.com');
  expect(check).toThrow(/^newPassword: /);
});

test('any characters are good, counted as people count them', () => {
  for (const password of [
    'ten chars!',
    '🦀🦞🦐🦑🐙🐚🦀🦞🦐🦑',
    'пароль не для всех',
    '        ab',
  ]) {
    expect(() => requireGoodPassword(password, 'password', 'ana@example.com')).not.toThrow();
  }
});
