import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import {
  draft,
  expectIdentity,
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P7: after the answer to a cancel at most a message per connection is accepted, on a relay that
// answers nothing later than a second after it;
// what the answer and the campaign say is what the sink has.

const CONNECTIONS = 8;
const EVERYONE = 20_000;
/** A message whose body is on its way, and the envelope that rides behind it and is called back. */
const HELD = 2 * CONNECTIONS;

let app: RunningApp;
let sink: SmtpSink;
let versionId: string;
let onCopy: () => void = () => {};

beforeAll(async () => {
  sink = await startSmtpSink({ onMessage: () => onCopy() });
  app = await runApp({ smtpUrl: sink.url, smtpConnections: CONNECTIONS });
  await importPeople(app.call, people(EVERYONE));
  versionId = await publishNews(app.call);
});

/** Resolves at the moment when the sink has accepted so many; `then` runs in it. */
function accepted(count: number, then = () => {}): Promise<void> {
  sink.ledger.clear();
  return new Promise((resolve) => {
    onCopy = () => {
      if (sink.ledger.accepted !== count) return;
      onCopy = () => {};
      then();
      resolve();
    };
  });
}

/** What ended as it should: everyone once or not at all, and the counts are the sink's. */
function expectExact({ stats }: { stats: Record<string, number> }, audience: number): void {
  const { accepted: count } = sink.ledger;
  expect(stats).toMatchObject({ audience, sent: count, cancelled: audience - count });
  expect(sink.ledger.duplicated()).toEqual([]);
}

test('a cancel at half of 20,000 at full speed', async () => {
  const half = accepted(EVERYONE / 2);
  const id = await send(app.call, versionId);
  await half;
  const answer = await app.call('POST', `/campaigns/${id}/cancel`);
  const answeredAt = performance.now();
  expect(answer).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
  expectIdentity(answer.body);

  const end = await untilCampaign(app.call, id, ({ stats }) => stats.queued + stats.sending === 0);
  const after = sink.ledger.copies.filter(({ at }) => at > answeredAt);
  expect(after.length).toBeLessThanOrEqual(CONNECTIONS);
  expect(after.filter(({ at }) => at > answeredAt + 1_000)).toEqual([]);
  expectExact(end, EVERYONE);
  // Nothing was in flight any more when it was answered, so the answer was final.
  expect(answer.body.stats).toEqual(end.stats);
  expect(sink.ledger.accepted).toBeLessThan(EVERYONE);
});

test('a cancel while final dots wait for their answer', async () => {
  const half = accepted(EVERYONE / 2, () => sink.hold());
  const id = await send(app.call, versionId);
  await half;
  await sink.reached(CONNECTIONS);
  const answer = await app.call('POST', `/campaigns/${id}/cancel`);
  expect(answer.status).toBe(200);
  expectIdentity(answer.body);
  // The answer doesn't wait for a relay: it says how many it can't know of yet.
  expect(answer.body.stats.queued).toBe(0);
  expect(answer.body.stats.sending).toBeGreaterThan(0);
  expect(answer.body.stats.sending).toBeLessThanOrEqual(HELD);
  expect(answer.body.stats.sent).toBe(sink.ledger.accepted);

  sink.release();
  const end = await untilCampaign(app.call, id, ({ stats }) => stats.sending === 0);
  expect(sink.ledger.accepted - answer.body.stats.sent).toBeLessThanOrEqual(CONNECTIONS);
  expectExact(end, EVERYONE);
});

test('cut after the final dot of a cancelled campaign: in doubt, not CANCELLED', async () => {
  const some = accepted(1_000, () => sink.hold());
  const id = await send(app.call, versionId);
  await some;
  await sink.reached(CONNECTIONS);
  await app.call('POST', `/campaigns/${id}/cancel`);
  sink.cutAll();
  const end = await untilCampaign(app.call, id, ({ stats }) => stats.queued + stats.sending === 0);
  sink.release();
  expect(end.stats.unknown).toBe(CONNECTIONS);
  expect(end.stats.cancelled).toBe(EVERYONE - end.stats.sent - CONNECTIONS);
});

test('a cancel while the audience is being frozen', async () => {
  sink.ledger.clear();
  const id = await send(app.call, versionId);
  const answer = await app.call('POST', `/campaigns/${id}/cancel`);
  expect(answer).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
  const end = await untilCampaign(app.call, id, ({ stats }) => stats.queued + stats.sending === 0);
  expectExact(end, end.stats.audience);
  const again = await app.call('POST', `/campaigns/${id}/cancel`);
  expect(again).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
  expect(again.body.message).toContain('CANCELLED');
});

test('a cancel of DRAFT and SCHEDULED sends nothing; SENT can not be cancelled', async () => {
  sink.ledger.clear();
  const id = await draft(app.call, versionId);
  const cancelled = await app.call('POST', `/campaigns/${id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
  expect((await app.call('POST', `/campaigns/${id}/send`)).status).toBe(409);

  const later = await draft(app.call, versionId);
  const scheduledAt = new Date(Date.now() + 600).toISOString();
  await app.call('POST', `/campaigns/${later}/schedule`, { scheduledAt, timezone: 'UTC' });
  const stopped = await app.call('POST', `/campaigns/${later}/cancel`);
  expect(stopped).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });

  await app.call('PUT', '/contacts', { email: 'one@example.net', optIn: true, locale: 'ca' });
  const small = await send(app.call, versionId, { audienceFilter: { locale: 'ca' } });
  await untilStatus(app.call, small, 'SENT');
  expect((await app.call('POST', `/campaigns/${small}/cancel`)).status).toBe(409);
  // The scheduled one's time has passed by now, too.
  expect(Date.now()).toBeGreaterThan(Date.parse(scheduledAt) - 5_000);
  expect(sink.ledger.copies.map(({ rcptTo }) => rcptTo)).toEqual(['one@example.net']);
  await sink.close();
});
