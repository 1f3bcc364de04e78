import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// An API without a worker, and a worker that comes later: what waits, and who hears of it.

let sink: SmtpSink;
let api: RunningApp;
let call: Call;

beforeAll(async () => {
  sink = await startSmtpSink();
  api = await runApp({ smtpUrl: sink.url, secrets }, 'api');
  call = caller(api.url, (await testTenant(api.db)).apiKey);
  return () => sink.close();
});

const secrets = ['one secret for both processes, long enough'];
const content = { subject: 'Now', htmlBody: '<p>Now</p>' };

test('?sync=true waits for a worker of another process, also one that is not there yet', async () => {
  const waiting = call('POST', '/emails/send?sync=true', { to: 'one@example.com', ...content });
  await eventually(
    async () => (await call('GET', '/emails/logs')).body.data,
    (rows) => rows.length === 1 && rows[0].status === 'QUEUED',
  );
  const behind = await call('POST', '/emails/send', { to: 'two@example.com', ...content });
  expect(behind.body.position).toBe(1);
  await runApp({ smtpUrl: sink.url, secrets, databaseUrl: api.db.url }, 'worker');
  expect((await waiting).body).toMatchObject({ status: 'SENT', queued: false });
  // The worker is idle: it hears of the next at once.
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const from = performance.now();
    const to = `again${i}@example.com`;
    const { body } = await call('POST', '/emails/send?sync=true', { to, ...content });
    times.push(performance.now() - from);
    expect(body.status).toBe('SENT');
  }
  console.log(`sync: ${times.map((ms) => Math.round(ms)).join(', ')} ms`);
  // A worker that only looked once a second would take half of one each.
  expect(Math.min(...times)).toBeLessThan(400);
});

test('a rate limit of the project holds its emails, and nobody else’s', async () => {
  const tenant = await testTenant(api.db);
  const as = caller(api.url, tenant.apiKey);
  await sql`insert into projects (tenant_id, id, name, rate_limit)
            values (${tenant.tenantId}, 'slow', 'Slow', '{"perDay": 3}')`.execute(api.db.engine);
  const recipients = Array.from({ length: 10 }, (_, i) => ({ to: `slow${i}@example.com` }));
  await as('POST', '/emails/batch', { recipients, ...content, projectId: 'slow' });
  const reply = await as('POST', '/emails/send?sync=true', { to: 'free@example.com', ...content });
  expect(reply.body.status).toBe('SENT');
  const total = async (status: string) =>
    (await as('GET', `/emails/logs?status=${status}`)).body.meta.total;
  await eventually(
    () => total('SENT'),
    (sent) => sent === 4,
  );
  expect(await total('QUEUED')).toBe(7);
});
