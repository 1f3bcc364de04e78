import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilStatus,
} from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Contract: Authentication. What a test key starts runs for real and goes to the outbox only,
// though SMTP_URL is set.

const AUDIENCE = 50;
let sink: SmtpSink;
let app: RunningApp;
let asTester: Call;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url });
  asTester = caller(app.url, app.tenant.testKey);
  await importPeople(asTester, people(AUDIENCE));
  versionId = await publishNews(asTester);
  return () => sink.close();
});

/** How many messages with this subject's mark the outbox shows. */
async function inOutbox(mark: string): Promise<number> {
  const { body } = await app.call('GET', `/outbox?format=json&q=${mark}`);
  return body.meta.total;
}

const marked = (mark: string) => ({ subject: `${mark} {{firstName}}` });

test('a campaign sent with a test key', async () => {
  const { stats } = await untilStatus(
    app.call,
    await send(asTester, versionId, marked('Alpha')),
    'SENT',
  );
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE });
  expect(await inOutbox('Alpha')).toBe(AUDIENCE);
  expect(sink.ledger.accepted).toBe(0);
});

test('a live key’s draft, scheduled with a test key', async () => {
  const id = await draft(app.call, versionId, marked('Beta'));
  const scheduledAt = new Date(Date.now() + 500).toISOString();
  await asTester('POST', `/campaigns/${id}/schedule`, { scheduledAt, timezone: 'UTC' });
  await untilStatus(app.call, id, 'SENT');
  expect(await inOutbox('Beta')).toBe(AUDIENCE);
  expect(sink.ledger.accepted).toBe(0);
});

test('a test message of a test key', async () => {
  const id = await draft(app.call, versionId, marked('Gamma'));
  const { body } = await asTester('POST', `/campaigns/${id}/test`, { emails: ['me@example.net'] });
  expect(body.results[0].status).toBe('SENT');
  await eventually(
    () => inOutbox('Gamma'),
    (total) => total === 1,
  );
  expect(sink.ledger.accepted).toBe(0);
});

test('side by side, each goes its own way', async () => {
  const live = await send(app.call, versionId, marked('Delta'));
  const tried = await send(asTester, versionId, marked('Epsilon'));
  await untilStatus(app.call, live, 'SENT');
  await untilStatus(app.call, tried, 'SENT');
  expect(await inOutbox('Delta')).toBe(0);
  expect(await inOutbox('Epsilon')).toBe(AUDIENCE);
  expect(sink.ledger.accepted).toBe(AUDIENCE);
  expect(sink.ledger.duplicated()).toEqual([]);
});
