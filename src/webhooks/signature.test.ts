import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { createSecret, createSigner } from './signature.ts';

const body = '{"id":"evt_1","name":"Zoë \u{1f600}"}';
const now = Math.floor(Date.now() / 1_000);
const headersOf = (secrets: string[], time = now) => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(time),
  'webhook-signature': createSigner(secrets).standard('evt_1', time, body),
});

test('a generated secret has 32 random bytes in the standard form', () => {
  const secret = createSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(createSecret()).not.toBe(secret);
});

test('P27: the reference library verifies what we sign, and nothing that was changed', () => {
  const secret = createSecret();
  const verifier = new Webhook(secret);
  expect(verifier.verify(body, headersOf([secret]))).toEqual(JSON.parse(body));
  expect(() => verifier.verify(`${body} `, headersOf([secret]))).toThrow();
  expect(() => verifier.verify(body, headersOf([createSecret()]))).toThrow();
  expect(() => verifier.verify(body, { ...headersOf([secret]), 'webhook-id': 'evt_2' })).toThrow();
});

test.each([
  ['plain text', 'a-custom-secret-of-32-characters!'],
  ['hex, which is base64 too', 'a'.repeat(64)],
  ['prefixed, but not base64', 'whsec_my_own_secret_that_is_no_base64'],
])('custom secret (%s): raw bytes verify', (_name, secret) => {
  const verifier = new Webhook(secret, { format: 'raw' });
  expect(verifier.verify(body, headersOf([secret]))).toEqual(JSON.parse(body));
});

test('a custom secret that is base64 also verifies by the library’s default reading', () => {
  const secret = 'a'.repeat(64);
  expect(new Webhook(secret).verify(body, headersOf([secret]))).toEqual(JSON.parse(body));
});

test('P30: with two secrets either verifies; a time off by more than 300 s does not', () => {
  const [old, fresh] = [createSecret(), createSecret()];
  for (const secret of [old, fresh]) new Webhook(secret).verify(body, headersOf([fresh, old]));
  expect(() => new Webhook(old).verify(body, headersOf([old], now - 301))).toThrow(/too old/);
  expect(() => new Webhook(old).verify(body, headersOf([old], now + 302))).toThrow(/too new/);
});

test('the hosted product’s header: hex HMAC of "t.rawBody" with the secret as written', () => {
  const [a, b] = ['whsec_abc', 'other'].map((secret) =>
    createHmac('sha256', secret).update(`1700000000.${body}`).digest('hex'),
  );
  expect(createSigner(['whsec_abc']).mailingCore(1_700_000_000, body)).toBe(`t=1700000000,v1=${a}`);
  expect(createSigner(['whsec_abc', 'other']).mailingCore(1_700_000_000, body)).toBe(
    `t=1700000000,v1=${a},v1=${b}`,
  );
});
