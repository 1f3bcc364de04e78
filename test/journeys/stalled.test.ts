import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCampaign } from '../../src/campaigns/service.ts';
import { requeueDue } from '../../src/messages/recover.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilCampaign } from '../support/newsletter.ts';
import { startProgram, temporaryDataDir } from '../support/pressrun.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { supposing } from '../support/supposing.ts';

// P6: workers that die, and campaigns in which nothing moves. The API is one process, each worker another;
// time passes by what the database remembers of it.

const SECRET = 'one secret of all these processes';
const AUDIENCE = 300;
/** Copies that a killed worker may cost: connections of one worker and a flush. */
const W = 200;

let sink: SmtpSink;
let api: RunningApp;
let versionId: string;
let environment: Record<string, string>;

beforeAll(async () => {
  sink = await startSmtpSink();
  const dataDir = await temporaryDataDir();
  const made = await runApp({ smtpUrl: sink.url, secrets: [SECRET] }, 'api');
  const { url } = made.db;
  api = made;
  environment = {
    ...{ DATABASE_URL: url, DATA_DIR: dataDir, PRESSRUN_SECRET: SECRET, SMTP_URL: sink.url },
  };
  await importPeople(api.call, people(AUDIENCE));
  versionId = await publishNews(api.call);
});
afterAll(() => sink.close());

const show = async (id: string) => (await api.call('GET', `/campaigns/${id}`)).body;
const untilSent = (id: string) => untilCampaign(api.call, id, ({ status }) => status === 'SENT');

/** As if all that was written down had been so many minutes earlier. */
async function passMinutes(minutes: number): Promise<void> {
  const earlier = sql`${minutes} * interval '1 minute'`;
  const { engine } = api.db;
  await sql`update campaigns set started_at = started_at - ${earlier}`.execute(engine);
  await sql`update campaign_progress set moved_at = moved_at - ${earlier}`.execute(engine);
  await sql`update workers set lease_until = lease_until - ${earlier}`.execute(engine);
  await sql`update instance_heartbeat set beat_at = beat_at - ${earlier}`.execute(engine);
  await sql`update messages set next_attempt_at = next_attempt_at - ${earlier}
            where next_attempt_at is not null`.execute(engine);
}

test('P6: every worker was dead for ten minutes: the next one goes on at once, and nobody is lost', async () => {
  const worker = await startProgram('worker', environment);
  sink.hold();
  const id = await send(api.call, versionId);
  await sink.reached(1);
  await worker.end('SIGKILL');
  await passMinutes(10);
  expect(await show(id)).toMatchObject({ status: 'SENDING', stalledSince: null });
  sink.release();
  const next = await startProgram('worker', environment);
  const { stats } = await untilSent(id);
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE });
  expect(new Set(sink.ledger.copies.map(({ rcptTo }) => rcptTo)).size).toBe(AUDIENCE);
  expect(sink.ledger.copies.length).toBeLessThanOrEqual(AUDIENCE + W);
  expect(await next.end('SIGTERM')).toBe(0);
});

test('P6: a campaign that nobody sends has stalled after 15 minutes, and says since when and why', async () => {
  await passMinutes(10);
  const id = await send(api.call, versionId);
  await passMinutes(14);
  expect(await show(id)).toMatchObject({ status: 'SENDING', stalledSince: null, reason: null });
  await passMinutes(1);
  const stalled = await show(id);
  expect(stalled).toMatchObject({
    ...{ status: 'SENDING', stalledSince: stalled.startedAt, eta: null },
    reason: expect.stringMatching(/^No worker is running.*`pressrun worker`/),
  });
  const worker = await startProgram('worker', environment);
  await untilSent(id);
  expect(await show(id)).toMatchObject({ stalledSince: null, reason: null });
  expect(await worker.end('SIGTERM')).toBe(0);
});

test('P6: with a worker and a relay that is down, the reason is that of the relay', async () => {
  const worker = await startProgram('worker', { ...environment, SMTP_URL: 'smtp://127.0.0.1:9' });
  const id = await send(api.call, versionId);
  const { reason } = await untilCampaign(api.call, id, (campaign) => campaign.reason !== null);
  await passMinutes(16);
  await sql`update instance_heartbeat set beat_at = now()`.execute(api.db.engine);
  await sql`update workers set lease_until = now() + interval '30 seconds'`.execute(api.db.engine);
  expect(await show(id)).toMatchObject({ stalledSince: expect.any(String), reason });
  expect(reason).toContain('127.0.0.1:9');
  // Somebody pauses it and lets it go on: what it waited before doesn't count.
  await api.call('POST', `/campaigns/${id}/pause`);
  expect(await show(id)).toMatchObject({ status: 'PAUSED', stalledSince: null });
  await api.call('POST', `/campaigns/${id}/resume`);
  expect(await show(id)).toMatchObject({ status: 'SENDING', stalledSince: null });
  await api.call('POST', `/campaigns/${id}/cancel`);
  expect(await worker.end('SIGTERM')).toBe(0);
});

test('who keeps to a rate limit has not stalled, unless there is no worker to go on', async () => {
  const worker = await startProgram('worker', environment);
  const id = await send(api.call, versionId, { rateLimit: { perDay: 20 } });
  await untilCampaign(api.call, id, (campaign) => campaign.reason !== null);
  expect(await worker.end('SIGTERM')).toBe(0);
  await passMinutes(16);
  expect(await show(id)).toMatchObject({ reason: expect.stringContaining('No worker is running') });
  await sql`update instance_heartbeat set beat_at = now()`.execute(api.db.engine);
  expect(await show(id)).toMatchObject({
    ...{ stalledSince: null, reason: 'Rate limit reached for this day' },
  });
  // The next day: what it waited before doesn't count any more.
  await sql`update rate_windows set used = 0`.execute(api.db.engine);
  const next = await startProgram('worker', environment);
  await untilCampaign(api.call, id, ({ stats }) => stats.sent === 40);
  expect(await show(id)).toMatchObject({ stalledSince: null });
  await api.call('POST', `/campaigns/${id}/cancel`);
  expect(await next.end('SIGTERM')).toBe(0);
});

test('who waits for a retry has not stalled, until its time has passed unnoticed', async () => {
  const late = 'person7@example.com';
  sink.setScript(forRecipients([late], 'rcpt', { reply: '451 4.7.1 come back later' }));
  const worker = await startProgram('worker', environment);
  const id = await send(api.call, versionId);
  await untilCampaign(
    api.call,
    id,
    ({ stats }) => stats.sent === AUDIENCE - 1 && stats.deferred === 1,
  );
  expect(await worker.end('SIGTERM')).toBe(0);
  await sql`update messages set next_attempt_at = now() + interval '25 minutes'
            where campaign_id = ${id} and status = 'DEFERRED'`.execute(api.db.engine);
  await passMinutes(20);
  expect(await show(id)).toMatchObject({ stalledSince: null, reason: null });
  await passMinutes(21);
  expect(await show(id)).toMatchObject({
    ...{ stalledSince: expect.any(String), reason: expect.stringContaining('No worker') },
  });
  // Its time comes: then something begins to move, but not beside a queue that stands.
  expect(await stalledAfterRequeue(id, 0)).toBeNull();
  expect(await stalledAfterRequeue(id, 1)).toBeInstanceOf(Date);
  sink.setScript(undefined);
  const next = await startProgram('worker', environment);
  await untilSent(id);
  expect(await next.end('SIGTERM')).toBe(0);
});

/** Since when it would have stalled if due retries were queued now, beside so many that stand there; nothing is. */
function stalledAfterRequeue(id: string, standing: number): Promise<Date | null> {
  return supposing(api.db, async (tx) => {
    await sql`update campaign_progress set sent = sent - ${standing}, queued = queued + ${standing}
              where campaign_id = ${id}`.execute(tx);
    expect(await requeueDue(tx, 10)).toBe(1);
    return (await getCampaign(tx, api.tenant.tenantId, id)).stalledSince;
  });
}
