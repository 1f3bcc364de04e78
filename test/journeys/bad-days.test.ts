import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { at, firstOf, forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { webhookSink } from '../support/webhook-sink.ts';

// A relay that refuses, defers, or is not there at all; and what webhooks are told of it.

const AUDIENCE = 60;
const hooks = webhookSink();
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

const person = (i: number) => `person${i}@example.com`;
const everyone = Array.from({ length: AUDIENCE }, (_, i) => person(i)).sort();

/** As if the time of all next attempts had come. */
async function makeDue(id: string): Promise<void> {
  await sql`update messages set next_attempt_at = now()
            where campaign_id = ${id} and status = 'DEFERRED'`.execute(app.db.engine);
}

test('refused ones fail alone, and each message has one event', async () => {
  const events = ['email.sent', 'email.failed'];
  const made = await app.call('POST', '/webhooks/endpoints', { url: `${hooks.url}/mail`, events });
  const refused = [person(3), person(30), person(59)];
  sink.setScript(
    firstOf(
      forRecipients(refused.slice(0, 2), 'rcpt', { reply: '550 5.7.1 not wanted here' }),
      forRecipients(refused.slice(2), 'dot', { reply: '554 5.6.0 not liked' }),
    ),
  );
  const id = await send(app.call, versionId);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE - 3, failed: 3 });
  const accepted = everyone.filter((email) => !refused.includes(email));
  expect(sink.ledger.copies.map(({ rcptTo }) => rcptTo).sort()).toEqual(accepted);

  await eventually(
    async () => hooks.at('/mail').length,
    (count) => count >= AUDIENCE,
  );
  const told = hooks.at('/mail').map(({ headers, body }) => {
    new Webhook(made.body.secret).verify(body.toString(), headers as Record<string, string>);
    return JSON.parse(body.toString());
  });
  expect(told.map(({ data }) => data.to).sort()).toEqual(everyone);
  expect(new Set(told.map((event) => event.id)).size).toBe(AUDIENCE);
  for (const { type, data } of told) {
    const failed = refused.includes(data.to);
    expect(type).toBe(failed ? 'email.failed' : 'email.sent');
    expect(data).toMatchObject({ status: failed ? 'FAILED' : 'SENT', campaignId: id });
    if (failed) expect(data.diagnostic).toMatch(/^55[04] 5\.[67]\.\d /);
  }
  await app.call('DELETE', `/webhooks/endpoints/${made.body.id}`);
});

test('what was deferred comes again, is counted meanwhile, and keeps its Message-ID', async () => {
  sink.ledger.clear();
  const lost = new Map<string, string>();
  const later = [person(1), person(2)];
  sink.setScript(forRecipients(later, 'dot', { reply: '451 4.3.0 try again later' }));
  const id = await send(app.call, versionId);
  const waiting = await untilCampaign(
    app.call,
    id,
    ({ stats }) => stats.deferred === 2 && stats.sent === AUDIENCE - 2,
  );
  expect(waiting).toMatchObject({ status: 'SENDING', stats: { failed: 0 } });
  const { rows } = await sql<{ seconds: number; attempts: number; reason: string }>`
    select extract(epoch from next_attempt_at - now())::float8 as seconds, attempts, reason
    from messages where campaign_id = ${id} and status = 'DEFERRED'`.execute(app.db.engine);
  for (const { seconds, attempts, reason } of rows) {
    // A minute, spread by a fifth (P36).
    expect(seconds).toBeGreaterThan(40);
    expect(seconds).toBeLessThan(73);
    expect({ attempts, reason }).toEqual({ attempts: 1, reason: '451 4.3.0 try again later' });
  }
  // The second time the relay takes one and its word is lost: that one comes a third time.
  const cutOnce = at('dot', { cut: 'reset' }, 1);
  sink.setScript((step) => (step.rcptTo === later[0] ? cutOnce(step) : undefined));
  await makeDue(id);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ sent: AUDIENCE, unknown: 0 });
  for (const { rcptTo, messageId } of sink.ledger.copies) {
    expect(lost.get(rcptTo) ?? messageId).toBe(messageId);
    lost.set(rcptTo, messageId);
  }
  expect(lost.size).toBe(AUDIENCE);
  expect(sink.ledger.copiesOf(later[1]!)).toHaveLength(1);
  expect(sink.ledger.copiesOf(later[0]!)).toHaveLength(2);
});

test('after two cuts behind the final dot nobody knows: UNKNOWN, not a third copy', async () => {
  sink.ledger.clear();
  sink.setScript(forRecipients([person(7)], 'dot', { cut: 'reset' }));
  const { stats } = await untilStatus(app.call, await send(app.call, versionId), 'SENT');
  expect(stats).toMatchObject({ sent: AUDIENCE - 1, unknown: 1 });
  expect(sink.ledger.copiesOf(person(7))).toHaveLength(2);
  expect(sink.ledger.accepted).toBe(AUDIENCE + 1);
  sink.setScript(undefined);
});

test('a relay that is down: campaigns wait with a reason, and go on by themselves', async () => {
  const { port } = sink;
  await sink.close();
  const first = await send(app.call, versionId);
  const down = await untilCampaign(
    app.call,
    first,
    ({ reason, stats }) => reason !== null && stats.queued === AUDIENCE,
  );
  expect(down).toMatchObject({ status: 'SENDING', stats: { audience: AUDIENCE } });
  expect(down.reason).toContain(`127.0.0.1:${port}`);
  // One that is sent while it is down already says so too.
  const second = await send(app.call, versionId);
  const also = await untilCampaign(app.call, second, ({ reason }) => reason !== null);
  expect(also.stats.failed).toBe(0);

  sink = await startSmtpSink({ port });
  for (const id of [first, second]) {
    const done = await untilStatus(app.call, id, 'SENT');
    expect(done).toMatchObject({ reason: null, stats: { sent: AUDIENCE, failed: 0, deferred: 0 } });
  }
  expect(sink.ledger.accepted).toBe(2 * AUDIENCE);
  expect([...sink.ledger.perRecipient().values()].every((copies) => copies === 2)).toBe(true);
});

test('a relay that turns everything away for a while loses and fails nothing', async () => {
  sink.ledger.clear();
  sink.setScript(at('mail', { reply: '421 4.3.2 shutting down' }, 5));
  const { stats } = await untilStatus(app.call, await send(app.call, versionId), 'SENT');
  expect(stats).toMatchObject({ sent: AUDIENCE, failed: 0 });
  expect(sink.ledger.accepted).toBe(AUDIENCE);
});
