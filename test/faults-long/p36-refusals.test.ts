import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { seeded } from './seed.ts';

// P36: 5xx at RCPT is never retried and suppresses only for 5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10 or
// 5.2.1 (never 5.7.x or 5.2.2); 4xx is retried with jittered back-off (1, 5, 30 min, then >= 30 min)
// and becomes FAILED after 72 h; one refused address never releases or repeats its neighbours.

const AUDIENCE = 5_000;
const HOUR = 3_600;
const DEAD = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'];
const ALIVE = ['5.0.0', '5.1.0', '5.1.4', '5.1.7', '5.1.8', '5.2.0', '5.2.2', '5.2.3', '5.3.0']
  .concat(['5.3.4', '5.4.1', '5.4.4', '5.4.6', '5.5.0', '5.6.0'])
  .concat(['5.7.0', '5.7.1', '5.7.13', '5.7.25', '5.7.26', '5.7.27', '5.7.606']);
/** A basic code without a status says too little. */
const BARE = ['550 no', '551 no', '552 no', '553 no', '554 no'];

const random = seeded('P36');
const person = (i: number) => `person${i}@example.com`;
let sink: SmtpSink;
let app: RunningApp;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url, smtpConnections: 8 });
  await importPeople(
    app.call,
    people(AUDIENCE, (i) => ({ locale: i < 40 ? 'ca' : 'de' })),
  );
  versionId = await publishNews(app.call);
  return () => sink.close();
});

test('P36: refused ones are offered once, the dead suppressed, the others left alone', async () => {
  const refusals = [
    ...DEAD.map((status) => ({ reply: `550 ${status} gone`, dead: true })),
    ...ALIVE.map((status) => ({ reply: `550 ${status} no`, dead: false })),
    ...BARE.map((reply) => ({ reply, dead: false })),
  ];
  const refused = new Map<string, { reply: string; dead: boolean }>();
  for (let i = 40; i < AUDIENCE; i += 1) {
    if (random.between(1, 100) > 30) continue;
    refused.set(person(i), refusals[random.between(0, refusals.length - 1)]!);
  }
  const offered = new Map<string, number>();
  sink.setScript(({ stage, rcptTo }) => {
    if (stage !== 'rcpt') return undefined;
    offered.set(rcptTo, (offered.get(rcptTo) ?? 0) + 1);
    const refusal = refused.get(rcptTo);
    return refusal && { reply: refusal.reply };
  });
  const id = await send(app.call, versionId);
  const { stats } = await untilStatus(app.call, id, 'SENT');

  const failed = refused.size;
  console.log(`P36: ${failed} of ${AUDIENCE} refused in ${refusals.length} ways`);
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE - failed, failed });
  expect(offered.size).toBe(AUDIENCE);
  expect(Math.max(...offered.values())).toBe(1);
  const copies = sink.ledger.perRecipient();
  expect(copies.size).toBe(AUDIENCE - failed);
  expect([...copies].filter(([email, n]) => n !== 1 || refused.has(email))).toEqual([]);

  const dead = [...refused].filter(([, refusal]) => refusal.dead).map(([email]) => email);
  expect((await suppressed()).sort()).toEqual(dead.sort());
});

/** Whom the API calls suppressed. */
async function suppressed(): Promise<string[]> {
  const emails: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/contacts?limit=100${cursor && `&cursor=${cursor}`}`;
    const { body } = await app.call('GET', path);
    for (const { email, suppressedAt } of body.data) if (suppressedAt) emails.push(email);
    cursor = body.meta.nextCursor;
  }
  return emails;
}

/** As if this many seconds had passed for a campaign. */
async function letPass(id: string, seconds: number): Promise<void> {
  await sql`
    update messages set created_at = created_at - ${seconds} * interval '1 second',
                        next_attempt_at = next_attempt_at - ${seconds} * interval '1 second'
    where campaign_id = ${id}`.execute(app.db.engine);
}

/** Seconds until the next attempt of each deferred message, and which attempt it follows. */
async function waits(id: string): Promise<{ seconds: number; attempts: number }[]> {
  const { rows } = await sql<{ seconds: number; attempts: number }>`
    select extract(epoch from next_attempt_at - now())::float8 as seconds, attempts
    from messages where campaign_id = ${id} and status = 'DEFERRED'`.execute(app.db.engine);
  return rows;
}

test('P36: deferred ones come again after 1, 5, 30, 30 … minutes, until 72 hours', async () => {
  sink.ledger.clear();
  const projectId = newId();
  await sql`insert into projects (tenant_id, id, name, retry_window)
            values (${app.tenant.tenantId}, ${projectId}, 'News', '72 hours')`.execute(
    app.db.engine,
  );
  const later = Array.from({ length: 20 }, (_, i) => person(2 * i));
  sink.setScript(forRecipients(later, 'rcpt', { reply: '450 4.2.1 mailbox busy' }));
  const id = await send(app.call, versionId, { projectId, audienceFilter: { locale: 'ca' } });
  const deferred = (attempt: number) =>
    eventually(
      () => waits(id),
      (rows) => rows.length === 20 && rows.every(({ attempts }) => attempts === attempt),
    );
  let age = 0;
  const delays: string[] = [];
  for (const [index, minutes] of [1, 5, 30, 30, 30, 30].entries()) {
    const seconds = (await deferred(index + 1)).map((row) => row.seconds);
    const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
    delays.push(`${(least / 60).toFixed(1)}-${(most / 60).toFixed(1)}`);
    // A fifth up or down, less what passed since; and not all at once.
    expect(least).toBeGreaterThan(minutes * 60 * 0.8 - 10);
    expect(most).toBeLessThanOrEqual(minutes * 60 * 1.2);
    expect(most - least).toBeGreaterThan(minutes * 6);
    await letPass(id, most + 1);
    age += most + 1;
  }
  console.log(`P36: waited for ${delays.join(', ')} minutes`);
  // Still tried a little before the end of the window, and given up behind it.
  await deferred(7);
  await letPass(id, 72 * HOUR - age - 120);
  await deferred(8);
  await letPass(id, HOUR);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: 40, sent: 20, failed: 20 });
  const copies = sink.ledger.perRecipient();
  expect([...copies.values()].every((n) => n === 1)).toBe(true);
  expect(later.filter((email) => copies.has(email))).toEqual([]);
  const end = await untilCampaign(app.call, id, () => true);
  expect(end.stats.deferred).toBe(0);
});
