import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { webhookSink } from '../support/webhook-sink.ts';
import { type HostedClient, HostedError, hostedClient } from './hosted-client.ts';

// A program that was written for the hosted product, with nothing changed but the base URL.

const hooks = webhookSink();
let app: RunningApp;
let client: HostedClient;

beforeAll(async () => {
  app = await runApp();
  client = hostedClient(app.url, app.tenant.apiKey);
});

test('H1: its whole journey: contacts, template, campaign, webhooks, suppression, erasure', async () => {
  const events = ['campaign.sent', 'email.sent'];
  const endpoint = await client.webhooks.create({ url: `${hooks.url}/app`, events });
  const ana = { email: 'ana@example.com', externalId: 'ana', locale: 'en', optIn: true };
  expect(await client.contacts.upsert(ana)).toMatchObject(ana);
  const rows = [
    { email: 'ben@example.com', externalId: 'ben', optIn: true },
    { email: 'cleo@example.com', externalId: 'cleo', optIn: true },
  ];
  expect(await client.contacts.bulk(rows)).toMatchObject({ created: 2, failed: 0 });
  expect(
    await client.contacts.update((await client.contacts.get('ben')).id, { locale: 'de' }),
  ).toMatchObject({ externalId: 'ben', locale: 'de' });
  await client.suppressions.create('cleo@example.com', 'manual');
  const listed = await client.contacts.list({ limit: 2 });
  expect([listed.items.length, listed.total]).toEqual([2, 3]);

  const template = await client.templates.fromLibrary('letter');
  const versionId = template.versions[0].id;
  const published = await client.templates.publish(template.id, versionId);
  expect(published).toMatchObject({ id: versionId, status: 'PUBLISHED' });

  const campaign = await client.campaigns.create({ name: 'May', templateVersionId: versionId });
  const { results } = await client.campaigns.test(campaign.id, ['me@example.net']);
  expect(results).toMatchObject([{ status: 'SENT' }]);
  expect(await client.campaigns.localeCoverage(campaign.id)).toHaveLength(2);
  const at = '2040-01-01T09:00:00';
  const scheduled = await client.campaigns.schedule(campaign.id, at, 'Europe/Madrid');
  expect(scheduled.scheduledAt).toBe('2040-01-01T08:00:00.000Z');
  expect((await client.campaigns.send(campaign.id)).status).toBe('SENDING');
  const done = await eventually(
    () => client.campaigns.get(campaign.id),
    ({ status }) => status === 'SENT',
  );
  expect(done.stats).toMatchObject({ audience: 2, sent: 2 });
  expect((await client.campaigns.list({ status: 'SENT' })).total).toBe(1);

  await eventually(
    async () => hooks.at('/app'),
    (requests) => requests.length === 3,
  );
  const deliveries = await eventually(
    () => client.webhooks.deliveries(endpoint.id, 20),
    ({ items }) => items.filter(({ deliveredAt }) => deliveredAt !== null).length === 3,
  );
  expect(deliveries.items.every(({ statusCode }) => statusCode === 200)).toBe(true);
  expect((await client.webhooks.list()).items).toHaveLength(1);
  expect((await client.webhooks.toggle(endpoint.id)).enabled).toBe(false);
  expect((await client.webhooks.delete(endpoint.id)).deleted).toBe(true);

  expect(await client.contacts.delete('ana')).toEqual({ deleted: true, externalId: 'ana' });
  expect((await client.suppressions.list()).items).toHaveLength(2);
  expect((await client.suppressions.delete('cleo@example.com')).deleted).toBe(true);
});

test('H2: it finds an error’s words where it looks for them', async () => {
  const failure = async (work: Promise<unknown>) => {
    const error = await work.catch((caught) => caught);
    expect(error).toBeInstanceOf(HostedError);
    return error as HostedError;
  };
  const invalid = await failure(client.contacts.upsert({ email: 'nobody' }));
  expect(invalid).toMatchObject({ status: 400, title: 'Bad Request', type: 'about:blank' });
  expect(invalid.message).toContain('must be an e-mail address');
  const missing = await failure(client.contacts.get('nobody'));
  expect([missing.status, missing.message]).toEqual([404, 'Contact not found']);
  const draft = await client.campaigns.create({ name: 'Empty' });
  expect((await failure(client.campaigns.send(draft.id))).status).toBe(422);
  await client.campaigns.cancel(draft.id);
  expect((await failure(client.campaigns.update(draft.id, { name: 'x' }))).status).toBe(409);
  const stranger = hostedClient(app.url, 'mc_live_nobody');
  expect((await failure(stranger.contacts.list())).status).toBe(401);
});
