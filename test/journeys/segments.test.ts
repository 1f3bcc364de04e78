import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { fanOut } from '../../src/campaigns/fan-out.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { draft, importPeople, people, publishNews } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';

// Campaigns to segments. No worker runs here: fan-out is run by hand, when the test says so.

const KEY = Buffer.alloc(32, 7);
let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

/** Six people, the even ones on the plan pro, the first two Spanish. */
async function fresh() {
  const { tenantId, apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const over = (i: number) => ({
    attributes: { plan: i % 2 ? 'free' : 'pro' },
    locale: i < 2 ? 'es' : 'en',
  });
  await importPeople(call, people(6, over));
  return { call, tenantId, versionId: await publishNews(call) };
}

const pro = { field: 'attributes.plan', op: 'eq', value: 'pro' };

async function segment(call: Call, name: string, filter: object): Promise<string> {
  const { status, body } = await call('POST', '/segments', { name, filter });
  expect([status, body.message]).toEqual([201, undefined]);
  return body.id;
}

async function recipients(call: Call, campaignId: string): Promise<string[]> {
  const { data } = (await call('GET', `/campaigns/${campaignId}/recipients`)).body;
  return data.map(({ email }: { email: string }) => email.replace('@example.com', '')).sort();
}

test('a campaign goes to a segment without others; an edit after the start changes nobody', async () => {
  const { call, tenantId, versionId } = await fresh();
  const base = await segment(call, 'Pro', pro);
  const segmentId = await segment(call, 'Of pro', { and: [{ segmentId: base }] });
  const spanish = await segment(call, 'Spanish', { field: 'locale', op: 'eq', value: 'es' });
  const audienceFilter = { segmentId, exclude: [spanish] };
  const id = await draft(call, versionId, { audienceFilter });
  expect((await call('GET', `/campaigns/${id}`)).body.audienceFilter).toEqual(audienceFilter);
  const coverage = await call('GET', `/campaigns/${id}/locale-coverage`);
  expect(coverage.body).toMatchObject([{ locale: 'en', count: 2 }]);
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  const everybody = { not: { field: 'attributes.plan', op: 'eq', value: 'nobody' } };
  expect((await call('PATCH', `/segments/${base}`, { filter: everybody })).status).toBe(200);
  const used = await call('DELETE', `/segments/${spanish}`);
  expect([used.status, used.body.message]).toEqual([
    409,
    expect.stringContaining('SENDING campaign'),
  ]);
  await fanOut(app.db, tenantId, id, KEY);
  expect(await recipients(call, id)).toEqual(['person2', 'person4']);
  // A copy goes by the segment as it is now.
  const { body: copy } = await call('POST', `/campaigns/${id}/duplicate`);
  await call('POST', `/campaigns/${copy.id}/send`);
  await fanOut(app.db, tenantId, copy.id, KEY);
  expect(await recipients(call, copy.id)).toEqual(['person2', 'person3', 'person4', 'person5']);
});

test('who was sent a campaign, and who was not mailed for days, can be chosen', async () => {
  const { call, tenantId, versionId } = await fresh();
  const first = await draft(call, versionId, { audienceFilter: { attributes: { plan: 'pro' } } });
  await call('POST', `/campaigns/${first}/send`);
  await fanOut(app.db, tenantId, first, KEY);
  const was = await segment(call, 'Got it', { field: 'activity', op: 'sent', value: first });
  const rested = await segment(call, 'Rested', {
    field: 'activity',
    op: 'notMailedForDays',
    value: 7,
  });
  const count = async (segmentId: string) =>
    (await call('POST', '/segments/count', { segmentId })).body.count;
  expect([await count(was), await count(rested)]).toEqual([0, 6]);
  await sql`update messages set status = 'SENT', finished_at = now()
            where tenant_id = ${tenantId}`.execute(app.db.engine);
  expect([await count(was), await count(rested)]).toEqual([3, 3]);
  await sql`update messages set finished_at = now() - interval '8 days'
            where tenant_id = ${tenantId}`.execute(app.db.engine);
  expect([await count(was), await count(rested)]).toEqual([3, 6]);
});

test('a segment that is not there is refused at a draft, and one that is gone at the start', async () => {
  const { call, tenantId, versionId } = await fresh();
  const segmentId = await segment(call, 'Pro', pro);
  const { tenantId: stranger, apiKey } = await testTenant(app.db);
  const foreign = await segment(caller(app.url, apiKey), 'Pro', pro);
  expect(stranger).not.toBe(tenantId);
  for (const wrong of [{ segmentId: foreign }, { exclude: [segmentId, foreign] }]) {
    const body = { name: 'May', audienceFilter: wrong };
    expect((await call('POST', '/campaigns', body)).body).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('is not a segment of this tenant'),
    });
  }
  const id = await draft(call, versionId, { audienceFilter: { segmentId } });
  await sql`delete from segments where id = ${segmentId}`.execute(app.db.engine);
  const when = { scheduledAt: '2099-01-01T00:00:00Z' };
  for (const reply of [
    await call('POST', `/campaigns/${id}/send`),
    await call('POST', `/campaigns/${id}/schedule`, when),
    await call('POST', `/campaigns/${id}/test`, { emails: ['me@example.com'] }),
    await call('GET', `/campaigns/${id}/locale-coverage`),
  ]) {
    expect([reply.status, reply.body.message]).toEqual([
      422,
      expect.stringContaining(`${segmentId} of the audience is gone`),
    ]);
  }
});

test('a segment without anybody is an empty audience', async () => {
  const { call, versionId } = await fresh();
  const segmentId = await segment(call, 'Nobody', { and: [pro, { not: pro }] });
  const id = await draft(call, versionId, { audienceFilter: { segmentId } });
  const { status, body } = await call('POST', `/campaigns/${id}/send`);
  expect([status, body.message]).toEqual([422, expect.stringContaining('The audience is empty')]);
});

test('P45: the address of an erased person leaves the filters that name it', async () => {
  const { call, tenantId, versionId } = await fresh();
  await importPeople(call, [{ email: 'ana@bücher.example' }]);
  const { data } = (await call('GET', '/contacts?q=ana')).body;
  const named = ['Ana@BÜCHER.example', 'person1@example.com'];
  const segmentId = await segment(call, 'Two', { field: 'email', op: 'in', value: named });
  const other = await segment(call, 'Not her', {
    and: [{ segmentId }, { not: { field: 'email', op: 'eq', value: data[0].email } }],
  });
  const id = await draft(call, versionId, { audienceFilter: { segmentId: other } });
  await call('POST', `/campaigns/${id}/send`);
  expect((await call('DELETE', `/contacts/${data[0].id}`)).status).toBe(200);
  const value = ['erased@example.invalid', 'person1@example.com'];
  expect((await call('GET', `/segments/${segmentId}`)).body.filter).toEqual({
    field: 'email',
    op: 'in',
    value,
  });
  const { rows } = await sql<{ text: string }>`
    select filter::text as text from segments where tenant_id = ${tenantId}
    union all
    select frozen_segments::text from campaigns where tenant_id = ${tenantId}`.execute(
    app.db.engine,
  );
  expect(rows.filter(({ text }) => /ana@/i.test(text))).toEqual([]);
  await fanOut(app.db, tenantId, id, KEY);
  expect(await recipients(call, id)).toEqual(['person1']);
});
