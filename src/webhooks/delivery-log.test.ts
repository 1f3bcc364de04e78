import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { webhookWorld } from '../../test/support/webhooks.ts';
import { EVENT_TYPES } from '../events/event.ts';
import { newId } from '../lib/ids.ts';
import { webhookRoutes } from './routes.ts';

const db = testDatabase();
const sink = webhookSink();
const { record, drain, hoursPass, sealer } = webhookWorld(db);
const app = testServer(db, () => [
  webhookRoutes({ db, sealer, allowPrivateHosts: true, version: '9.9' }),
]);

const PATH = '/webhooks/endpoints';

async function made(path: string, events: readonly string[] = ['email.sent']) {
  const { tenantId, apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const { body } = await call('POST', PATH, { url: sink.url + path, events });
  return { tenantId, call, id: body.id as string, secret: body.secret as string };
}

const log = async (call: Call, id: string, query = '') =>
  (await call('GET', `${PATH}/${id}/deliveries${query}`)).body.data;

test('a test is one signed try with its answer, also of an endpoint that is off', async () => {
  const one = await made('/test');
  await one.call('PATCH', `${PATH}/${one.id}/toggle`, { enabled: false });
  sink.script('/test', { status: 500, body: 'not yet' }, { status: 200, body: 'fine' });
  const failed = await one.call('POST', `${PATH}/${one.id}/test`);
  expect(failed.status).toBe(200);
  expect(failed.body).toMatchObject({
    ...{ endpointId: one.id, kind: 'test', event: 'email.sent', status: 'FAILED', attempt: 1 },
    ...{ statusCode: 500, responseBody: 'not yet', error: 'The endpoint answered 500' },
    ...{ nextAttemptAt: null, deliveredAt: null },
  });
  const { body } = await one.call('POST', `${PATH}/${one.id}/test`, { event: 'email.bounced' });
  expect(body).toMatchObject({ event: 'email.bounced', status: 'DELIVERED', responseBody: 'fine' });
  const [, last] = sink.at('/test');
  expect(last!.headers['x-mailingcore-delivery-id']).toBe(body.id);
  const payload = new Webhook(one.secret).verify(
    last!.body,
    last!.headers as Record<string, string>,
  );
  expect(payload).toEqual(body.payload);
  expect(body.payload.data).toMatchObject({ test: true, bounceType: 'hard' });
  expect(await log(one.call, one.id)).toEqual([body, failed.body]);
  // It is tried no more, tells nobody else, and says nothing of the endpoint's health.
  await hoursPass(one, 100);
  await drain();
  expect(sink.requests).toHaveLength(2);
  expect((await one.call('GET', `${PATH}/${one.id}`)).body.failingSince).toBeNull();
});

test('a test of each type of event has data in the shape of the contract', async () => {
  const one = await made('/all', EVENT_TYPES);
  for (const event of EVENT_TYPES) {
    const { body } = await one.call('POST', `${PATH}/${one.id}/test`, { event });
    expect([event, body.status, body.payload.type]).toEqual([event, 'DELIVERED', event]);
    const { data } = body.payload;
    const time = data.occurredAt ?? data.unsubscribedAt ?? data.campaignId;
    expect([event, typeof time]).toEqual([event, 'string']);
  }
  const wrong = await one.call('POST', `${PATH}/${one.id}/test`, { event: 'pigeon' });
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'event']);
});

test('the list is walked with a cursor', async () => {
  const one = await made('/walk');
  for (let n = 0; n < 3; n += 1) await one.call('POST', `${PATH}/${one.id}/test`);
  const read = async (query: string) =>
    (await one.call('GET', `${PATH}/${one.id}/deliveries?limit=2${query}`)).body;
  const first = await read('');
  const second = await read(`&cursor=${first.meta.nextCursor}`);
  expect([first.data.length, second.data.length, second.meta.nextCursor]).toEqual([2, 1, null]);
  expect([...first.data, ...second.data]).toEqual(await log(one.call, one.id));
  expect((await one.call('GET', `${PATH}/${one.id}/deliveries?cursor=x`)).status).toBe(400);
});

test('a replay is a new delivery of the same event', async () => {
  const one = await made('/replay');
  await record(one.tenantId, {});
  await drain();
  const [first] = await log(one.call, one.id);
  for (const path of [
    `${PATH}/${one.id}/deliveries/${first.id}/replay`,
    `${PATH}/deliveries/${first.id}/replay`,
  ]) {
    const { status, body } = await one.call('POST', path);
    expect(status).toBe(202);
    expect(body).toMatchObject({ kind: 'replay', status: 'PENDING', payload: first.payload });
    expect(body.id).not.toBe(first.id);
    await drain();
  }
  const ids = sink.at('/replay').map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids)).toEqual(new Set([first.payload.id]));
  expect(ids).toHaveLength(3);
  const kinds = (await log(one.call, one.id)).map((row: { kind: string }) => row.kind);
  expect(kinds).toEqual(['replay', 'replay', 'event']);
});

test('what is still being tried is tried now, under its own id', async () => {
  const one = await made('/waiting');
  sink.script('/waiting', { status: 500 }, { status: 200 });
  await record(one.tenantId, {});
  await drain();
  const [waiting] = await log(one.call, one.id, '?status=PENDING');
  const { body } = await one.call('POST', `${PATH}/${one.id}/deliveries/${waiting.id}/replay`);
  expect(body).toMatchObject({ id: waiting.id, kind: 'event', attempt: 1 });
  await drain();
  const all = await log(one.call, one.id);
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({ id: waiting.id, status: 'DELIVERED', attempt: 2 });
  expect(await log(one.call, one.id, '?status=PENDING')).toEqual([]);
});

test('a replay needs an endpoint that is on, and a delivery of this tenant and endpoint', async () => {
  const one = await made('/off');
  await record(one.tenantId, {});
  await drain();
  const [first] = await log(one.call, one.id);
  await one.call('PATCH', `${PATH}/${one.id}/toggle`, { enabled: false });
  const off = await one.call('POST', `${PATH}/${one.id}/deliveries/${first.id}/replay`);
  expect([off.status, off.body.code]).toEqual([409, 'wrong_state']);
  const other = await made('/other');
  for (const [call, path] of [
    [other.call, `${PATH}/${one.id}/deliveries/${first.id}/replay`],
    [other.call, `${PATH}/${other.id}/deliveries/${first.id}/replay`],
    [other.call, `${PATH}/deliveries/${first.id}/replay`],
    [one.call, `${PATH}/${other.id}/deliveries/${first.id}/replay`],
    [one.call, `${PATH}/${one.id}/deliveries/${newId()}/replay`],
    [one.call, `${PATH}/${one.id}/deliveries/garbage/replay`],
  ] as const) {
    const { status, body } = await call('POST', path);
    expect([path, status, body.message]).toEqual([path, 404, 'Webhook delivery not found']);
  }
});

test('an endpoint is changed; what waits goes to the new URL', async () => {
  const one = await made('/old');
  sink.script('/old', { status: 503, headers: { 'retry-after': '3600' } });
  await record(one.tenantId, {});
  await drain();
  const path = `${PATH}/${one.id}`;
  const { status, body } = await one.call('PATCH', path, {
    url: `${sink.url}/new`,
    events: ['email.sent', 'campaign.sent'],
    longRetries: false,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ id: one.id, url: `${sink.url}/new`, events: ['email.sent', 'campaign.sent'] },
    ...{ longRetries: false, pausedUntil: null, failingSince: null },
  });
  await hoursPass(one, 2);
  await drain();
  expect(sink.at('/new')).toHaveLength(1);
  const kept = await one.call('PATCH', path, { events: ['campaign.sent'] });
  expect(kept.body).toMatchObject({ url: `${sink.url}/new`, longRetries: false });
  for (const [wrong, field] of [
    [{}, 'body'],
    [{ events: ['pigeon'] }, 'events'],
    [{ url: 'ftp://hooks.example.com' }, 'url'],
    [{ longRetries: 'yes' }, 'longRetries'],
    [{ secret: 'a'.repeat(40) }, 'secret'],
  ] as const) {
    const reply = await one.call('PATCH', path, wrong);
    expect([wrong, reply.status, reply.body.errors[0].path]).toEqual([wrong, 400, field]);
  }
});
