import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { execute } from '../support/global-setup.ts';
import { draft, importPeople, people, publishNews, untilStatus } from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Contract: Campaigns, schedule; P11 and P12 in short. DST rules: src/campaigns/schedule-time.test.ts.

const AUDIENCE = 20;
let sink: SmtpSink;
let app: RunningApp;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url });
  await importPeople(app.call, people(AUDIENCE));
  versionId = await publishNews(app.call);
  return () => sink.close();
});

const schedule = (id: string, scheduledAt: unknown, timezone?: unknown) =>
  app.call('POST', `/campaigns/${id}/schedule`, { scheduledAt, timezone });

/** As if so many seconds had passed since: campaign and job are due at that instant. */
async function makeDue(id: string, seconds: number): Promise<void> {
  await sql`update campaigns set scheduled_at = now() - ${seconds} * interval '1 second'
            where id = ${id}`.execute(app.db.engine);
  // The application's role can't see the queue's tables; the database's owner can.
  await execute(
    app.db.url,
    `update graphile_worker._private_jobs set run_at = now() - interval '1 second'
     where key = 'start_campaign:${id}'`,
  );
}

test('wall time is read in its zone, an offset as it is', async () => {
  const id = await draft(app.call, versionId);
  const summer = await schedule(id, '2030-07-01T09:00:00', 'Europe/Madrid');
  expect(summer).toMatchObject({
    status: 200,
    body: {
      status: 'SCHEDULED',
      scheduledAt: '2030-07-01T07:00:00.000Z',
      timezone: 'Europe/Madrid',
    },
  });
  const again = await schedule(id, '2030-01-01T09:00:00+05:30', 'America/New_York');
  expect(again.body).toMatchObject({
    status: 'SCHEDULED',
    scheduledAt: '2030-01-01T03:30:00.000Z',
    timezone: 'America/New_York',
  });
  const shown = await app.call('GET', `/campaigns/${id}`);
  expect(shown.body.scheduledAt).toBe('2030-01-01T03:30:00.000Z');
  expect((await schedule(id, '2030-01-01T09:00:00Z')).body.timezone).toBe('America/New_York');
});

test('what can not be a time ahead is refused with its field', async () => {
  const id = await draft(app.call, versionId);
  const refused: [unknown, unknown, string][] = [
    ['2020-01-01T09:00:00Z', 'UTC', 'scheduledAt'],
    [new Date(Date.now() - 1_000).toISOString(), 'UTC', 'scheduledAt'],
    ['tomorrow', 'UTC', 'scheduledAt'],
    ['2030-02-30T09:00:00Z', 'UTC', 'scheduledAt'],
    ['2030-07-01T25:00:00', 'UTC', 'scheduledAt'],
    ['2030-07-01T09:00:00', 'Europe/Atlantis', 'timezone'],
    ['2030-07-01T09:00:00', '+02:00', 'timezone'],
    [1_893_456_000, 'UTC', 'scheduledAt'],
  ];
  for (const [scheduledAt, timezone, field] of refused) {
    const { status, body } = await schedule(id, scheduledAt, timezone);
    expect({ scheduledAt, status }).toEqual({ scheduledAt, status: 400 });
    expect(body.errors[0].path).toContain(field);
  }
  expect((await app.call('GET', `/campaigns/${id}`)).body.status).toBe('DRAFT');
  const empty = await draft(app.call, versionId, { templateVersionId: null });
  expect((await schedule(empty, '2030-07-01T09:00:00Z')).status).toBe(422);
});

test('a due campaign starts once, and not before', async () => {
  sink.ledger.clear();
  const id = await draft(app.call, versionId);
  const scheduledAt = new Date(Date.now() + 1_500).toISOString();
  await schedule(id, scheduledAt, 'UTC');
  // Scheduled again and again, it still has one start.
  await schedule(id, scheduledAt, 'UTC');
  const done = await untilStatus(app.call, id, 'SENT');
  expect(Date.parse(done.startedAt)).toBeGreaterThanOrEqual(Date.parse(scheduledAt));
  expect(Date.parse(done.startedAt)).toBeLessThan(Date.parse(scheduledAt) + 5_000);
  expect(sink.ledger.accepted).toBe(AUDIENCE);
  expect(sink.ledger.duplicated()).toEqual([]);
  expect((await schedule(id, '2030-07-01T09:00:00Z')).status).toBe(409);
});

test('up to an hour late it starts, with `send` at the same moment it starts once', async () => {
  sink.ledger.clear();
  const id = await draft(app.call, versionId);
  await schedule(id, '2030-07-01T09:00:00Z');
  await makeDue(id, 3_000);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => app.call('POST', `/campaigns/${id}/send`)),
  );
  const started = answers.filter(({ status }) => status === 202).length;
  expect(started).toBeLessThanOrEqual(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(50 - started);
  await untilStatus(app.call, id, 'SENT');
  expect(sink.ledger.accepted).toBe(AUDIENCE);
});

test('over an hour late it is missed and waits for `send`', async () => {
  sink.ledger.clear();
  const id = await draft(app.call, versionId);
  await schedule(id, '2030-07-01T09:00:00Z');
  await makeDue(id, 3_700);
  const { body } = await eventually(
    () => app.call('GET', `/campaigns/${id}`),
    (reply) => reply.body.reason !== null,
  );
  expect(body).toMatchObject({ status: 'SCHEDULED', stats: { audience: 0 } });
  expect(body.reason).toContain('send');
  const { rows } = await sql`
    select from events where campaign_id = ${id} and type = 'campaign.missed'`.execute(
    app.db.engine,
  );
  expect(rows).toHaveLength(1);
  expect(sink.ledger.accepted).toBe(0);
  expect((await app.call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  expect((await untilStatus(app.call, id, 'SENT')).reason).toBeNull();
  expect(sink.ledger.accepted).toBe(AUDIENCE);
});

test('a missed one can be given a new time', async () => {
  sink.ledger.clear();
  const id = await draft(app.call, versionId);
  await schedule(id, '2030-07-01T09:00:00Z');
  await makeDue(id, 7_200);
  await eventually(
    () => app.call('GET', `/campaigns/${id}`),
    (reply) => reply.body.reason !== null,
  );
  const moved = await schedule(id, new Date(Date.now() + 800).toISOString(), 'UTC');
  expect(moved.body).toMatchObject({ status: 'SCHEDULED', reason: null });
  await untilStatus(app.call, id, 'SENT');
  expect(sink.ledger.accepted).toBe(AUDIENCE);
});
