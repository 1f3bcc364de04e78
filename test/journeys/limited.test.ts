import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P37: a relay that says we send too much gets nothing for ten minutes or more; campaigns say so and
// until when, and what goes another way goes on.

const AUDIENCE = 400;
const CONNECTIONS = 4;
const REASON = /421 4\.7\.28 unusual rate\. Sending rests until (\S+Z)$/;

let sink: SmtpSink;
let app: RunningApp;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url, smtpConnections: CONNECTIONS });
  await importPeople(app.call, people(AUDIENCE));
  versionId = await publishNews(app.call);
  return () => sink.close();
});

test('P37: 421 4.7.28 stops the relay’s campaigns with a time, and nobody else’s', async () => {
  let acceptedThen = 0;
  sink.setScript(({ stage }) => {
    if (stage !== 'dot' || acceptedThen > 0 || sink.ledger.accepted < 100) return undefined;
    acceptedThen = sink.ledger.accepted;
    return { reply: '421 4.7.28 unusual rate' };
  });
  const sentAt = Date.now();
  const id = await send(app.call, versionId);
  const rests = await untilCampaign(app.call, id, ({ reason }) => reason !== null);
  expect(rests.status).toBe('SENDING');
  const until = Date.parse(REASON.exec(rests.reason)![1]!);
  expect(until - sentAt).toBeGreaterThanOrEqual(600_000);
  expect(until - Date.now()).toBeLessThan(721_000);

  // Another way out sends all of its mail meanwhile; another campaign of this way waits too.
  const asTester = caller(app.url, app.tenant.testKey);
  const other = await untilStatus(asTester, await send(asTester, versionId), 'SENT');
  expect(other.stats).toMatchObject({ sent: AUDIENCE });
  const second = await send(app.call, versionId);
  const also = await untilCampaign(app.call, second, ({ reason }) => reason !== null);
  expect(also.reason).toBe(rests.reason);
  expect(also.stats).toMatchObject({ queued: AUDIENCE, sent: 0 });

  const { stats } = await untilCampaign(app.call, id, (campaign) => campaign.stats.sending === 0);
  expect(stats).toMatchObject({ failed: 0, deferred: 0, unknown: 0, sent: sink.ledger.accepted });
  // Those whose body was on its way on the other connections; what rode behind was called back.
  expect(sink.ledger.accepted - acceptedThen).toBeLessThan(CONNECTIONS);
  expect(sink.connections).toBe(0);
});
