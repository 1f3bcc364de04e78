import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from '../../src/db/embedded.ts';
import { eventually } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { expectIdentity, importPeople, people, publishNews, send } from '../support/newsletter.ts';
import {
  firstCaller,
  killPostgres,
  type Program,
  startProgram,
  temporaryDataDir,
} from '../support/pressrun.ts';
import type { Call } from '../support/server.ts';
import { at, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { watchApi } from './api-watch.ts';
import { seeded } from './seed.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

// P39: pg_terminate_backend on random connections every 2 s, a 30 s hang and a 60 s Postgres restart
// during a 10,000 campaign: 0 lost, duplicates <= C x workers per event, no process exits, API
// answers 503 (not 500) in <= 5 s.

const AUDIENCE = 10_000;
const CONNECTIONS = 8;
const WORKERS = 2;
const HANG_MS = 30_000;
const RESTART_MS = 60_000;
const TERMINATIONS = 10;
const SECRET = 'a secret that all processes of an instance share';
const random = seeded('P39');
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let sink: SmtpSink;
let dataDir: string;
let directUrl: string;
let proxy: TcpProxy;
let programs: Program[];
let call: Call;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pressrun-fault-db-'));
  const server = await startEmbeddedServer({ dataDir, durable: true });
  directUrl = server.url;
  proxy = await startTcpProxy(server.url);
  sink = await startSmtpSink();
  const env = {
    ...{ DATABASE_URL: proxy.url, PRESSRUN_SECRET: SECRET, SMTP_URL: sink.url, LOG_LEVEL: 'fatal' },
    ...{ RATE_LIMIT_PER_MINUTE: '1000000', SMTP_CONNECTIONS: String(CONNECTIONS) },
  };
  const apiDir = await temporaryDataDir();
  const api = await startProgram('api', { ...env, DATA_DIR: apiDir });
  programs = [api];
  for (let n = 0; n < WORKERS; n += 1) {
    programs.push(await startProgram('worker', { ...env, DATA_DIR: await temporaryDataDir() }));
  }
  call = await firstCaller(api.url, apiDir);
  atEnd(async () => {
    await Promise.all(programs.map((program) => program.end('SIGTERM')));
    await proxy.close();
    await server.stop();
    await sink.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});

/** Ends a random third of the server's sessions, each 2 s. */
async function terminateSome(): Promise<number> {
  const client = new pg.Client({ connectionString: directUrl });
  await client.connect();
  let ended = 0;
  for (let n = 0; n < TERMINATIONS; n += 1) {
    await pass(2_000);
    const { rows } = await client.query<{ pid: number }>(
      'select pid from pg_stat_activity where backend_type = $1 and pid <> pg_backend_pid()',
      ['client backend'],
    );
    for (const { pid } of rows.filter(() => random.between(1, 3) === 1)) {
      await client.query('select pg_terminate_backend($1)', [pid]);
      ended += 1;
    }
  }
  await client.end();
  return ended;
}

/** PostgreSQL dies, comes back after a recovery, and can't be reached for the rest of a minute. */
async function restart(): Promise<void> {
  await killPostgres(dataDir);
  await pass(2_000);
  await proxy.shut();
  await pass(RESTART_MS - 2_000);
  await proxy.open();
}

async function hang(): Promise<void> {
  proxy.hang();
  await pass(HANG_MS);
  proxy.flow();
}

/** Runs a fault under a watched API. */
async function during<T>(name: string, id: string, fault: () => Promise<T>): Promise<T> {
  const before = sink.ledger.accepted;
  const watch = watchApi(call, id);
  const done = await fault();
  await pass(1_000);
  const { counts, broken, slowest } = await watch.stop();
  const statuses = [...counts].map(([status, n]) => `${status}: ${n}`).join(', ');
  const sent = sink.ledger.accepted - before;
  console.log(`P39 ${name}: ${sent} sent; API ${statuses}; slowest ${slowest.toFixed(0)} ms`);
  const expected = new Set([200, 201, 503]);
  expect.soft([...counts.keys()].filter((status) => !expected.has(status))).toEqual([]);
  expect.soft(broken).toEqual([]);
  expect.soft(slowest).toBeLessThanOrEqual(5_000);
  return done;
}

/** How many have two copies, by the time of the first one: before, between and after these times. */
function secondCopies(times: number[]): number[] {
  const firstAt = new Map<string, number>();
  const counts = [0, ...times.map(() => 0)];
  for (const { rcptTo, at: time } of sink.ledger.copies) {
    const first = firstAt.get(rcptTo);
    if (first === undefined) firstAt.set(rcptTo, time);
    // What was in flight when an event began belongs to it.
    else counts[times.filter((begun) => first > begun - 500).length]! += 1;
  }
  return counts;
}

test('P39: sessions ended, a hang, a restart: nobody lost, and the processes go on', async () => {
  await importPeople(call, people(AUDIENCE));
  const versionId = await publishNews(call);
  // Two workers of 8 connections with 80 ms a message: some 200 a second, always some in flight.
  sink.setScript(at('dot', { reply: '250 ok', pieceMs: 10 }));
  const begun = performance.now();
  const id = await send(call, versionId);

  const ended = await during('terminations', id, terminateSome);
  const hangsAt = performance.now();
  await during('hang', id, hang);
  await pass(2_000);
  const diesAt = performance.now();
  await during('restart', id, restart);
  sink.setScript(undefined);
  const { body } = await eventually(
    () => call('GET', `/campaigns/${id}`),
    (reply) => reply.body.status === 'SENT',
    120_000,
  );
  expectIdentity(body);

  const copies = sink.ledger.perRecipient();
  const twice = secondCopies([hangsAt, diesAt]);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(`P39: ${seconds} s, ${ended} sessions ended, second copies ${twice}`, body.stats);
  expect(copies.size).toBe(AUDIENCE);
  expect(Math.max(...copies.values())).toBeLessThanOrEqual(2);
  const most = CONNECTIONS * WORKERS;
  expect(twice[0]).toBeLessThanOrEqual(most * TERMINATIONS);
  expect(twice[1]).toBeLessThanOrEqual(most);
  expect(twice[2]).toBeLessThanOrEqual(most);
  expect(body.stats).toMatchObject({ audience: AUDIENCE, failed: 0 });
  expect(body.stats.sent + body.stats.unknown).toBe(AUDIENCE);
  for (const { child } of programs)
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
});
