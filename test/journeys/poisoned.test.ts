import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { at, forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// A message at which the relay ends the connection each time (decision 0011).

const AUDIENCE = 600;
const POISON = 'person5@example.com';

let sink: SmtpSink;
let app: RunningApp;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url, smtpConnections: 4 });
  await importPeople(app.call, people(AUDIENCE));
  versionId = await publishNews(app.call);
  return () => sink.close();
});

async function rowOf(id: string) {
  const { rows } = await sql<{ status: string; attempts: number; reason: string }>`
    select status, attempts, reason from messages
    where campaign_id = ${id} and address = ${POISON}`.execute(app.db.engine);
  return rows[0]!;
}

test('others go on; it is put off with the reason, and FAILED after the retry window', async () => {
  const cut = forRecipients([POISON], 'rcpt', { cut: 'fin' });
  // So slow that others are under way whenever it comes back.
  const slow = at('dot', { reply: '250 ok', pieceMs: 2 });
  sink.setScript((step) => cut(step) ?? slow(step));
  const id = await send(app.call, versionId);
  const off = await untilCampaign(
    app.call,
    id,
    ({ stats }) => stats.sent === AUDIENCE - 1 && stats.deferred === 1,
  );
  expect(off).toMatchObject({ status: 'SENDING', stats: { failed: 0, unknown: 0 } });
  const row = await rowOf(id);
  expect(row).toMatchObject({ status: 'DEFERRED', attempts: 3 });
  expect(row.reason).toContain('closed the connection');

  await sql`update messages set created_at = now() - interval '25 hours', next_attempt_at = now()
            where campaign_id = ${id} and address = ${POISON}`.execute(app.db.engine);
  const second = await send(app.call, versionId);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ sent: AUDIENCE - 1, failed: 1 });
  expect(await rowOf(id)).toMatchObject({ status: 'FAILED', attempts: 4 });
  await app.call('POST', `/campaigns/${second}/cancel`);
  await untilCampaign(app.call, second, ({ stats: { sending } }) => sending === 0);
  expect(sink.ledger.copiesOf(POISON)).toEqual([]);
  expect(sink.ledger.duplicated().length).toBeLessThanOrEqual(AUDIENCE);
});

test('P38: a relay that ends every connection fails nothing, however old, and counts nothing', async () => {
  sink.setScript(at('rcpt', { cut: 'fin' }));
  const id = await send(app.call, versionId);
  const waits = await untilCampaign(app.call, id, ({ reason }) => reason !== null);
  expect(waits.reason).toContain('closed the connection');
  await sql`update messages set created_at = now() - interval '3 days'
            where campaign_id = ${id}`.execute(app.db.engine);
  const { rows } = await sql`
    select sum(attempts)::int as attempts from messages
    where campaign_id = ${id} and status <> 'SENDING'`.execute(app.db.engine);
  // The relay had taken the last campaign's mail: one accident.
  expect((rows[0] as { attempts: number }).attempts).toBeLessThanOrEqual(1);
  sink.setScript(undefined);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ sent: AUDIENCE, failed: 0 });
});
