import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { BulkInterruptedError, Pressrun, type PressrunOptions } from '../src/pressrun.ts';

// The client against a real server.

let app: RunningApp;
beforeAll(async () => {
  app = await runApp();
});

/** The client of a tenant of its own. */
async function newClient(over: Partial<PressrunOptions> = {}) {
  const { tenantId, apiKey } = await testTenant(app.db);
  return new Pressrun({ apiKey, tenantId, baseUrl: app.url, ...over });
}

const reader = (n: number) => ({
  email: `reader${n}@example.com`,
  externalId: `r-${n}`,
  optIn: true,
});
const readers = (count: number) => Array.from({ length: count }, (_, n) => reader(n));

/** Every answer is lost on its way once; the request has reached the server. */
function losesFirstAnswers(): typeof fetch {
  const lost = new Set<string>();
  return async (input, init) => {
    const response = await fetch(input, init);
    const request = `${init?.method} ${input} ${new Headers(init?.headers).get('idempotency-key')}`;
    if (lost.has(request)) return response;
    lost.add(request);
    await response.body?.cancel();
    throw new TypeError('fetch failed', { cause: new Error('other side closed') });
  };
}

test('P15: whatever answer is lost, each call is done once', async () => {
  const client = await newClient({ fetch: losesFirstAnswers() });
  const { created, failed } = await client.contacts.bulk(readers(3));
  expect([created, failed]).toEqual([3, 0]);
  const { id } = await client.campaigns.create({ name: 'May' });
  await client.campaigns.duplicate(id);
  expect((await client.campaigns.list()).meta.total).toBe(2);
  expect(await client.contacts.upsert(reader(1))).toMatchObject(reader(1));
  expect((await client.contacts.list()).meta.total).toBe(3);
});

test('lists: a page by await, everything by a loop, by cursor and by page', async () => {
  const asked: string[] = [];
  const client = await newClient({ onAnswer: ({ operation }) => asked.push(operation) });
  await client.contacts.bulk(readers(1_203));
  asked.length = 0;
  const seen = new Set<string>();
  for await (const { id } of client.contacts.list({ optIn: true })) seen.add(id);
  expect([seen.size, asked.length]).toEqual([1_203, 3]);
  const sizes: number[] = [];
  for await (const { data } of client.contacts.list({ limit: 401 }).pages())
    sizes.push(data.length);
  expect(sizes).toEqual([401, 401, 401]);
  const page = await client.contacts.list({ limit: 5, page: 2 });
  expect([page.data.length, page.meta.total]).toEqual([5, 1_203]);
  const future = new Date(Date.now() + 3_600_000);
  expect(await client.contacts.list({ updatedSince: future }).all()).toEqual([]);

  for (const name of ['a', 'b', 'c', 'd', 'e']) await client.campaigns.create({ name });
  const names = (await client.campaigns.list({ limit: 2 }).all()).map(({ name }) => name);
  expect(names).toEqual(['e', 'd', 'c', 'b', 'a']);
  for (const n of [1, 2, 3]) await client.suppressions.create({ email: `s${n}@example.com` });
  expect(await client.suppressions.list({ limit: 1 }).all()).toHaveLength(3);
  const library = await client.library.list().all();
  expect(library.length).toBeGreaterThan(3);
  const first: string[] = [];
  for await (const { id } of client.library.list({ limit: 2 })) {
    first.push(id);
    if (first.length === 3) break;
  }
  expect(first).toEqual(library.slice(0, 3).map(({ id }) => id));
});

test('bulk: an error names its row in what was passed; rows and chunks of any size', async () => {
  const client = await newClient();
  const progress: number[] = [];
  async function* rows() {
    for (let n = 0; n < 25; n += 1) yield n % 10 === 7 ? { email: `wrong ${n}` } : reader(n);
  }
  const onProgress = (count: number) => progress.push(count);
  const result = await client.contacts.bulk(rows(), { chunkSize: 10, onProgress });
  expect(result).toMatchObject({ created: 23, updated: 0, unchanged: 0, failed: 2 });
  expect(result.errors.map(({ index, email }) => [index, email])).toEqual([
    [7, 'wrong 7'],
    [17, 'wrong 17'],
  ]);
  expect(progress).toEqual([10, 20, 25]);
  // 700 contacts at the limit of attributes are more than a request may have.
  const large = readers(700).map((one) => ({ ...one, attributes: { note: 'x'.repeat(8_000) } }));
  expect(await client.contacts.bulk(large)).toMatchObject({ failed: 0, updated: 23, created: 677 });
});

test('bulk: what stops it tells how far it came; the same key goes on from there', async () => {
  const client = await newClient();
  const stop = new AbortController();
  const options = { chunkSize: 10, idempotencyKey: 'import-1' };
  const error: BulkInterruptedError = await client.contacts
    .bulk(readers(40), {
      ...options,
      signal: stop.signal,
      onProgress: (rows) => rows === 20 && stop.abort(new Error('enough')),
    })
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(BulkInterruptedError);
  expect([error.rows, error.result.created, error.cause]).toEqual([20, 20, new Error('enough')]);
  // The first two requests are answered from what was stored: created, not unchanged.
  expect(await client.contacts.bulk(readers(40), options)).toMatchObject({ created: 40 });
  expect((await client.contacts.list()).meta.total).toBe(40);
});

test('contacts, templates and suppressions by every other verb', async () => {
  const client = await newClient();
  const ana = await client.contacts.upsert({ ...reader(1), attributes: { plan: 'pro' } });
  expect(await client.contacts.update(ana.id, { locale: 'de' })).toMatchObject({ locale: 'de' });
  expect((await client.contacts.get('r-1')).attributes).toEqual({ plan: 'pro' });
  expect(await client.contacts.delete('r-1')).toEqual({ deleted: true, externalId: 'r-1' });
  await expect(client.contacts.get('r-1')).rejects.toMatchObject({
    status: 404,
    code: 'not_found',
  });

  const { id, versions } = await client.library.clone('letter', { name: 'Mine' });
  expect((await client.library.get('letter')).id).toBe('letter');
  const versionId = versions[0]!.id;
  const { versions: templateVersions } = client.templates;
  await templateVersions.update(id, versionId, { subject: 'Hello' });
  expect(await templateVersions.publish(id, versionId)).toMatchObject({ status: 'PUBLISHED' });
  expect((await templateVersions.preview(id, versionId)).subject).toBe('Hello');
  expect((await templateVersions.unpublish(id, versionId)).status).toBe('DRAFT');
  const draft = await templateVersions.create(id, { subject: 'Two', htmlBody: '<p>Two</p>' });
  expect(await templateVersions.list(id).all()).toHaveLength(2);
  expect((await templateVersions.get(id, draft.id)).subject).toBe('Two');
  expect(await templateVersions.delete(id, draft.id)).toMatchObject({ deleted: true });
  expect((await client.templates.update(id, { name: 'Ours' })).name).toBe('Ours');
  expect((await client.templates.get(id)).name).toBe('Ours');
  expect(await client.templates.list({ q: 'Our' }).all()).toHaveLength(1);
  expect(await client.templates.delete(id)).toMatchObject({ deleted: true });

  const csv = 'email,reason\r\nbea@example.com,bounce\r\nnobody,manual\r\n';
  expect(await client.suppressions.import(csv)).toMatchObject({ created: 1, failed: 1 });
  const rows = [{ email: 'cleo@example.com' }];
  expect(await client.suppressions.import(rows, { reason: 'manual' })).toMatchObject({
    created: 1,
  });
  expect(await client.suppressions.get('bea@example.com')).toMatchObject({ reason: 'bounce' });
  expect(await client.suppressions.export({ reason: 'bounce' })).toContain(
    'bea@example.com,bounce',
  );
  expect(await client.suppressions.delete('bea@example.com')).toMatchObject({ deleted: true });
});

test('rate limit as the server told it', async () => {
  const client = await newClient();
  expect(client.limits).toEqual({ rateLimit: null, quota: null });
  await client.contacts.list();
  const { limit, remaining, resetsAt } = client.limits.rateLimit!;
  expect([limit, limit - remaining]).toEqual([1_000_000, 1]);
  expect(Math.abs(resetsAt.getTime() - Date.now() - 60_000)).toBeLessThan(10_000);
});
