import { expect, test } from 'vitest';
import { readVisitor } from './visitor.ts';

// P47: what a request says of who makes it.

function isMachine(headers: Record<string, string>, method = 'GET'): boolean {
  return readVisitor({ method, ip: '192.0.2.1', headers }).isMachine;
}

test.each([
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.5.0',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18129; Pro)',
  'Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36',
  // A person opens, Google's or Yahoo's proxy fetches.
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
])('a person: %s', (userAgent) => {
  expect(isMachine({ 'user-agent': userAgent })).toBe(false);
});

test.each([
  '',
  'Mozilla/5.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (Windows NT 10.0) HeadlessChrome/143.0.0.0',
  'Barracuda Sentinel (EE)',
  'curl/8.14.1',
  'python-requests/2.32.5',
  'Go-http-client/2.0',
])('a machine: "%s"', (userAgent) => {
  expect(isMachine({ 'user-agent': userAgent })).toBe(true);
});

test('whoever only asks whether it is there, or fetches ahead, is a machine', () => {
  const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0' };
  expect(isMachine(agent, 'HEAD')).toBe(true);
  expect(isMachine({ ...agent, 'sec-purpose': 'prefetch;prerender' })).toBe(true);
  expect(isMachine({ ...agent, purpose: 'prefetch' })).toBe(true);
  expect(isMachine({ ...agent, 'x-moz': 'prefetch' })).toBe(true);
});

test('a long name is cut, an empty one is none', () => {
  const read = (userAgent: string) =>
    readVisitor({ method: 'GET', ip: '::1', headers: { 'user-agent': userAgent } });
  expect(read('x'.repeat(9_000)).userAgent).toHaveLength(500);
  expect(read('  ').userAgent).toBeNull();
});
