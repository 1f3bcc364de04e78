import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { copyDatabase } from '../support/database.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { forRecipients, type SinkScript, startSmtpSink } from '../support/smtp-sink.ts';
import { webhookSink } from '../support/webhook-sink.ts';
import { seeded } from './seed.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

// P40: the commit reply is lost (proxy cuts after COMMIT) in 200 cases: the row is re-read by claim
// token, 0 sends are repeated and 0 results overwritten.

const AUDIENCE = 5_000;
const CASES = 200;
const PERCENT = 30;
const REFUSED = people(AUDIENCE)
  .filter((_, i) => i % 20 === 0)
  .map(({ email }) => email);

// What the engine commits: claims and results as statements of their own, and results with webhook
// events in a transaction.
const KINDS: Record<string, RegExp> = {
  claim: /insert into claims/,
  record: /answer as \(/,
  commit: /^commit$/i,
};

const random = seeded('P40');
const secrets = ['a secret that all processes of an instance share'];
const hooks = webhookSink();
let proxy: TcpProxy;
let api: RunningApp;
let attempts: string[] = [];

const refuse = forRecipients(REFUSED, 'rcpt', { reply: '550 5.7.1 not wanted here' });
const script: SinkScript = (step) => {
  if (step.stage === 'rcpt') attempts.push(step.rcptTo);
  return refuse(step);
};

const kindOf = (text: string) => Object.keys(KINDS).find((kind) => KINDS[kind]!.test(text));

/** Three in ten of what the engine commits, until there are enough. */
function isMeant(text: string): boolean {
  if (!kindOf(text) || proxy.lost.length >= CASES) return false;
  return random.between(1, 100) <= PERCENT;
}

let sink: Awaited<ReturnType<typeof startSmtpSink>>;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  sink = await startSmtpSink({ script });
  proxy = await startTcpProxy(databaseUrl);
  api = await runApp({ databaseUrl, secrets, smtpUrl: sink.url }, 'api');
  await runApp({ databaseUrl: proxy.url, secrets, smtpUrl: sink.url }, 'worker');
  await importPeople(api.call, people(AUDIENCE));
  return async () => {
    await proxy.close();
    await sink.close();
  };
});

/** One row each, its final state, and how often it was begun. */
async function ledgerOf(id: string) {
  const { rows } = await sql<{ status: string; attempts: number; doubted: boolean; total: number }>`
    select status, attempts, doubted, count(*) as total from messages where campaign_id = ${id}
    group by 1, 2, 3 order by 1`.execute(api.db.engine);
  return rows;
}

/** To whom the events of this campaign's failures are. */
async function eventsOf(id: string): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    select data->>'to' as email from events
    where campaign_id = ${id} and type = 'email.failed'`.execute(api.db.engine);
  return rows.map(({ email }) => email);
}

test('P40: 200 commits whose reply is lost', async () => {
  const versionId = await publishNews(api.call);
  const begun = performance.now();
  let campaigns = 0;
  proxy.loseAnswers(isMeant);
  for (; proxy.lost.length < CASES; campaigns += 1) {
    // Every other campaign has a listener, whose events are committed with the results.
    const events = ['email.failed'];
    const isHeard = campaigns % 2 === 1;
    const endpoint = isHeard
      ? await api.call('POST', '/webhooks/endpoints', { url: `${hooks.url}/failed`, events })
      : null;
    sink.ledger.clear();
    attempts = [];
    const id = await send(api.call, versionId);
    const { stats } = await untilStatus(api.call, id, 'SENT', 120_000);
    const sent = AUDIENCE - REFUSED.length;
    expect(stats).toMatchObject({ audience: AUDIENCE, sent, failed: REFUSED.length });
    expect(sink.ledger.accepted).toBe(sent);
    expect(sink.ledger.perRecipient().size).toBe(sent);
    // Nobody was even offered twice, and each row keeps its first and only result.
    expect(attempts.length).toBe(AUDIENCE);
    expect(new Set(attempts).size).toBe(AUDIENCE);
    expect(await ledgerOf(id)).toEqual([
      { status: 'FAILED', attempts: 1, doubted: false, total: REFUSED.length },
      { status: 'SENT', attempts: 1, doubted: false, total: sent },
    ]);
    if (endpoint) {
      expect((await eventsOf(id)).sort()).toEqual(REFUSED.toSorted());
      await api.call('DELETE', `/webhooks/endpoints/${endpoint.body.id}`);
    }
  }
  const kinds = Object.keys(KINDS)
    .map((kind) => `${kind}: ${proxy.lost.filter((text) => kindOf(text) === kind).length}`)
    .join(', ');
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(
    `P40: ${seconds} s, ${proxy.lost.length} lost (${kinds}) over ${campaigns} campaigns`,
  );
  expect(proxy.lost.length).toBeGreaterThanOrEqual(CASES);
});
