import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// A suppression counts when the audience is frozen, and again when a message is claimed.

const AUDIENCE = 40;
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

function upload(emails: string[]) {
  const file = `email,reason\n${emails.map((email) => `${email},manual`).join('\n')}\n`;
  return app.call('POST', '/suppressions/import', file, { 'content-type': 'text/csv' });
}

const mailed = () => new Set(sink.ledger.copies.map(({ rcptTo }) => rcptTo));

test('who is suppressed before the send is not in the audience', async () => {
  expect((await upload(['person0@example.com', 'person1@example.com'])).body.created).toBe(2);
  const { stats } = await untilStatus(app.call, await send(app.call, versionId), 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE - 2, sent: AUDIENCE - 2, skipped: 0 });
  expect(mailed().has('person0@example.com')).toBe(false);
});

test('who is suppressed after the freeze, and waits, is skipped with the reason', async () => {
  sink.ledger.clear();
  // Slow enough to be in the middle of it.
  const id = await send(app.call, versionId, { rateLimit: { perSecond: 10 } });
  await eventually(
    async () => sink.ledger.accepted,
    (accepted) => accepted > 0,
  );
  const paused = await app.call('POST', `/campaigns/${id}/pause`);
  expect(paused.body).toMatchObject({ status: 'PAUSED', stats: { audience: AUDIENCE - 2 } });
  const already = mailed();
  const waiting = people(AUDIENCE)
    .slice(2)
    .map(({ email }) => email)
    .filter((email) => !already.has(email));
  const gone = waiting.slice(0, 10);
  expect((await upload(gone)).body).toMatchObject({ created: 10, failed: 0 });
  await app.call('DELETE', `/suppressions/${encodeURIComponent(gone[9]!)}`);
  await app.call('POST', `/campaigns/${id}/resume`);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ skipped: 9, sent: AUDIENCE - 2 - 9 });
  const { body } = await app.call('GET', `/campaigns/${id}/recipients?status=SKIPPED`);
  expect(body.data.map((row: { reason: string }) => row.reason)).toEqual(
    Array(9).fill('suppressed'),
  );
  for (const email of gone.slice(0, 9)) expect(mailed().has(email)).toBe(false);
  expect(mailed().has(gone[9]!)).toBe(true);
});
