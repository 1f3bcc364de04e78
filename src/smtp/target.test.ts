import { expect, test } from 'vitest';
import { parseSmtpTarget, relayName } from './target.ts';

test('reads every part', () => {
  const url =
    'smtp://us%40er:p%3Aa%2Fs%25s@relay.example.com:2525?tls=required&insecure=1&auth=login';
  expect(parseSmtpTarget(url)).toEqual({
    host: 'relay.example.com',
    port: 2525,
    user: 'us@er',
    password: 'p:a/s%s',
    tls: 'required',
    verify: false,
    ca: null,
    auth: 'login',
    cleartextAuth: false,
  });
});

test('has the usual ports and verifies by default', () => {
  expect(parseSmtpTarget('smtp://h')).toMatchObject({
    port: 587,
    tls: 'opportunistic',
    verify: true,
  });
  expect(parseSmtpTarget('smtps://h')).toMatchObject({ port: 465, tls: 'implicit', verify: true });
  expect(parseSmtpTarget('smtp://h?tls=off&cleartext-auth=1')).toMatchObject({
    tls: 'off',
    cleartextAuth: true,
  });
});

test('takes addresses and international names', () => {
  expect(relayName(parseSmtpTarget('smtp://[::1]:25'))).toBe('[::1]:25');
  expect(parseSmtpTarget('smtp://exämple.com').host).toBe('xn--exmple-cua.com');
});

test.each([
  ['relay.example.com:25', 'must begin with smtp://'],
  ['relay', 'is not a URL'],
  ['http://relay', 'not http://'],
  ['smtp://relay:99999', 'is not a URL'],
  ['smtp://relay:0', 'port 0'],
  ['smtp://', 'no host'],
  ['smtp://re%0d%0alay', 'host'],
  ['smtp://relay/path', 'path'],
  ['smtp://relay#x', '#'],
  ['smtp://u:se%zzcret@relay', '% in its password'],
  ['smtp://u:se%00cret@relay', 'control character in its password'],
  ['smtp://:secret@relay', 'no user name'],
  ['smtp://relay?tls=maybe', 'unknown parameter tls'],
  ['smtp://relay?verify=no', 'unknown parameter verify'],
  ['smtps://relay?tls=off', 'at once'],
])('says what is wrong with %s', (url, why) => {
  expect(() => parseSmtpTarget(url, 'SMTP_URL')).toThrow(why);
  expect(() => parseSmtpTarget(url, 'SMTP_URL')).toThrow(/^SMTP_URL: (?!.*cret)/);
});
