import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

const PAGE = { origin: 'https://app.example.com' };

test('B1: CORS is off unless origins are listed', async () => {
  const { headers } = await app.call('GET', '/contacts', undefined, PAGE);
  expect(headers['access-control-allow-origin']).toBeUndefined();
  const listed = await runApp({ corsOrigins: [PAGE.origin] }, 'api');
  const allowed = await listed.call('GET', '/contacts', undefined, PAGE);
  expect(allowed.headers['access-control-allow-origin']).toBe(PAGE.origin);
  const other = { origin: 'https://evil.example.com' };
  const refused = await listed.call('GET', '/contacts', undefined, other);
  expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  const asked = await fetch(`${listed.url}/contacts`, {
    method: 'OPTIONS',
    headers: { ...PAGE, 'access-control-request-method': 'PUT' },
  });
  expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(asked.headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/i);
});

test('B2: security headers stand on every answer, also on refusals and pages', async () => {
  for (const path of ['/contacts', '/nowhere', '/u/garbage', '/docs', '/openapi.json', '/']) {
    const { headers } = await app.call('GET', path);
    expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
    expect([path, headers['content-security-policy']]).toEqual([path, expect.any(String)]);
    expect([path, headers['referrer-policy']]).toEqual([path, expect.any(String)]);
  }
});

test('B3: /docs-json answers with openapi.json', async () => {
  const [json, docs] = [
    await app.call('GET', '/openapi.json'),
    await app.call('GET', '/docs-json'),
  ];
  expect(docs.body).toEqual(json.body);
  expect(json.body.openapi).toMatch(/^3\.1\./);
});
