import { spawnSync } from 'node:child_process';
import { chmod, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { runCommand } from '../support/command.ts';
import { copyDatabase, testTenant } from '../support/database.ts';
import { execute } from '../support/global-setup.ts';
import { draft, importPeople, people, publishNews, send } from '../support/newsletter.ts';
import { firstCaller, startProgram, temporaryDataDir } from '../support/pressrun.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P13: a database whose last sign of life is over an hour old at the start of a worker, or that isn't
// where it last ran, sends nothing of what was unfinished until the operator says go. Workers are
// processes of their own; what was sent is counted at the sink.

const SECRET = 'one secret of all these processes';
const AUDIENCE = 40;

let sink: SmtpSink;
let dataDir: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  dataDir = await temporaryDataDir();
});
afterAll(() => sink.close());

const copiesTo = (name: string) =>
  sink.ledger.copies.filter(({ rcptTo }) => rcptTo.startsWith(name)).length;
const environment = (url: string) => ({
  ...{ DATABASE_URL: url, DATA_DIR: dataDir, PRESSRUN_SECRET: SECRET, SMTP_URL: sink.url },
});
const startApi = (databaseUrl?: string) =>
  runApp({ smtpUrl: sink.url, secrets: [SECRET], ...(databaseUrl && { databaseUrl }) }, 'api');

/** An instance that ran until so many minutes ago, with a campaign, a schedule and an email to be sent. */
async function plant(app: RunningApp, call: Call, name: string, minutes: number) {
  await ranBefore(app.db.url);
  await importPeople(
    call,
    people(AUDIENCE, () => ({}), name),
  );
  const versionId = await publishNews(call);
  const campaignId = await send(call, versionId);
  const scheduledId = await draft(call, versionId, { name: 'Next' });
  const scheduledAt = new Date(Date.now() + 1_800_000).toISOString();
  await call('POST', `/campaigns/${scheduledId}/schedule`, { scheduledAt });
  const email = { to: `${name}@mail.example.com`, subject: 'Receipt', htmlBody: '<p>Thanks</p>' };
  await call('POST', '/emails/send', email);
  await sql`update instance_heartbeat
            set beat_at = now() - ${minutes} * interval '1 minute'`.execute(app.db.engine);
  return { versionId, campaignId, scheduledId, email };
}

/** A worker comes and goes, as yesterday. */
async function ranBefore(url: string): Promise<void> {
  const worker = await startProgram('worker', environment(url));
  expect(await worker.end('SIGTERM')).toBe(0);
}

async function newCall(app: RunningApp): Promise<Call> {
  return caller(app.url, (await testTenant(app.db)).apiKey);
}

const show = async (call: Call, id: string) => (await call('GET', `/campaigns/${id}`)).body;
const untilSent = (call: Call, id: string) =>
  eventually(
    () => show(call, id),
    ({ status }) => status === 'SENT',
  );

test('P13: 61 minutes of silence: nothing goes but what a person sends now; after `resume` all, once', async () => {
  const app = await startApi();
  const call = await newCall(app);
  const { versionId, campaignId, scheduledId, email } = await plant(app, call, 'old', 61);
  const worker = await startProgram('worker', { ...environment(app.db.url), LOG_LEVEL: 'warn' });
  const held = await show(call, campaignId);
  expect(held).toMatchObject({ status: 'PAUSED', reason: expect.stringMatching(/No worker ran/) });
  expect(held.reason).toContain('`pressrun resume`');
  expect(await show(call, scheduledId)).toMatchObject({
    ...{ status: 'SCHEDULED', reason: expect.stringContaining('`send` or a new time') },
  });
  expect(worker.said()).toContain('waits for `pressrun resume`');
  const counts = { campaigns: 2, emails: 1, since: expect.any(String) };
  expect((await call('GET', '/health/ready')).body).toEqual({ status: 'ok', held: counts });

  // The worker works: what somebody sends now goes, so what doesn't go is held.
  await importPeople(
    call,
    people(1, () => ({ locale: 'it' }), 'new'),
  );
  const audienceFilter = { locale: 'it' };
  await untilSent(call, await send(call, versionId, { name: 'Now', audienceFilter }));
  const now = await call('POST', '/emails/send?sync=true', {
    ...email,
    to: 'new@mail.example.com',
  });
  expect(now.body.status).toBe('SENT');
  expect([copiesTo('new'), copiesTo('old')]).toEqual([2, 0]);

  const env = environment(app.db.url);
  const doctor = await runCommand(['doctor'], env);
  expect(doctor.out).toMatch(/^sending {4}2 campaigns and 1 email wait for `pressrun resume`\./m);
  const shown = await runCommand(['resume', '--show'], env);
  expect(shown.out).toMatch(/^2 campaigns and 1 email wait for `pressrun resume`\. No worker ran/);
  expect(copiesTo('old')).toBe(0);
  expect(await runCommand(['resume'], env)).toEqual({
    ...{ code: 0, out: '2 campaigns and 1 email may go\n', err: '' },
  });
  await untilSent(call, campaignId);
  await eventually(
    async () => copiesTo('old'),
    (copies) => copies >= AUDIENCE + 1,
  );
  expect(await show(call, scheduledId)).toMatchObject({ status: 'SCHEDULED', reason: null });
  expect(await runCommand(['resume', '--json'], env)).toMatchObject({
    ...{ code: 0, out: '{"campaigns":0,"emails":0}\n' },
  });
  expect((await call('GET', '/health/ready')).body).toEqual({ status: 'ok' });
  const { rows: log } = await sql`
    select from audit_log where actor_type = 'operator' and action = 'campaign.resume'
      and subject_id = any(${[campaignId, scheduledId]}::uuid[])`.execute(app.db.engine);
  expect(log).toHaveLength(2);
  expect(await worker.end('SIGTERM')).toBe(0);
  const recipients = sink.ledger.copies.map(({ rcptTo }) => rcptTo);
  const oldOnes = recipients.filter((to) => to.startsWith('old'));
  expect(new Set(oldOnes).size).toBe(AUDIENCE + 1);
  expect(oldOnes).toHaveLength(AUDIENCE + 1);
});

test('59 minutes: all goes at once', async () => {
  const app = await startApi();
  const call = await newCall(app);
  const { campaignId } = await plant(app, call, 'short', 59);
  const worker = await startProgram('worker', environment(app.db.url));
  await untilSent(call, campaignId);
  await eventually(
    async () => copiesTo('short'),
    (copies) => copies === AUDIENCE + 1,
  );
  expect(await worker.end('SIGTERM')).toBe(0);
});

test('a database with nothing unfinished goes on, however long it was off', async () => {
  const app = await startApi();
  const call = await newCall(app);
  await ranBefore(app.db.url);
  await sql`update instance_heartbeat set beat_at = now() - interval '3 days'`.execute(
    app.db.engine,
  );
  const worker = await startProgram('worker', environment(app.db.url));
  expect((await call('GET', '/health/ready')).body).toEqual({ status: 'ok' });
  const email = { to: 'idle@mail.example.com', subject: 'Hi', htmlBody: '<p>Hi</p>' };
  expect((await call('POST', '/emails/send?sync=true', email)).body.status).toBe('SENT');
  expect(await worker.end('SIGTERM')).toBe(0);
});

test('a restored copy beside the original sends nothing, with a sign of life of just now', async () => {
  const original = await runApp({ smtpUrl: sink.url, secrets: [SECRET] }, 'api');
  const call = await newCall(original);
  const { campaignId } = await plant(original, call, 'copied', 0);
  await original.stop();
  const copy = await copyOf(original.db.url);
  const restored = await startApi(copy);
  const worker = await startProgram('worker', environment(copy));
  const { rows } = await sql<{ status: string; reason: string }>`
    select status, reason from campaigns where id = ${campaignId}`.execute(restored.db.engine);
  expect(rows[0]).toEqual({ status: 'PAUSED', reason: expect.stringContaining('is a copy') });
  expect(copiesTo('copied')).toBe(0);
  // The original goes on as if nothing had been.
  const first = await startProgram('worker', environment(original.db.url));
  await eventually(
    async () => copiesTo('copied'),
    (copies) => copies === AUDIENCE + 1,
  );
  expect(await first.end('SIGTERM')).toBe(0);
  expect(await worker.end('SIGTERM')).toBe(0);
  expect(copiesTo('copied')).toBe(AUDIENCE + 1);
});

/** What pg_restore makes: the same rows in a database of its own. */
async function copyOf(url: string): Promise<string> {
  const copy = await copyDatabase(inject('serverUrl'));
  const [name, template] = [copy, url].map((one) => new URL(one).pathname.slice(1));
  const server = inject('serverUrl');
  await execute(server, `drop database ${name}`);
  await execute(server, `create database ${name} template ${template}`);
  return copy;
}

describe('what a person may say without the command line', () => {
  let app: RunningApp;
  let call: Call;
  let planted: Awaited<ReturnType<typeof plant>>;

  beforeAll(async () => {
    app = await startApi();
    call = await newCall(app);
    planted = await plant(app, call, 'said', 90);
    const worker = await startProgram('worker', environment(app.db.url));
    return () => worker.end('SIGTERM');
  });

  test('a held campaign is not started by its time, and not missed', async () => {
    const { scheduledId } = planted;
    await sql`update campaigns set scheduled_at = now() - interval '1 minute'
              where id = ${scheduledId}`.execute(app.db.engine);
    // As the superuser, for nobody else sees the queue.
    const client = new pg.Client({ connectionString: app.db.url });
    await client.connect();
    const payload = { tenantId: await tenantOf(scheduledId), campaignId: scheduledId };
    const key = `start_campaign:${scheduledId}`;
    await client.query("select enqueue_job('start_campaign', $1, $2, null)", [
      JSON.stringify(payload),
      key,
    ]);
    // Its job looked, and looks again later.
    const later =
      'select from graphile_worker._private_jobs where key = $1 and run_at > now() and locked_at is null';
    await eventually(
      async () => (await client.query(later, [key])).rows,
      (rows) => rows.length === 1,
    );
    await client.end();
    expect(await show(call, scheduledId)).toMatchObject({ status: 'SCHEDULED', startedAt: null });
    expect((await show(call, scheduledId)).reason).toContain('No worker ran');
  });

  test('`resume` of one campaign sends it, and no other', async () => {
    const { campaignId, scheduledId } = planted;
    expect((await call('POST', `/campaigns/${campaignId}/resume`)).status).toBe(200);
    await untilSent(call, campaignId);
    expect(copiesTo('said')).toBe(AUDIENCE);
    expect((await show(call, scheduledId)).status).toBe('SCHEDULED');
  });

  test('a new time lets a scheduled one go; then only the email waits', async () => {
    const { scheduledId } = planted;
    const scheduledAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await call('POST', `/campaigns/${scheduledId}/schedule`, { scheduledAt });
    expect(body.reason).toBeNull();
    const { held } = (await call('GET', '/health/ready')).body;
    expect(held).toMatchObject({ campaigns: 0, emails: 1 });
  });

  test('a restart goes on holding', async () => {
    const again = await startProgram('worker', environment(app.db.url));
    expect(await again.end('SIGTERM')).toBe(0);
    expect((await call('GET', '/health/ready')).body.held).toMatchObject({ emails: 1 });
    expect(copiesTo('said@')).toBe(0);
  });

  const tenantOf = async (id: string) => {
    const { rows } = await sql<{ tenantId: string }>`
      select tenant_id as "tenantId" from campaigns where id = ${id}`.execute(app.db.engine);
    return rows[0]!.tenantId;
  };
});

test('the embedded database: its DATA_DIR may be renamed, a copy of it is held', async () => {
  const parent = await temporaryDataDir();
  // The embedded server's account has to pass (decision 0007).
  await chmod(parent, 0o711);
  const [first, moved, copied] = ['first', 'moved', 'copied'].map((name) => join(parent, name));
  // Nothing listens there, so what is sent stays queued.
  const away = { SMTP_URL: 'smtp://127.0.0.1:9' };
  const serve = await startProgram('serve', { DATA_DIR: first!, ...away });
  const call = await firstCaller(serve.url, first!);
  await importPeople(call, people(3));
  const campaignId = await send(call, await publishNews(call));
  await serve.end('SIGTERM');
  await rename(first!, moved!);
  expect(await statusOf(moved!, campaignId)).toBe('SENDING');
  expect(spawnSync('cp', ['-a', moved!, copied!]).status).toBe(0);
  expect(await statusOf(copied!, campaignId)).toBe('PAUSED');
  expect(await statusOf(moved!, campaignId)).toBe('SENDING');

  async function statusOf(dir: string, id: string): Promise<string> {
    const program = await startProgram('serve', { DATA_DIR: dir, ...away });
    const { status } = await show(await firstCaller(program.url, dir), id);
    await program.end('SIGTERM');
    return status;
  }
});
