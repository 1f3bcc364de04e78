import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { draft, importPeople, people, publishNews, untilStatus } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

/** A tenant with three people, and a published version. */
async function fresh(count = 3): Promise<{ call: Call; versionId: string }> {
  const call = caller(app.url, (await testTenant(app.db)).apiKey);
  if (count > 0) await importPeople(call, people(count));
  return { call, versionId: await publishNews(call) };
}

const LATER = { scheduledAt: '2040-05-01T09:00:00', timezone: 'Europe/Madrid' };
const STATS = {
  ...{ audience: 0, queued: 0, sending: 0, deferred: 0, sent: 0 },
  ...{ failed: 0, skipped: 0, cancelled: 0, unknown: 0 },
};

test('M1: POST /campaigns answers 201 and a DRAFT with all its fields', async () => {
  const { call, versionId } = await fresh(0);
  const sent = {
    ...{ name: 'n'.repeat(200), templateVersionId: versionId, subject: 's'.repeat(998) },
    audienceFilter: { locale: 'es', optIn: true, projectId: 'news', attributes: { plan: 'pro' } },
    ...{ timezone: 'Europe/Madrid', unsubscribeLang: 'ca' },
  };
  const { status, body } = await call('POST', '/campaigns', sent);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ...sent,
    ...{ status: 'DRAFT', projectId: null, scheduledAt: null, startedAt: null, finishedAt: null },
    ...{ reason: null, rate: null, eta: null, stats: STATS },
    createdAt: expect.stringMatching(/\.\d{3}Z$/),
    updatedAt: expect.stringMatching(/\.\d{3}Z$/),
  });
  for (const [field, value] of [
    ['name', 'n'.repeat(201)],
    ['name', undefined],
    ['subject', 's'.repeat(999)],
    ['timezone', 'Mars/Olympus'],
    ['unsubscribeLang', 'pt'],
  ] as const) {
    const reply = await call('POST', '/campaigns', { ...sent, [field]: value });
    expect([field, reply.status, reply.body.errors[0].path]).toEqual([field, 400, field]);
  }
});

test('M2: the list by status and page; one by its id', async () => {
  const { call } = await fresh(0);
  const ids = [];
  for (const name of ['One', 'Two']) ids.push((await call('POST', '/campaigns', { name })).body.id);
  await call('POST', `/campaigns/${ids[0]}/cancel`);
  const { body } = await call('GET', '/campaigns?status=CANCELLED&page=1&limit=10');
  expect(body).toMatchObject({ data: [{ id: ids[0] }], meta: { total: 1, totalPages: 1 } });
  expect((await call('GET', '/campaigns')).body.data).toHaveLength(2);
  expect((await call('GET', `/campaigns/${ids[1]}`)).body).toMatchObject({ name: 'Two' });
  const { body: found } = await call('GET', '/campaigns?q=tW');
  expect(found).toMatchObject({ data: [{ id: ids[1], templateId: null }], meta: { total: 1 } });
});

test('M3: a DRAFT can be changed, deleted and duplicated; a SCHEDULED one only duplicated', async () => {
  const { call, versionId } = await fresh();
  const id = await draft(call, versionId);
  expect((await call('PATCH', `/campaigns/${id}`, { name: 'June' })).body.name).toBe('June');
  await call('POST', `/campaigns/${id}/schedule`, LATER);
  expect((await call('PATCH', `/campaigns/${id}`, { name: 'July' })).status).toBe(409);
  expect((await call('DELETE', `/campaigns/${id}`)).status).toBe(409);
  const copy = await call('POST', `/campaigns/${id}/duplicate`);
  expect([copy.status, copy.body.status]).toEqual([201, 'DRAFT']);
  expect((await call('DELETE', `/campaigns/${copy.body.id}`)).body).toEqual({
    ...{ deleted: true, id: copy.body.id },
  });
});

test('M4: a test goes to 1 to 5 addresses, changes nothing, and neither does its link', async () => {
  const { call, versionId } = await fresh();
  const id = await draft(call, versionId, { subject: 'Hi {{firstName}}' });
  const before = (await call('GET', `/campaigns/${id}`)).body;
  for (const count of [0, 6]) {
    const emails = Array(count).fill('me@example.net');
    expect((await call('POST', `/campaigns/${id}/test`, { emails })).status).toBe(400);
  }
  const emails = ['me@example.net', 'you@example.net'];
  const body = { emails, contactId: 'person-1' };
  const tested = await call('POST', `/campaigns/${id}/test`, body);
  expect([tested.status, tested.body.results]).toMatchObject([
    200,
    emails.map((email) => ({ email, status: 'SENT' })),
  ]);
  expect(tested.body.via).toBe('relay');
  const raw = sink.ledger.copiesOf('me@example.net').at(-1)!.raw!.toString();
  expect(raw).toContain('\r\nSubject: [Test] Hi Name 1\r\n');
  const link = /<(http[^>]+\/u\/[^>]+)>/.exec(raw)![1]!;
  expect((await fetch(link)).status).toBe(200);
  const posted = await fetch(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
  expect(posted.status).toBe(200);
  expect((await call('GET', '/contacts/person-1')).body.optIn).toBe(true);
  expect((await call('GET', `/campaigns/${id}`)).body).toEqual(before);
});

test('M5: schedule: an instant with an offset, else wall time in the zone; past is 400; again moves', async () => {
  const { call, versionId } = await fresh();
  const id = await draft(call, versionId);
  const schedule = (body: object) => call('POST', `/campaigns/${id}/schedule`, body);
  const wall = await schedule(LATER);
  expect([wall.status, wall.body.status]).toEqual([200, 'SCHEDULED']);
  expect(wall.body).toMatchObject({ scheduledAt: '2040-05-01T07:00:00.000Z' });
  const offset = await schedule({ ...LATER, scheduledAt: '2040-05-01T09:00:00-05:00' });
  expect(offset.body.scheduledAt).toBe('2040-05-01T14:00:00.000Z');
  // 02:30 doesn't exist on that day in Madrid: `compatible` makes it 03:30.
  const gap = await schedule({ ...LATER, scheduledAt: '2040-03-25T02:30:00' });
  expect(gap.body.scheduledAt).toBe('2040-03-25T01:30:00.000Z');
  expect((await schedule({ ...LATER, scheduledAt: '2020-01-01T00:00:00Z' })).status).toBe(400);
  expect((await call('GET', `/campaigns/${id}`)).body.scheduledAt).toBe(gap.body.scheduledAt);
});

test('M6: send: 202 and SENDING without a body, then SENT with exact counts; again is 409', async () => {
  const { call, versionId } = await fresh();
  const id = await draft(call, versionId);
  const { status, body } = await call('POST', `/campaigns/${id}/send`);
  expect([status, body.status, body.id]).toEqual([202, 'SENDING', id]);
  const done = await untilStatus(call, id, 'SENT');
  expect(done.stats).toEqual({ ...STATS, audience: 3, sent: 3 });
  expect(Date.parse(done.startedAt)).toBeLessThanOrEqual(Date.parse(done.finishedAt));
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(409);
  expect((await call('POST', `/campaigns/${id}/cancel`)).status).toBe(409);
});

test('M7: a SCHEDULED one can be sent at once, and starts by itself when it is due', async () => {
  const { call, versionId } = await fresh();
  const now = await draft(call, versionId);
  await call('POST', `/campaigns/${now}/schedule`, LATER);
  expect((await call('POST', `/campaigns/${now}/send`)).status).toBe(202);
  await untilStatus(call, now, 'SENT');
  const soon = await draft(call, versionId);
  const scheduledAt = new Date(Date.now() + 700).toISOString();
  await call('POST', `/campaigns/${soon}/schedule`, { scheduledAt, timezone: 'UTC' });
  const { startedAt } = await untilStatus(call, soon, 'SENT');
  expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(Date.parse(scheduledAt));
});

test('M8: 422 without a published version, an unsubscribe link or an audience, and for optIn: false', async () => {
  const { call, versionId } = await fresh(0);
  const refused = async (over: object) => {
    const id = (await call('POST', '/campaigns', { name: 'No', ...over })).body.id;
    const { status, body } = await call('POST', `/campaigns/${id}/send`);
    return [status, body.errors[0].path];
  };
  expect(await refused({})).toEqual([422, 'templateVersionId']);
  expect(await refused({ templateVersionId: versionId })).toEqual([422, 'audienceFilter']);
  await importPeople(call, people(1));
  const bare = await publishNews(call, { name: 'Bare', htmlBody: '<p>No link</p>' });
  expect(await refused({ templateVersionId: bare })).toEqual([422, 'templateVersionId']);
  const out = { templateVersionId: versionId, audienceFilter: { optIn: false } };
  expect(await refused(out)).toEqual([422, 'audienceFilter.optIn']);
});

test('M9: cancel from DRAFT, SCHEDULED, SENDING and PAUSED, with the counts', async () => {
  const { call, versionId } = await fresh(200);
  const slow = { rateLimit: { perSecond: 1 } };
  const steps = {
    DRAFT: [],
    SCHEDULED: ['schedule'],
    SENDING: ['send'],
    PAUSED: ['send', 'pause'],
  };
  for (const [state, path] of Object.entries(steps)) {
    const id = await draft(call, versionId, slow);
    for (const step of path) {
      await call('POST', `/campaigns/${id}/${step}`, step === 'schedule' ? LATER : undefined);
    }
    expect((await call('GET', `/campaigns/${id}`)).body.status).toBe(state);
    if (state === 'SENDING') await frozen(call, id);
    const { status, body } = await call('POST', `/campaigns/${id}/cancel`);
    expect([state, status, body.status]).toEqual([state, 200, 'CANCELLED']);
    const { audience, sent, cancelled } = body.stats;
    expect(sent + cancelled).toBe(audience);
    expect((await call('POST', `/campaigns/${id}/cancel`)).status).toBe(409);
  }
});

async function frozen(call: Call, id: string): Promise<void> {
  await eventually(
    async () => (await call('GET', `/campaigns/${id}`)).body.stats.audience,
    (audience) => audience === 200,
  );
}

test('M10: the audience: opted in, matching, never suppressed', async () => {
  const { call, versionId } = await fresh(0);
  const all = people(6, (i) => ({
    ...{ optIn: i !== 0, locale: i === 1 ? 'de' : 'es' },
    attributes: { firstName: `N${i}`, plan: i === 2 ? 'free' : 'pro' },
    ...(i === 3 ? { projectId: 'other' } : { projectId: 'news' }),
  }));
  await importPeople(call, all);
  await call('POST', '/suppressions', { email: all[4]!.email, reason: 'manual' });
  const audienceFilter = { locale: 'es', projectId: 'news', attributes: { plan: 'pro' } };
  const id = await draft(call, versionId, { audienceFilter });
  await call('POST', `/campaigns/${id}/send`);
  await untilStatus(call, id, 'SENT');
  const { data } = (await call('GET', `/campaigns/${id}/recipients`)).body;
  expect(data.map((one: { email: string }) => one.email)).toEqual([all[5]!.email]);
});

test('M11: variants: each person gets their locale’s, who has none the base', async () => {
  const { call, versionId } = await fresh(0);
  await importPeople(
    call,
    people(3, (i) => ({ locale: ['es', 'fr', null][i] })),
  );
  const { templateId } = await versionOf(call, versionId);
  const spanish = { locale: 'es', localeGroupId: versionId, subject: 'Hola' };
  const { body } = await call('POST', `/templates/${templateId}/versions`, spanish);
  await call('POST', `/templates/${templateId}/versions/${body.id}/publish`);
  const id = await draft(call, versionId);
  const coverage = await call('GET', `/campaigns/${id}/locale-coverage`);
  expect(coverage.body).toEqual(
    expect.arrayContaining([
      { locale: 'es', count: 1, hasTemplate: true },
      { locale: 'fr', count: 1, hasTemplate: false },
      { locale: null, count: 1, hasTemplate: true },
    ]),
  );
  const from = sink.ledger.copies.length;
  await call('POST', `/campaigns/${id}/send`);
  await untilStatus(call, id, 'SENT');
  const subjects = sink.ledger.copies
    .slice(from)
    .map(({ rcptTo, raw }) => [...[rcptTo, /\r\nSubject: (.*)\r\n/.exec(raw!.toString())![1]]]);
  expect(subjects.sort()).toEqual([
    ['person0@example.com', 'Hola'],
    ['person1@example.com', 'Hello Name 1'],
    ['person2@example.com', 'Hello Name 2'],
  ]);
});

async function versionOf(call: Call, versionId: string): Promise<{ templateId: string }> {
  const { data } = (await call('GET', '/templates')).body;
  for (const { id } of data) {
    const { body } = await call('GET', `/templates/${id}/versions/${versionId}`);
    if (body.id === versionId) return { templateId: id };
  }
  throw new Error(`no template has ${versionId}`);
}

test('M12 (P16): “send” pressed 50 times at once starts the campaign once', async () => {
  const { call, versionId } = await fresh(20);
  const id = await draft(call, versionId);
  const from = sink.ledger.copies.length;
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => call('POST', `/campaigns/${id}/send`)),
  );
  const statuses = replies.map(({ status }) => status).sort();
  expect(statuses).toEqual([202, ...Array(49).fill(409)]);
  expect((await untilStatus(call, id, 'SENT')).stats).toMatchObject({ audience: 20, sent: 20 });
  const got = sink.ledger.copies.slice(from).map(({ rcptTo }) => rcptTo);
  expect([got.length, new Set(got).size]).toEqual([20, 20]);
});

test('M13: in each person’s own time: a wall time, a wave per zone, no offset; waves are empty otherwise', async () => {
  const { call, versionId } = await fresh(0);
  await importPeople(
    call,
    people(4, (i) => ({ timezone: ['Asia/Kolkata', 'America/New_York', null, null][i] })),
  );
  const id = await draft(call, versionId);
  const waves = async () => (await call('GET', `/campaigns/${id}/waves`)).body;
  expect(await waves()).toEqual([]);
  const asked = `scheduledAt=${LATER.scheduledAt}&timezone=Europe/Madrid`;
  const plan = (await call('GET', `/campaigns/${id}/waves?${asked}`)).body;
  expect((await call('GET', `/campaigns/${id}/waves?${asked}/nowhere`)).status).toBe(400);
  const schedule = (body: object) => call('POST', `/campaigns/${id}/schedule`, body);
  const { status, body } = await schedule({ ...LATER, deliverAt: 'recipient' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ status: 'SCHEDULED', deliverAt: 'recipient', ifPassed: 'send' },
    ...{ scheduledAt: '2040-05-01T07:00:00.000Z', timezone: 'Europe/Madrid' },
  });
  const planned = { localTime: '2040-05-01T09:00:00', status: 'PENDING', stats: null };
  expect(await waves()).toEqual([
    { ...planned, timezone: 'Asia/Kolkata', dueAt: '2040-05-01T03:30:00.000Z', count: 1 },
    { ...planned, timezone: 'Europe/Madrid', dueAt: '2040-05-01T07:00:00.000Z', count: 2 },
    { ...planned, timezone: 'America/New_York', dueAt: '2040-05-01T13:00:00.000Z', count: 1 },
  ]);
  expect(await waves()).toEqual(plan);
  const offset = { ...LATER, scheduledAt: '2040-05-01T09:00:00Z', deliverAt: 'recipient' };
  expect((await schedule(offset)).body.errors[0].path).toBe('scheduledAt');
  expect((await schedule({ ...LATER, ifPassed: 'skip' })).body.errors[0].path).toBe('ifPassed');
  expect((await schedule(LATER)).body).toMatchObject({ deliverAt: 'instant', ifPassed: null });
  expect(await waves()).toEqual([]);
  expect((await call('GET', '/campaigns/nobody/waves')).status).toBe(404);
});

test('M14 (P46): the pre-flight says what to put right; send and schedule answer 422 with the same document', async () => {
  const { call } = await fresh();
  const bare = await publishNews(call, { name: 'Bare', htmlBody: '<p>Hi {{firstName}}</p>' });
  const id = await draft(call, bare);
  const shown = await call('GET', `/campaigns/${id}/preflight`);
  expect(shown.status).toBe(200);
  expect(shown.body).toMatchObject({
    ...{ ready: false, audience: 3, checkedAt: expect.stringMatching(/\.\d{3}Z$/) },
    findings: expect.arrayContaining([
      {
        ...{ code: 'unsubscribe_link_missing', severity: 'blocking', path: 'templateVersionId' },
        ...{ message: expect.any(String), action: expect.any(String) },
      },
      expect.objectContaining({ code: 'postal_address_missing', severity: 'warning' }),
    ]),
  });
  const before = (await call('GET', `/campaigns/${id}`)).body;
  for (const act of ['send', 'schedule']) {
    const { status, body } = await call(
      'POST',
      `/campaigns/${id}/${act}`,
      act === 'schedule' ? LATER : undefined,
    );
    expect([status, body.code, body.errors[0].path]).toEqual([
      ...[422, 'unprocessable', 'templateVersionId'],
    ]);
    const { findings, ...rest } = body.preflight;
    expect(rest).toMatchObject({ ready: false, audience: 3 });
    expect(findings).toEqual([shown.body.findings[0]]);
  }
  expect((await call('GET', `/campaigns/${id}`)).body).toEqual(before);
});
