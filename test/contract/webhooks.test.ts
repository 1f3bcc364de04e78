import { Webhook } from 'standardwebhooks';
import { beforeAll, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../src/events/event.ts';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { expectSigned } from '../support/signed.ts';
import { webhookSink } from '../support/webhook-sink.ts';

const hooks = webhookSink();
let app: RunningApp;

beforeAll(async () => {
  app = await runApp();
});

async function fresh(): Promise<{ call: Call; tenantId: string }> {
  const { tenantId, apiKey } = await testTenant(app.db);
  return { call: caller(app.url, apiKey), tenantId };
}

const CONTRACT_EVENTS = [
  ...['email.sent', 'email.delivered', 'email.opened', 'email.clicked', 'email.bounced'],
  ...['email.complained', 'email.failed', 'contact.unsubscribed', 'campaign.sending'],
  ...['campaign.sent', 'campaign.cancelled', 'campaign.paused', 'campaign.missed'],
];

test('W1: POST answers 201 with the id and the secret, which is shown this once', async () => {
  const { call } = await fresh();
  const made = await call('POST', '/webhooks/endpoints', {
    ...{ url: 'https://hooks.example.com/x', events: ['email.sent'] },
  });
  expect(made.status).toBe(201);
  expect(made.body.secret).toMatch(/^whsec_.{32,}/);
  const secret = 's'.repeat(32);
  const own = { url: 'https://hooks.example.com/y', events: ['email.sent'], secret };
  expect((await call('POST', '/webhooks/endpoints', own)).body.secret).toBe(secret);
  const short = { ...own, secret: 's'.repeat(31) };
  expect((await call('POST', '/webhooks/endpoints', short)).status).toBe(400);
  const text = JSON.stringify((await call('GET', '/webhooks/endpoints')).body);
  expect(text).not.toContain(secret);
  expect(text).not.toContain(made.body.secret);
});

test('W2: a public HTTPS URL, unless the instance allows others', async () => {
  const strict = await runApp({ allowPrivateHosts: false }, 'api');
  const status = async (url: string) =>
    (await strict.call('POST', '/webhooks/endpoints', { url, events: ['email.sent'] })).status;
  expect(await status('https://hooks.example.com/x')).toBe(201);
  for (const url of [
    ...['http://hooks.example.com/x', 'https://127.0.0.1/', 'https://localhost/'],
    ...['https://10.0.0.1/', 'https://[::1]/', 'ftp://hooks.example.com/', 'nonsense'],
  ]) {
    expect([url, await status(url)]).toEqual([url, 400]);
  }
});

test('W3: every event of the contract can be asked for, and no other', async () => {
  const { call } = await fresh();
  // Ours: what becomes of an endpoint that fails for days.
  expect([...EVENT_TYPES].sort()).toEqual([...CONTRACT_EVENTS, 'webhook.disabled'].sort());
  const url = 'https://hooks.example.com/x';
  const made = await call('POST', '/webhooks/endpoints', { url, events: CONTRACT_EVENTS });
  expect([made.status, made.body.events]).toEqual([201, CONTRACT_EVENTS]);
  const wrong = { url, events: ['email.eaten'] };
  expect((await call('POST', '/webhooks/endpoints', wrong)).status).toBe(400);
});

test('W4: list, toggle, deliveries, delete', async () => {
  const { call } = await fresh();
  const url = 'https://hooks.example.com/x';
  const { id } = (await call('POST', '/webhooks/endpoints', { url, events: ['email.sent'] })).body;
  const path = `/webhooks/endpoints/${id}`;
  expect((await call('GET', '/webhooks/endpoints')).body.data).toMatchObject([{ id, url }]);
  expect((await call('PATCH', `${path}/toggle`)).body.enabled).toBe(false);
  expect((await call('PATCH', `${path}/toggle`)).body.enabled).toBe(true);
  const log = (await call('GET', `${path}/deliveries?limit=20`)).body;
  expect(log).toMatchObject({ data: [], meta: { limit: 20 } });
  expect((await call('DELETE', path)).body).toEqual({ deleted: true, id });
  expect((await call('GET', `${path}/deliveries`)).status).toBe(404);
});

test('W5: email.sent and the campaign’s events: headers, both signatures, body and data', async () => {
  const { call, tenantId } = await fresh();
  const events = ['email.sent', 'campaign.sending', 'campaign.sent'];
  const endpoint = { url: `${hooks.url}/w5`, events };
  const { id, secret } = (await call('POST', '/webhooks/endpoints', endpoint)).body;
  await importPeople(call, people(1));
  const versionId = await publishNews(call);
  const campaignId = await send(call, versionId);
  await untilStatus(call, campaignId, 'SENT');
  const requests = await eventually(
    async () => hooks.at('/w5'),
    (found) => found.length >= 3,
  );
  const bodies = requests.map((request) => JSON.parse(request.body.toString()));
  for (const request of requests) expectSigned(request, secret);
  expect(bodies.map(({ type }) => type).sort()).toEqual([...events].sort());
  expect(bodies.find(({ type }) => type === 'email.sent')).toEqual({
    id: expect.stringMatching(/^evt_/),
    ...{ type: 'email.sent', tenantId, createdAt: expect.stringMatching(/\.\d{3}Z$/) },
    data: {
      emailLogId: expect.stringMatching(/./),
      ...{ to: 'person0@example.com', subject: expect.stringMatching(/^Hello /) },
      status: 'SENT',
      ...{ tags: [], metadata: {}, templateVersionId: versionId, campaignId },
      occurredAt: expect.stringMatching(/\.\d{3}Z$/),
    },
  });
  // What became of a delivery is written down after its receiver has answered.
  const { data } = await eventually(
    async () => (await call('GET', `/webhooks/endpoints/${id}/deliveries`)).body,
    (log) => log.data.every((delivery: { deliveredAt: string | null }) => delivery.deliveredAt),
  );
  expect(data).toHaveLength(3);
  for (const delivery of data) {
    expect(delivery).toMatchObject({
      ...{ statusCode: 200, responseBody: 'ok', attempt: 1 },
      payload: bodies.find((body) => body.id === delivery.payload.id),
      deliveredAt: expect.stringMatching(/Z$/),
      createdAt: expect.stringMatching(/Z$/),
    });
  }
});

test('W6: one event id over endpoints; one delivery id per endpoint', async () => {
  const { call } = await fresh();
  for (const path of ['/a', '/b']) {
    const endpoint = { url: hooks.url + path, events: ['campaign.cancelled'] };
    await call('POST', '/webhooks/endpoints', endpoint);
  }
  const { id } = (await call('POST', '/campaigns', { name: 'No' })).body;
  await call('POST', `/campaigns/${id}/cancel`);
  const [a, b] = await eventually(
    async () => [...hooks.at('/a'), ...hooks.at('/b')],
    (found) => found.length === 2,
  );
  expect(a!.headers['webhook-id']).toBe(b!.headers['webhook-id']);
  const deliveryId = 'x-mailingcore-delivery-id';
  expect(a!.headers[deliveryId]).not.toBe(b!.headers[deliveryId]);
});

test('W7: an answer that is not 2xx is a failure, kept in the log and tried again', async () => {
  const { call } = await fresh();
  hooks.script('/w7', { status: 500, body: 'broken' });
  const endpoint = { url: `${hooks.url}/w7`, events: ['campaign.cancelled'] };
  const { id } = (await call('POST', '/webhooks/endpoints', endpoint)).body;
  const campaign = (await call('POST', '/campaigns', { name: 'No' })).body;
  await call('POST', `/campaigns/${campaign.id}/cancel`);
  const [delivery] = await eventually(
    async () => (await call('GET', `/webhooks/endpoints/${id}/deliveries`)).body.data,
    (data) => data[0]?.statusCode === 500,
  );
  expect(delivery).toMatchObject({ responseBody: 'broken', attempt: 1, deliveredAt: null });
  const wait = Date.parse(delivery.nextAttemptAt) - Date.now();
  // Exponential from 10 s, with a jitter of a fifth.
  expect(wait).toBeGreaterThan(5_000);
  expect(wait).toBeLessThan(13_000);
});

test('W8: PATCH, test, replay by both paths, and rotate-secret', async () => {
  const { call } = await fresh();
  const endpoint = { url: `${hooks.url}/w8`, events: ['email.sent'] };
  const { id, secret } = (await call('POST', '/webhooks/endpoints', endpoint)).body;
  const path = `/webhooks/endpoints/${id}`;
  const change = { url: `${hooks.url}/w8-new`, events: ['email.failed', 'email.bounced'] };
  expect((await call('PATCH', path, change)).body).toMatchObject({ id, ...change });
  const tested = await call('POST', `${path}/test`);
  expect(tested).toMatchObject({ status: 200, body: { event: 'email.failed', statusCode: 200 } });
  const delivery = tested.body.id;
  for (const replay of [
    `${path}/deliveries/${delivery}/replay`,
    `/webhooks/endpoints/deliveries/${delivery}/replay`,
  ]) {
    expect((await call('POST', replay)).body.payload).toEqual(tested.body.payload);
  }
  const all = await eventually(
    async () => hooks.at('/w8-new'),
    (found) => found.length === 3,
  );
  for (const request of all) expectSigned(request, secret);
  const { body } = await call('POST', `${path}/rotate-secret`);
  expect(body.secret).toMatch(/^whsec_/);
  await call('POST', `${path}/test`);
  const { headers, body: sent } = hooks.at('/w8-new')[3]!;
  for (const valid of [secret, body.secret]) {
    new Webhook(valid).verify(sent, headers as Record<string, string>);
  }
});
