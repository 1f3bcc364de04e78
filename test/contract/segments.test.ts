import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import type { Call } from '../support/server.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

async function fresh(): Promise<Call> {
  return caller(app.url, (await testTenant(app.db)).apiKey);
}

const filter = { not: { field: 'attributes.plan', op: 'eq', value: 'pro' } };

test('G1: POST, GET, PATCH, DELETE, and who uses it', async () => {
  const call = await fresh();
  const { status, body } = await call('POST', '/segments', { name: 'Not pro', filter });
  expect([status, Object.keys(body).sort()]).toEqual([
    201,
    ['createdAt', 'filter', 'id', 'name', 'updatedAt'],
  ]);
  const list = await call('GET', '/segments');
  expect(list.body).toEqual({
    data: [body],
    meta: { page: 1, limit: 20, total: 1, totalPages: 1 },
  });
  expect((await call('GET', `/segments/${body.id}`)).body.usage).toEqual({
    segments: [],
    campaigns: [],
  });
  const changed = await call('PATCH', `/segments/${body.id}`, { name: 'Others' });
  expect(changed.body).toMatchObject({ name: 'Others', filter });
  expect((await call('DELETE', `/segments/${body.id}`)).body).toEqual({
    deleted: true,
    id: body.id,
  });
});

test('G2: what is missing fulfils no comparison, so not has those without the field', async () => {
  const call = await fresh();
  const people = [{ attributes: { plan: 'pro' } }, { attributes: { plan: 'free' } }, {}];
  const contacts = people.map((one, i) => ({ email: `p${i}@example.com`, ...one }));
  await call('POST', '/contacts/bulk', { contacts });
  const { id } = (await call('POST', '/segments', { name: 'Not pro', filter })).body;
  for (const url of [`/segments/${id}/contacts`, `/contacts?segmentId=${id}`]) {
    const { data } = (await call('GET', url)).body;
    expect(data.map((one: { email: string }) => one.email).sort()).toEqual([
      'p1@example.com',
      'p2@example.com',
    ]);
  }
});

test('G3: count: exact, whether it is indexed, and what is slow', async () => {
  const call = await fresh();
  const { status, body } = await call('POST', '/segments/count', { filter, sample: 2 });
  expect([status, body]).toEqual([
    200,
    {
      ...{ count: 0, exact: true, indexed: false, tookMs: expect.any(Number), sample: [] },
      slowParts: [{ path: 'filter', why: expect.any(String) }],
    },
  ]);
  for (const email of ['ana', 'ben', 'cleo']) {
    await call('PUT', '/contacts', { email: `${email}@example.com` });
  }
  const { body: shown } = await call('POST', '/segments/count', { filter, sample: 2 });
  expect(shown).toMatchObject({
    ...{ count: 3, sample: [{ email: 'cleo@example.com' }, { email: 'ben@example.com' }] },
  });
});
