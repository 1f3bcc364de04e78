import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type SinkAnswer, webhookSink } from '../../test/support/webhook-sink.ts';
import { PressrunApiError, PressrunConnectionError, PressrunTimeoutError } from './failure.ts';
import { Pressrun } from './pressrun.ts';
import type { AnswerInfo, PressrunOptions } from './settings.ts';

// A server that answers as it is told, over real HTTP: what a proxy or a bad day may send.

const server = webhookSink();
const apiKey = 'mc_test_key';
const client = (over: Partial<PressrunOptions> = {}) =>
  new Pressrun({ apiKey, baseUrl: server.url, ...over });

const json = (status: number, body: unknown, headers: Record<string, string> = {}): SinkAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const soon = { 'retry-after': '0' };
const keysAt = (path: string) =>
  server.at(path).map(({ headers }) => headers['idempotency-key'] as string);

test('a POST is tried again with one Idempotency-Key, until it is answered', async () => {
  server.script(
    '/campaigns',
    json(503, { code: 'unavailable' }, soon),
    json(429, { code: 'rate_limited' }, soon),
    json(502, {}, soon),
    json(409, { code: 'idempotency_running' }, soon),
    json(201, { id: 'c1' }),
  );
  expect(await client().campaigns.create({ name: 'May' })).toEqual({ id: 'c1' });
  const keys = keysAt('/campaigns');
  expect([keys.length, new Set(keys).size]).toEqual([5, 1]);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  const bodies = new Set(server.at('/campaigns').map(({ body }) => body.toString()));
  expect([...bodies]).toEqual(['{"name":"May"}']);
  await client().campaigns.create({ name: 'May' });
  expect(keysAt('/campaigns')[5]).not.toBe(keys[0]);
  await client().campaigns.create({ name: 'May' }, { idempotencyKey: 'mine' });
  expect(keysAt('/campaigns')[6]).toBe('mine');
});

test('after the last retry the last answer is thrown, with all that it says', async () => {
  const errors = [{ path: 'name', message: 'is long' }];
  const problem = { code: 'unavailable', detail: 'Away now', errors, more: 1 };
  const headers = { ...soon, 'x-request-id': 'r-1', 'x-ratelimit-limit': '300' };
  const limits = { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '1800000000' };
  server.script('/campaigns/c1', json(503, problem, { ...headers, ...limits }));
  const error = await client({ retries: 2 })
    .campaigns.get('c1')
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(PressrunApiError);
  expect(error).toMatchObject({
    ...{ name: 'PressrunApiError', status: 503, code: 'unavailable', message: 'Away now', errors },
    ...{ requestId: 'r-1', problem: { more: 1 } },
    limits: {
      rateLimit: { limit: 300, remaining: 7, resetsAt: new Date(1_800_000_000_000) },
      quota: null,
    },
  });
  expect(server.at('/campaigns/c1')).toHaveLength(3);
  await client()
    .campaigns.get('c1', { retries: 0 })
    .catch(() => {});
  expect(server.at('/campaigns/c1')).toHaveLength(4);
});

test('what is wrong with the request is thrown at once', async () => {
  for (const status of [400, 401, 403, 404, 409, 413, 415, 422, 500]) {
    const path = `/contacts/c${status}`;
    server.script(path, json(status, { code: 'x', message: 'No' }, soon));
    await expect(client().contacts.get(`c${status}`)).rejects.toMatchObject({
      status,
      message: 'No',
    });
    expect(server.at(path)).toHaveLength(1);
  }
});

test('a quota that is used up is not asked again, and is readable', async () => {
  const headers = { ...soon, 'x-quota-limit': '100', 'x-quota-used': '115' };
  const more = { 'x-quota-percentage': '115', 'x-quota-warning': 'true' };
  server.script(
    '/campaigns/c1/send',
    json(429, { code: 'quota_exceeded' }, { ...headers, ...more }),
  );
  const one = client();
  const error = await one.campaigns.send('c1').catch((caught) => caught);
  const quota = { limit: 100, used: 115, percentage: 115, warning: true };
  expect([error.code, error.limits.quota]).toEqual(['quota_exceeded', quota]);
  expect(one.limits).toEqual({ rateLimit: null, quota });
  expect(server.at('/campaigns/c1/send')).toHaveLength(1);
});

test('an answer that never comes ends with timeoutMs, and is tried again', async () => {
  server.script('/contacts/c1', { never: true }, json(200, { id: 'c1' }));
  expect(await client({ timeoutMs: 100 }).contacts.get('c1')).toEqual({ id: 'c1' });
  server.script('/contacts/c2', { never: true });
  const work = client({ timeoutMs: 50, retries: 1 }).contacts.get('c2');
  await expect(work).rejects.toBeInstanceOf(PressrunTimeoutError);
  expect(server.at('/contacts/c2')).toHaveLength(2);
});

test('a signal ends the request, and the wait before the next one', async () => {
  server.script('/contacts/c1', {
    never: true,
    before: () => setImmediate(() => stop.abort('enough')),
  });
  const stop = new AbortController();
  await expect(client().contacts.get('c1', { signal: stop.signal })).rejects.toBe('enough');
  server.script('/contacts/c2', json(429, {}, { 'retry-after': '60' }));
  const wait = new AbortController();
  const onAnswer = () => setImmediate(() => wait.abort('enough'));
  const work = client({ onAnswer }).contacts.get('c2', { signal: wait.signal });
  await expect(work).rejects.toBe('enough');
  await expect(client().contacts.get('c3', { signal: wait.signal })).rejects.toBe('enough');
  expect(server.at('/contacts/c3')).toEqual([]);
});

test('a connection that is refused or cut is tried again, and told with its reason', async () => {
  let dials = 0;
  const cutter = createServer((socket) => {
    dials += 1;
    socket.once('data', () => socket.destroy());
  });
  await new Promise<void>((resolve) => cutter.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(cutter.address() as AddressInfo).port}`;
  const work = client({ baseUrl, retries: 2 }).campaigns.create({ name: 'May' });
  await expect(work).rejects.toBeInstanceOf(PressrunConnectionError);
  expect(dials).toBe(3);
  await new Promise((resolve) => cutter.close(resolve));
  const refused = await client({ baseUrl, retries: 0 })
    .contacts.get('x')
    .catch((caught) => caught);
  expect([refused.code, refused.message]).toEqual([
    'connection_failed',
    expect.stringContaining('ECONNREFUSED'),
  ]);
});

test('another program at baseUrl, or a redirect, is told as such and not followed', async () => {
  server.script('/contacts/c1', {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<p>',
  });
  await expect(client().contacts.get('c1')).rejects.toMatchObject({ code: 'unexpected_answer' });
  server.script('/campaigns', {
    status: 301,
    headers: { location: 'https://x.example/campaigns' },
  });
  const error = await client()
    .campaigns.create({ name: 'May' })
    .catch((caught) => caught);
  expect([error.status, error.message]).toEqual([
    301,
    expect.stringContaining('https://x.example/'),
  ]);
  expect(server.requests).toHaveLength(2);
});

test('ids are one step of the path, whatever is in them; options with a mistake are refused', async () => {
  server.script('/contacts/a%2F..%2Fb%3Fc%20%25', json(200, { id: 'c1' }));
  expect(await client().contacts.get('a/../b?c %')).toEqual({ id: 'c1' });
  for (const id of ['', '.', '..'])
    await expect(client().contacts.get(id)).rejects.toThrow(TypeError);
  const wrong = [
    ...[{ baseUrl: 'news.example.com' }, { baseUrl: 'ftp://x' }, { apiKey: '' }],
    ...[{ apiKey: 'mc\r\nX: y' }, { retries: -1 }, { retries: 1.5 }, { timeoutMs: 0 }],
  ];
  for (const over of wrong) {
    expect(() => client(over)).toThrow(expect.objectContaining({ code: 'invalid_option' }));
  }
});

test('the key goes to the server only: not into errors, nor into what is printed', async () => {
  const { inspect } = await import('node:util');
  const one = client({ tenantId: 't-1', baseUrl: `${server.url}/prefix/` });
  server.script('/prefix/contacts/c1', json(404, { code: 'not_found', message: 'No' }));
  const error = await one.contacts.get('c1').catch((caught) => caught);
  expect(server.requests[0]!.headers).toMatchObject({
    ...{ authorization: 'Bearer mc_test_key', 'x-tenant-id': 't-1' },
  });
  expect(inspect([one, error], { depth: 9, showHidden: true })).not.toContain('mc_test_key');
});

test('onAnswer sees each answer, with its limits', async () => {
  const seen: AnswerInfo[] = [];
  server.script('/contacts/c1', json(503, {}, soon), json(200, {}));
  await client({ onAnswer: (answer) => seen.push(answer) }).contacts.get('c1');
  const info = { operation: 'getContact', method: 'GET', path: '/contacts/c1' };
  expect(seen).toMatchObject([
    { ...info, status: 503, tries: 1 },
    { ...info, status: 200, tries: 2 },
  ]);
});
