import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { copyDatabase } from '../support/database.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { type Program, startProgram, temporaryDataDir } from '../support/pressrun.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Three workers as processes of their own on one database, and the API here (P1, P3, P5).

const EVERYONE = 6_000;
const CONNECTIONS = 4;
/** W at full speed (promises.md). */
const W = 200;
const SECRET = 'a secret that all processes of an instance share';

let sink: SmtpSink;
let api: RunningApp;
let workers: Program[];
let versionId: string;
let onCopy: () => void = () => {};

beforeAll(async () => {
  sink = await startSmtpSink({ onMessage: () => onCopy() });
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  api = await runApp({ databaseUrl, secrets: [SECRET], smtpUrl: sink.url }, 'api');
  const dataDirs = [await temporaryDataDir(), await temporaryDataDir(), await temporaryDataDir()];
  workers = await Promise.all(
    dataDirs.map((dataDir) =>
      startProgram('worker', {
        DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        PRESSRUN_SECRET: SECRET,
        SMTP_URL: sink.url,
        SMTP_CONNECTIONS: String(CONNECTIONS),
      }),
    ),
  );
  atEnd(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
    await sink.close();
  });
  await importPeople(api.call, people(EVERYONE));
  versionId = await publishNews(api.call);
});

function atCopy(count: number, act: () => void): Promise<void> {
  sink.ledger.clear();
  return new Promise((resolve) => {
    onCopy = () => {
      if (sink.ledger.accepted !== count) return;
      onCopy = () => {};
      act();
      resolve();
    };
  });
}

/** Ledger and counts of a campaign as one text: what a zombie must not change. */
async function ledgerOf(id: string): Promise<string> {
  const { rows } = await sql<{ ledger: string }>`
    select md5(string_agg(concat_ws(' ', m.id, m.status, m.attempts, m.reason, m.finished_at), ','
                          order by m.id)) || (select p::text from campaign_progress p
                                              where p.campaign_id = ${id}) as ledger
    from messages m where m.campaign_id = ${id}`.execute(api.db.engine);
  return rows[0]!.ledger;
}

async function workersKnown(): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from workers`.execute(api.db.engine);
  return rows.map(({ id }) => id);
}

test('three workers share one campaign, and each recipient gets it once', async () => {
  sink.ledger.clear();
  const { stats } = await untilStatus(api.call, await send(api.call, versionId), 'SENT');
  expect(stats).toMatchObject({ audience: EVERYONE, sent: EVERYONE });
  expect(sink.ledger.perRecipient().size).toBe(EVERYONE);
  expect(sink.ledger.accepted).toBe(EVERYONE);
  // More connections than one worker opens: they did share it.
  expect(sink.connected).toBeGreaterThan(CONNECTIONS);
});

/** Stops a worker in mid-campaign, lets the others end it, wakes it up and waits for its words. */
async function stopAndWake(sleep: (campaignId: string) => Promise<void>): Promise<void> {
  const [sleeper] = workers;
  const stopped = atCopy(EVERYONE / 3, () => sleeper!.child.kill('SIGSTOP'));
  const id = await send(api.call, versionId);
  await stopped;
  await sleep(id);
  const { stats } = await untilStatus(api.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: EVERYONE, sent: EVERYONE });
  const ledger = await ledgerOf(id);
  const before = await workersKnown();
  expect(before).toHaveLength(2);

  sleeper!.child.kill('SIGCONT');
  // It finds out that it was buried, and begins anew under another name.
  await eventually(workersKnown, (known) => known.length === 3);
  const { stats: after } = await untilStatus(api.call, await send(api.call, versionId), 'SENT');
  expect(after).toMatchObject({ sent: EVERYONE });
  expect(await ledgerOf(id)).toBe(ledger);

  const copies = sink.ledger.perRecipient();
  expect(copies.size).toBe(EVERYONE);
  const twice = sink.ledger.accepted - 2 * EVERYONE;
  console.log(`${twice} second copies`);
  expect(twice).toBeLessThanOrEqual(W);
  expect(Math.max(...copies.values())).toBeLessThanOrEqual(3);
}

/** The worker that holds claims when nothing waits and the others have done their part. */
async function onlyHolder(id: string): Promise<string> {
  await untilCampaign(api.call, id, ({ stats }) => stats.audience > 0 && stats.queued === 0);
  const holders = async () => {
    const { rows } = await sql<{ id: string }>`
      select distinct worker_id as id from claims`.execute(api.db.engine);
    return rows;
  };
  const [holder] = await eventually(holders, (held) => held.length === 1);
  return holder!.id;
}

test('a worker that slept, and was buried, changes nothing when it wakes', async () => {
  // Its lease is ended for it. It can't know: to itself it was away for a moment only, which is
  // also what a machine believes that was suspended.
  await stopAndWake(async (id) => {
    const sleeper = await onlyHolder(id);
    await sql`update workers set lease_until = now() - interval '1 second'
              where id = ${sleeper}`.execute(api.db.engine);
  });
});

test.runIf(process.env.TEST_LONG)(
  'a worker that slept for three leases',
  () => stopAndWake(() => new Promise((resolve) => setTimeout(resolve, 90_000))),
  180_000,
);
