import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { CampaignNotSentError, Pressrun, type PressrunOptions } from '../src/pressrun.ts';

// Campaigns through the client, sent for real to the outbox.

let app: RunningApp;
beforeAll(async () => {
  app = await runApp();
});

const COUNT = 30;

/** A tenant's client with readers and a published version, and what makes a draft. */
async function newsroom(over: Partial<PressrunOptions> = {}) {
  const { apiKey } = await testTenant(app.db);
  const client = new Pressrun({ apiKey, baseUrl: app.url, ...over });
  await client.contacts.bulk(
    Array.from({ length: COUNT }, (_, n) => ({ email: `reader${n}@example.com`, optIn: true })),
  );
  const { id, versions } = await client.library.clone('letter');
  await client.templates.versions.publish(id, versions[0]!.id);
  const templateVersionId = versions[0]!.id;
  return { client, draft: () => client.campaigns.create({ name: 'May', templateVersionId }) };
}

/**
 * Cuts the first streams after their first chunk, as a proxy that restarts would; `then` runs before
 * the first one that is let through.
 */
function cutsStreams(times: number, then: () => unknown = () => {}) {
  let cuts = 0;
  let before = then;
  const cutting: typeof fetch = async (input, init) => {
    const isStream = String(input).endsWith('/events');
    if (isStream && cuts === times) {
      const work = before;
      before = () => {};
      await work();
    }
    const response = await fetch(input, init);
    if (!isStream || cuts === times) return response;
    cuts += 1;
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return new Response(value, response);
  };
  return { cutting, cuts: () => cuts };
}

test('send and wait: progress on the way, the campaign at the end, the ledger by a loop', async () => {
  const { client, draft } = await newsroom();
  const { id } = await draft();
  const { results } = await client.campaigns.test(id, { emails: ['me@example.net'] });
  expect(results).toMatchObject([{ email: 'me@example.net', status: 'SENT' }]);
  expect(await client.campaigns.localeCoverage(id)).toMatchObject([{ count: COUNT }]);
  expect((await client.campaigns.send(id)).status).toBe('SENDING');
  const seen: string[] = [];
  const onProgress = ({ status }: { status: string }) => seen.push(status);
  const done = await client.campaigns.waitUntilSent(id, { onProgress });
  expect(done).toMatchObject({ status: 'SENT', stats: { audience: COUNT, sent: COUNT } });
  expect(seen.at(-1)).toBe('SENT');
  const recipients = await client.campaigns.recipients(id, { limit: 7 }).all();
  expect(new Set(recipients.map(({ email }) => email)).size).toBe(COUNT);
  expect(await client.campaigns.recipients(id, { status: 'FAILED' }).all()).toEqual([]);
  expect(await client.campaigns.retryFailed(id)).toMatchObject({ changed: 0, status: 'SENT' });
  expect(await client.campaigns.resolveUnknown(id, { action: 'leave' })).toMatchObject({
    changed: 0,
  });
});

test('events: a stream that is cut is opened again, and nothing is told twice', async () => {
  const { cutting, cuts } = cutsStreams(3, () => client.campaigns.send(id));
  const { client, draft } = await newsroom({ fetch: cutting });
  const { id } = await draft();
  await client.campaigns.schedule(id, { scheduledAt: new Date(Date.now() + 3_600_000) });
  const told: string[] = [];
  for await (const progress of client.campaigns.events(id)) told.push(JSON.stringify(progress));
  expect(cuts()).toBe(3);
  // Each of the three told that it is scheduled.
  expect(told.filter((one) => one.includes('"SCHEDULED"'))).toHaveLength(1);
  expect(new Set(told).size).toBe(told.length);
  expect(JSON.parse(told.at(-1)!)).toMatchObject({ status: 'SENT', stats: { sent: COUNT } });
});

test('events: a server that only cuts is given up after the retries; a missing campaign at once', async () => {
  const { cutting } = cutsStreams(Number.POSITIVE_INFINITY);
  const silent: typeof fetch = async (input, init) => {
    if (!String(input).endsWith('/events')) return fetch(input, init);
    await (await cutting(input, init)).body?.cancel();
    return new Response('', { headers: { 'content-type': 'text/event-stream' } });
  };
  const { client, draft } = await newsroom({ fetch: silent });
  const { id } = await draft();
  const stream = client.campaigns.events(id, { retries: 1 });
  await expect(stream.next()).rejects.toMatchObject({ code: 'connection_failed' });
  const { client: other } = await newsroom();
  await expect(other.campaigns.events(id).next()).rejects.toMatchObject({ status: 404 });
});

test('events: leaving the loop, or a signal, ends the stream', async () => {
  const { client, draft } = await newsroom();
  const { id } = await draft();
  for await (const { status } of client.campaigns.events(id)) {
    expect(status).toBe('DRAFT');
    break;
  }
  const stop = new AbortController();
  const stream = client.campaigns.events(id, { signal: stop.signal });
  await stream.next();
  const next = stream.next();
  stop.abort('enough');
  await expect(next).rejects.toBe('enough');
});

test('waiting for what nobody sends fails, with the campaign', async () => {
  const { client, draft } = await newsroom();
  const { id } = await draft();
  const error = await client.campaigns.waitUntilSent(id).catch((caught) => caught);
  expect(error).toBeInstanceOf(CampaignNotSentError);
  expect([error.code, error.campaign.status]).toEqual(['campaign_not_sent', 'DRAFT']);
  const timezone = 'Europe/Madrid';
  const scheduled = await client.campaigns.schedule(id, {
    scheduledAt: '2040-05-01T09:00',
    timezone,
  });
  expect(scheduled.scheduledAt).toBe('2040-05-01T07:00:00.000Z');
  const waiting = client.campaigns.waitUntilSent(id).catch((caught) => caught);
  expect((await client.campaigns.cancel(id)).status).toBe('CANCELLED');
  expect(await waiting).toMatchObject({ campaign: { status: 'CANCELLED' } });
  const copy = await client.campaigns.duplicate(id);
  expect((await client.campaigns.update(copy.id, { name: 'June' })).name).toBe('June');
  expect(await client.campaigns.delete(copy.id)).toMatchObject({ deleted: true });
});

test('pause and resume', async () => {
  const { client, draft } = await newsroom();
  const { id } = await draft();
  await client.campaigns.update(id, { rateLimit: { perMinute: 10 } });
  await client.campaigns.send(id);
  expect((await client.campaigns.pause(id)).status).toBe('PAUSED');
  expect((await client.campaigns.get(id)).status).toBe('PAUSED');
  expect((await client.campaigns.resume(id)).status).toBe('SENDING');
  expect((await client.campaigns.cancel(id)).status).toBe('CANCELLED');
});
