import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { type Listener, SECRET, webhookWorld } from '../../test/support/webhooks.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { forgetPerson as forgetInEvents } from '../events/service.ts';
import { drainJobs } from '../jobs/runner.ts';
import { newId } from '../lib/ids.ts';
import { createSealer } from '../lib/seal.ts';
import { createCourier } from './courier.ts';
import { webhookJobs } from './jobs.ts';
import { deleteEndpoint, forgetPerson, toggleEndpoint } from './service.ts';

const db = testDatabase();
const sink = webhookSink();
const world = webhookWorld(db);
const { listener, anotherListener, record, deliveries, drain, makeDue, turnOn, options, log } =
  world;

const enabled = async (one: Listener) => (await world.endpoint(one)).enabled;

/** Lets the endpoint's waiting deliveries be due now, and its job with them. */
async function timePasses(one: Listener): Promise<void> {
  await makeDue(one);
  await turnOn(one);
}

/** Seconds from now until the delivery's next try. */
async function secondsToNext(endpoint: Listener): Promise<number> {
  const [delivery] = await deliveries(endpoint);
  return (delivery!.nextAttemptAt!.getTime() - Date.now()) / 1_000;
}

test('P27: an event is delivered once, signed in both ways, as the contract says', async () => {
  const one = await listener(`${sink.url}/one?x=1`);
  const id = newId();
  await record(one.tenantId, { id });
  await drain();
  expect(sink.requests).toHaveLength(1);
  const { method, path, headers, body } = sink.requests[0]!;
  expect([method, path]).toEqual(['POST', '/one?x=1']);
  expect(new Webhook(one.secret).verify(body, headers as Record<string, string>)).toEqual({
    id: `evt_${id}`,
    type: 'email.sent',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
    tenantId: one.tenantId,
    data: { to: 'ana@example.com', z: 1, a: { b: [2, 'Zoë \u{1f600}'] } },
  });
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-mailingcore-signature']))!;
  expect(createHmac('sha256', one.secret).update(`${t}.`).update(body).digest('hex')).toBe(v1);
  const [delivery] = await deliveries(one);
  expect(headers).toMatchObject({
    'webhook-id': `evt_${id}`,
    'webhook-timestamp': t,
    'x-mailingcore-event': 'email.sent',
    'x-mailingcore-delivery-id': delivery!.id,
    'content-type': 'application/json',
    'user-agent': 'Pressrun/9.9',
  });
  expect(delivery).toMatchObject({
    event: 'email.sent',
    payload: JSON.parse(body.toString()),
    status: 'DELIVERED',
    statusCode: 200,
    responseBody: 'ok',
    error: null,
    attempt: 1,
    nextAttemptAt: null,
  });
  expect(delivery!.deliveredAt).toBeInstanceOf(Date);
  await drain();
  expect(sink.requests).toHaveLength(1);
  expect(log.join('')).not.toContain(one.secret.slice(6));
});

test('each listening endpoint gets it under one event id; the others and other tenants not', async () => {
  const a = await listener(`${sink.url}/a`, ['email.sent', 'campaign.sent']);
  const b = await anotherListener(a.tenantId, `${sink.url}/b`);
  await anotherListener(a.tenantId, `${sink.url}/c`, ['email.failed']);
  const off = await anotherListener(a.tenantId, `${sink.url}/off`);
  await inTenant(db, a.tenantId, (tx) => toggleEndpoint(tx, a.tenantId, off.id, null));
  await listener(`${sink.url}/foreign`);
  const events = Array.from({ length: 45 }, () => ({}));
  await record(a.tenantId, ...events);
  await record(a.tenantId, { type: 'campaign.sent', data: {} }, { type: 'email.opened', data: {} });
  await drain();
  const ids = (path: string) => sink.at(path).map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids('/a')).size).toBe(46);
  expect(new Set(ids('/b')).size).toBe(45);
  expect(ids('/a')).toEqual(expect.arrayContaining(ids('/b')));
  expect(sink.requests).toHaveLength(91);
  const deliveryIds = sink.requests.map(({ headers }) => headers['x-mailingcore-delivery-id']);
  expect(new Set(deliveryIds).size).toBe(91);
  expect((await deliveries(b)).every(({ status }) => status === 'DELIVERED')).toBe(true);
});

test('P28: ten tries with the same bytes and ids, then FAILED', async () => {
  const one = await listener(`${sink.url}/down`);
  sink.script('/down', { status: 500, body: 'broken' });
  await record(one.tenantId, {});
  const waits: number[] = [];
  await drain();
  for (let attempt = 1; attempt < 10; attempt++) {
    const [delivery] = await deliveries(one);
    expect(delivery).toMatchObject({ status: 'PENDING', attempt, statusCode: 500 });
    waits.push(await secondsToNext(one));
    await timePasses(one);
    await drain();
  }
  const [delivery] = await deliveries(one);
  expect(delivery).toMatchObject({
    status: 'FAILED',
    attempt: 10,
    responseBody: 'broken',
    error: 'The endpoint answered 500',
    nextAttemptAt: null,
    deliveredAt: null,
  });
  [10, 20, 40, 80].forEach((seconds, i) => {
    expect(waits[i]).toBeGreaterThan(seconds * 0.8 - 3);
    expect(waits[i]).toBeLessThan(seconds * 1.2 + 1);
  });
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600;
  expect(Math.abs(hours - 75.6)).toBeLessThan(75.6 * 0.2);
  const requests = sink.at('/down');
  expect(requests).toHaveLength(10);
  for (const { headers, body } of requests) {
    expect(body.equals(requests[0]!.body)).toBe(true);
    expect(headers['webhook-id']).toBe(requests[0]!.headers['webhook-id']);
    expect(headers['x-mailingcore-delivery-id']).toBe(delivery!.id);
    new Webhook(one.secret).verify(body, headers as Record<string, string>);
  }
  await timePasses(one);
  await drain();
  expect(sink.at('/down')).toHaveLength(10);
});

test('a failed delivery succeeds at the next try, and waits for its time', async () => {
  const one = await listener(`${sink.url}/flaky`);
  sink.script('/flaky', { status: 503 }, { status: 204, body: '' });
  await record(one.tenantId, {});
  await drain();
  await drain();
  expect(sink.at('/flaky')).toHaveLength(1);
  await timePasses(one);
  await drain();
  expect((await deliveries(one))[0]).toMatchObject({
    status: 'DELIVERED',
    attempt: 2,
    error: null,
  });
});

test('P28: redirects are failures and are not followed', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const one = await listener(`${sink.url}/moved${status}`);
    sink.script(`/moved${status}`, { status, headers: { location: `${sink.url}/target` } });
    await record(one.tenantId, {});
    await drain();
    const [delivery] = await deliveries(one);
    expect(delivery).toMatchObject({ status: 'PENDING', statusCode: status });
    expect(delivery!.error).toContain('redirects are not followed');
  }
  expect(sink.at('/target')).toEqual([]);
});

test('P28: Retry-After is obeyed, up to a day', async () => {
  for (const [name, header, seconds] of [
    ['seconds', '3600', 3_600],
    ['date', new Date(Date.now() + 7_200_000).toUTCString(), 7_200],
    ['far', '9999999', 86_400],
  ] as const) {
    const one = await listener(`${sink.url}/${name}`);
    sink.script(`/${name}`, { status: 429, headers: { 'retry-after': header } });
    await record(one.tenantId, {});
    await drain();
    const wait = await secondsToNext(one);
    expect([name, Math.abs(wait - seconds) < 5]).toEqual([name, true]);
  }
});

test('P28: 410 disables the endpoint; what waits goes on when it is turned on again', async () => {
  const one = await listener(`${sink.url}/gone`);
  sink.script('/gone', { status: 500 }, { status: 410 }, { status: 200 });
  await record(one.tenantId, {});
  await drain();
  await record(one.tenantId, {});
  await drain();
  expect(await enabled(one)).toBe(false);
  const [last, first] = await deliveries(one);
  expect(last).toMatchObject({ status: 'FAILED', statusCode: 410, attempt: 1 });
  expect(first).toMatchObject({ status: 'PENDING', attempt: 1 });
  await record(one.tenantId, {});
  await makeDue(one);
  await drain();
  expect(sink.at('/gone')).toHaveLength(2);
  await timePasses(one);
  await drain();
  expect(sink.at('/gone')).toHaveLength(3);
  const after = await deliveries(one);
  expect(after.map(({ status }) => status)).toEqual(['FAILED', 'DELIVERED']);
});

test('no answer in time and no connection are failures in words', async () => {
  const silent = await listener(`${sink.url}/silent`);
  const closed = await listener('http://127.0.0.1:9/');
  sink.script('/silent', { never: true });
  await record(silent.tenantId, {});
  await record(closed.tenantId, {});
  await drain({ timeoutMs: 200 });
  expect((await deliveries(silent))[0]).toMatchObject({
    status: 'PENDING',
    statusCode: null,
    error: 'No answer within 0.2 s',
  });
  expect((await deliveries(closed))[0]!.error).toBe('The connection was refused (ECONNREFUSED)');
});

test('P28: slow endpoints hold neither others nor the queue', async () => {
  const slow = await Promise.all(
    Array.from({ length: 6 }, (_, i) => listener(`${sink.url}/slow${i}`)),
  );
  const fast = await listener(`${sink.url}/fast`);
  for (const [i, { tenantId }] of slow.entries()) {
    sink.script(`/slow${i}`, { never: true });
    await record(tenantId, ...Array.from({ length: 25 }, () => ({})));
  }
  await record(fast.tenantId, {});
  const began = performance.now();
  const slowly = options({ timeoutMs: 2_000, patienceMs: 20 });
  const courier = createCourier(slowly);
  await drainJobs(db.url, webhookJobs(slowly, courier));
  // The queue's job lets go of a delivery after its patience; the end is recorded when it comes.
  const statusOfFast = async () => (await deliveries(fast))[0]!.status;
  await expect.poll(statusOfFast, { timeout: 2_000, interval: 5 }).toBe('DELIVERED');
  expect(sink.at('/fast')).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(2_000);
  await courier.stop();
  // A stop claims no more, and what was in flight has its end recorded.
  const tried = await deliveries(slow[0]!);
  const counts = [0, 1].map((n) => tried.filter(({ attempt }) => attempt === n).length);
  expect(counts).toEqual([15, 10]);
  expect(tried.every(({ attempt, error }) => (attempt === 1) === (error !== null))).toBe(true);
});

test('P30: an answer is kept up to 4 kB, as text that can be stored', async () => {
  const one = await listener(`${sink.url}/talkative`);
  sink.script('/talkative', { status: 400, body: `\0<script>${'€'.repeat(50_000)}` });
  await record(one.tenantId, {});
  await drain();
  const kept = (await deliveries(one))[0]!.responseBody!;
  expect(kept).toMatch(/^\ufffd<script>€+$/);
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(4_096);
  expect(Buffer.byteLength(kept)).toBeGreaterThan(4_090);
});

test('P27: a worker that dies between POST and record delivers again, with the same ids', async () => {
  const one = await listener(`${sink.url}/crash`);
  const dying = await openDatabase(db.url, 2);
  sink.script('/crash', { before: () => dying.close() }, {});
  await record(one.tenantId, {});
  await drain({ db: { ...db, app: dying.app } as Database });
  expect((await deliveries(one))[0]).toMatchObject({ status: 'PENDING', attempt: 1 });
  // Nobody else may take it before its lease ends.
  await drain();
  expect(sink.at('/crash')).toHaveLength(1);
  expect(await secondsToNext(one)).toBeGreaterThan(20);
  await timePasses(one);
  await drain();
  const [first, second] = sink.at('/crash');
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(second!.body.equals(first!.body)).toBe(true);
  expect((await deliveries(one))[0]).toMatchObject({ status: 'DELIVERED', attempt: 2 });
});

test('several workers at once deliver each event once', async () => {
  const one = await listener(`${sink.url}/shared`);
  for (let i = 0; i < 5; i++) {
    await record(one.tenantId, ...Array.from({ length: 20 }, () => ({})));
    await Promise.all([drain(), drain(), drain()]);
  }
  // What one worker claimed while another ended is planned, not forgotten.
  await drain();
  const ids = sink.at('/shared').map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(100);
  expect(new Set(ids).size).toBe(100);
});

test('a late result of a worker that was taken for dead changes nothing', async () => {
  const one = await listener(`${sink.url}/zombie`);
  const takeOver = () =>
    inTenant(db, one.tenantId, (tx) =>
      sql`update webhook_deliveries set attempt = attempt + 1
          where tenant_id = ${one.tenantId}`.execute(tx),
    );
  sink.script('/zombie', { status: 500, before: takeOver });
  await record(one.tenantId, {});
  await drain();
  expect((await deliveries(one))[0]).toMatchObject({ attempt: 2, statusCode: null, error: null });
});

test('an endpoint that is deleted while it is asked leaves nothing behind', async () => {
  const one = await listener(`${sink.url}/deleted`);
  const remove = () => inTenant(db, one.tenantId, (tx) => deleteEndpoint(tx, one.tenantId, one.id));
  sink.script('/deleted', { status: 500, before: remove });
  await record(one.tenantId, {});
  await drain();
  expect(sink.at('/deleted')).toHaveLength(1);
  const { rows } = await inTenant(db, one.tenantId, (tx) =>
    sql`select from webhook_deliveries where tenant_id = ${one.tenantId}`.execute(tx),
  );
  expect(rows).toEqual([]);
});

test('P29: without the permission nothing private is dialled, however it came into the table', async () => {
  const { tenantId } = await testTenant(db);
  const port = new URL(sink.url).port;
  const urls = [
    ...[`http://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/`, `https://[::1]:${port}/`],
    ...[`https://[::ffff:127.0.0.1]:${port}/`, `https://localhost:${port}/`],
    ...[`https://2130706433:${port}/`, `https://u:p@hooks.example.com:${port}/`],
  ];
  const all: Listener[] = [];
  for (const url of urls) {
    const one = await anotherListener(tenantId, sink.url);
    await inTenant(db, tenantId, (tx) =>
      sql`update webhook_endpoints set url = ${url} where id = ${one.id}`.execute(tx),
    );
    all.push(one);
  }
  await record(tenantId, {});
  await drain({ allowPrivateHosts: false });
  expect(sink.requests).toEqual([]);
  for (const one of all) {
    const [delivery] = await deliveries(one);
    expect(delivery).toMatchObject({ status: 'PENDING', statusCode: null });
    expect(delivery!.error).toMatch(/public host|https|user name/);
  }
});

test('a secret sealed under an older PRESSRUN_SECRET is sealed anew; a lost one is said', async () => {
  const one = await listener(`${sink.url}/rotated`);
  const newer = 'a newer secret of at least 32 characters';
  const both = createSealer([newer, SECRET]);
  await record(one.tenantId, {});
  await drain({ sealer: both });
  await record(one.tenantId, {});
  await drain({ sealer: createSealer([newer]) });
  expect(sink.at('/rotated')).toHaveLength(2);
  await record(one.tenantId, {});
  await drain();
  expect((await deliveries(one))[0]!.error).toContain('PRESSRUN_SECRET');
  expect(sink.at('/rotated')).toHaveLength(2);
});

test('P45: erasure blanks answers and payloads, in either order', async () => {
  const one = await listener(`${sink.url}/echo`);
  const person = { id: newId(), email: 'ana@example.com' };
  sink.script('/echo', { status: 500, body: 'thanks for ana@example.com' });
  await record(one.tenantId, {}, { data: { to: 'bea@example.com' } });
  await drain();
  await inTenant(db, one.tenantId, async (tx) => {
    await forgetInEvents(tx, one.tenantId, person);
    await forgetPerson(tx, one.tenantId, person);
  });
  const kept = await deliveries(one);
  expect(kept.map(({ responseBody }) => responseBody === null).sort()).toEqual([false, true]);
  expect(JSON.stringify(kept.filter(({ responseBody }) => responseBody === null))).not.toContain(
    'ana@',
  );
  await timePasses(one);
  await drain();
  expect(
    sink
      .at('/echo')
      .slice(2)
      .map(({ body }) => body.toString())
      .join(),
  ).not.toContain('ana@');
});
