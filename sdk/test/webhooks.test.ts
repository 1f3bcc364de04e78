import { beforeAll, expect, test } from 'vitest';
import { EVENT_TYPES, type EventType } from '../../src/events/event.ts';
import { eventually, type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { Pressrun, verifyWebhook, type WebhookEvent } from '../src/pressrun.ts';

// Webhooks through the client, delivered for real, and verified as their receiver does.

const hooks = webhookSink();
let app: RunningApp;
beforeAll(async () => {
  app = await runApp();
});

/** The client knows each type of event that the server tells, and no other: checked by tsc. */
const known: Record<WebhookEvent['type'], true> = Object.fromEntries(
  EVENT_TYPES.map((type): [EventType, true] => [type, true]),
) as Record<EventType, true>;

async function newEndpoint() {
  const { tenantId, apiKey } = await testTenant(app.db);
  const client = new Pressrun({ apiKey, baseUrl: app.url });
  const events = [...EVENT_TYPES] as WebhookEvent['type'][];
  const path = `/${tenantId}`;
  const endpoint = await client.webhooks.create({ url: hooks.url + path, events });
  const received = () =>
    Promise.all(
      hooks.at(path).map(({ body, headers }) => verifyWebhook(body, headers, endpoint.secret)),
    );
  return { client, endpoint, path, received };
}

test('P27: each type of event verifies, and is told as its type says', async () => {
  const { client, endpoint, received } = await newEndpoint();
  for (const type of Object.keys(known) as WebhookEvent['type'][]) {
    const { statusCode } = await client.webhooks.test(endpoint.id, type);
    expect([type, statusCode]).toEqual([type, 200]);
  }
  const events = await received();
  expect(events.map(({ type }) => type)).toEqual([...EVENT_TYPES]);
  for (const event of events) {
    expect(event).toMatchObject({ id: expect.stringMatching(/^evt_/), data: { test: true } });
    expect(told(event)).toEqual(expect.any(String));
  }
});

/** What a receiver would read of each; a wrong name is undefined here. */
function told(event: WebhookEvent): unknown {
  switch (event.type) {
    case 'email.opened':
      return event.data.userAgent;
    case 'email.clicked':
      return event.data.linkUrl;
    case 'email.bounced':
      return event.data.bounceType;
    case 'email.complained':
      return event.data.complaintFeedbackType;
    case 'email.failed':
      return event.data.diagnostic;
    case 'email.sent':
    case 'email.delivered':
      return event.data.to;
    case 'contact.unsubscribed':
      return event.data.source;
    case 'campaign.sent':
      return event.data.stats.sent === 3 ? event.data.name : undefined;
    case 'campaign.paused':
      return event.data.reason;
    case 'campaign.missed':
      return event.data.scheduledAt;
    case 'campaign.sending':
    case 'campaign.cancelled':
      return event.data.campaignId;
    case 'webhook.disabled':
      return event.data.endpointId;
  }
}

test('P30: a real event verifies; after a rotation with the new secret, too', async () => {
  const { client, endpoint, path, received } = await newEndpoint();
  await client.contacts.upsert({ email: 'ana@example.com', optIn: true });
  await client.suppressions.create({ email: 'ana@example.com', reason: 'unsubscribe' });
  const [event] = await eventually(received, ({ length }) => length > 0);
  if (event?.type !== 'contact.unsubscribed') throw new Error(`told ${event?.type}`);
  expect(event.data.email).toBe('ana@example.com');
  const { secret } = await client.webhooks.rotateSecret(endpoint.id);
  await client.webhooks.test(endpoint.id, 'email.sent');
  const { body, headers } = hooks.at(path).at(-1)!;
  for (const one of [secret, endpoint.secret]) await verifyWebhook(body, headers, one);
  expect(secret).not.toBe(endpoint.secret);
});

test('endpoints by every other verb', async () => {
  const { client, endpoint, path } = await newEndpoint();
  const { id } = endpoint;
  expect((await client.webhooks.disable(id)).enabled).toBe(false);
  expect((await client.webhooks.disable(id)).enabled).toBe(false);
  expect((await client.webhooks.enable(id)).enabled).toBe(true);
  expect((await client.webhooks.update(id, { events: ['email.sent'] })).events).toEqual([
    'email.sent',
  ]);
  expect(await client.webhooks.list()).toMatchObject([{ id }]);
  expect(await client.webhooks.get(id)).toMatchObject({ id, url: hooks.url + path });
  await client.webhooks.test(id, 'email.sent');
  const [delivery] = await client.webhooks.deliveries(id).all();
  expect(delivery).toMatchObject({ endpointId: id, statusCode: 200 });
  await client.webhooks.replay(delivery!.id);
  await eventually(
    async () => hooks.at(path),
    ({ length }) => length === 2,
  );
  expect(await client.webhooks.delete(id)).toMatchObject({ deleted: true });
  await expect(client.webhooks.get(id)).rejects.toMatchObject({ status: 404 });
});
