import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../faults-long/tcp-proxy.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { copyDatabase } from '../support/database.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P39 and P40 in short: two workers and an API behind a proxy that fails as networks do. The API
// whose answers are compared stands before it, and always sees the database.

const AUDIENCE = 1_000;
const CONNECTIONS = 4;
const LEASE_SECONDS = 2;
const secrets = ['a secret that all processes of an instance share'];

let sink: SmtpSink;
let proxy: TcpProxy;
let onlooker: RunningApp;
let api: RunningApp;
let versionId: string;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  proxy = await startTcpProxy(databaseUrl);
  sink = await startSmtpSink();
  const over = { secrets, smtpUrl: sink.url, smtpConnections: CONNECTIONS };
  onlooker = await runApp({ ...over, databaseUrl }, 'api');
  api = await runApp({ ...over, databaseUrl: proxy.url }, 'api');
  for (let n = 0; n < 2; n += 1) {
    const options = { leaseSeconds: LEASE_SECONDS };
    await runApp({ ...over, databaseUrl: proxy.url }, 'worker', options);
  }
  await importPeople(onlooker.call, people(AUDIENCE));
  versionId = await publishNews(onlooker.call);
  // From the start: workers may remember for a moment that nobody listens.
  const url = 'http://127.0.0.1:9/nobody';
  await onlooker.call('POST', '/webhooks/endpoints', { url, events: ['email.sent'] });
  return () => sink.close();
});

function expectOnceEach(): void {
  expect(sink.ledger.perRecipient().size).toBe(AUDIENCE);
  expect(sink.ledger.accepted).toBe(AUDIENCE);
}

test('an outage longer than all leases: who comes back goes on, and nobody is buried', async () => {
  sink.hold();
  const id = await send(onlooker.call, versionId);
  await sink.reached(2 * CONNECTIONS);
  await proxy.shut();
  // Accepted by the relay, and nobody can write it down.
  sink.release();
  await new Promise((resolve) => setTimeout(resolve, (LEASE_SECONDS + 1) * 1_000));
  expect(sink.ledger.accepted).toBeGreaterThanOrEqual(2 * CONNECTIONS);
  await proxy.open();
  const { stats } = await untilStatus(onlooker.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE });
  expectOnceEach();
});

test('a hang: the API answers 503 within 5 s, and the campaign goes on behind it', async () => {
  sink.ledger.clear();
  sink.hold();
  const id = await send(onlooker.call, versionId);
  await sink.reached(2 * CONNECTIONS);
  const path = '/contacts?limit=1';
  // Connections that were open before, as a running API has them.
  expect((await api.call('GET', path)).status).toBe(200);
  proxy.hang();
  const asked = performance.now();
  const { status, body } = await api.call('GET', path);
  expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' });
  expect(performance.now() - asked).toBeLessThan(5_000);
  sink.release();
  proxy.flow();
  const { stats } = await untilStatus(onlooker.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE });
  expectOnceEach();
  expect((await api.call('GET', path)).status).toBe(200);
});

test('commits whose reply is lost: each message once, and one event for each', async () => {
  sink.ledger.clear();
  const lost = proxy.lost.length;
  let commits = 0;
  // Every other one: those of the recordings are behind those of the fan-out and its jobs.
  proxy.loseAnswers((text) => /^commit$/i.test(text) && ++commits % 2 === 0 && commits <= 40);
  const id = await send(onlooker.call, versionId);
  await untilCampaign(onlooker.call, id, ({ stats }) => stats.sent === AUDIENCE);
  proxy.loseAnswers(null);
  expect(proxy.lost.length).toBeGreaterThan(lost);
  expectOnceEach();
  const { rows } = await sql<{ events: number; people: number }>`
    select count(*) as events, count(distinct data->>'to') as people from events
    where campaign_id = ${id} and type = 'email.sent'`.execute(onlooker.db.engine);
  expect(rows).toEqual([{ events: AUDIENCE, people: AUDIENCE }]);
});
