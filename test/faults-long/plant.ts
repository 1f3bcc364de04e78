import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { copyDatabase } from '../support/database.ts';
import { importPeople, people, publishNews } from '../support/newsletter.ts';
import { type Program, startProgram, temporaryDataDir } from '../support/pressrun.ts';
import type { Call } from '../support/server.ts';
import { type SinkOptions, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { loadWorker, type ShortLeaseWorker } from './short-lease.ts';

const SECRET = 'a secret that all processes of an instance share';

/** One in so many of an audience has this locale, for campaigns to a few. */
export const FEW_OF = 5;
export const FEW_LOCALE = 'ca';

/**
 * The database, the API and the sink that stay up while workers come and go: what the sink has is
 * the truth.
 */
export type Plant = {
  sink: SmtpSink;
  call: Call;
  db: RunningApp['db'];
  /** A connection of the test's own, to look and to hold locks with. */
  sql: pg.Client;
  versionId: string;
  /** What a worker process needs to know. */
  workerEnv: Record<string, string>;
  /** Called by the sink for each copy, before it answers. */
  onCopy: () => void;
};

/** Starts one, with so many people in the audience; ended with the test file. */
export async function startPlant(
  audience: number,
  connections: number,
  sinkOptions: SinkOptions = {},
): Promise<Plant> {
  const plant = { onCopy: () => {} } as Plant;
  const sink = await startSmtpSink({ ...sinkOptions, onMessage: () => plant.onCopy() });
  atEnd(() => sink.close());
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  const api = await runApp({ databaseUrl, secrets: [SECRET], smtpUrl: sink.url }, 'api');
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  atEnd(() => sql.end());
  await importPeople(
    api.call,
    people(audience, (i) => ({ locale: i % FEW_OF === 0 ? FEW_LOCALE : 'de' })),
  );
  const versionId = await publishNews(api.call);
  const dataDir = await temporaryDataDir();
  const workerEnv = {
    DATA_DIR: dataDir,
    NODE_COMPILE_CACHE: join(dataDir, 'compiled'),
    DATABASE_URL: databaseUrl,
    PRESSRUN_SECRET: SECRET,
    SMTP_URL: sink.url,
    SMTP_CONNECTIONS: String(connections),
  };
  return Object.assign(plant, { sink, call: api.call, db: api.db, sql, versionId, workerEnv });
}

/** A `pressrun worker` as an operator starts it, with the lease of production (30 s). */
export async function startWorker(plant: Plant): Promise<Program> {
  const DATA_DIR = await temporaryDataDir();
  const worker = await startProgram('worker', { ...plant.workerEnv, DATA_DIR });
  atEnd(async () => {
    worker.child.kill('SIGCONT');
    await worker.end('SIGKILL');
  });
  return worker;
}

/** Gives out workers with a short lease; the next one is always loaded already. */
export function shortLeaseWorkers(plant: Plant, leaseSeconds: number) {
  const all: ShortLeaseWorker[] = [];
  const load = async () => {
    const worker = await loadWorker(leaseSeconds, plant.workerEnv);
    all.push(worker);
    return worker;
  };
  let next = load();
  atEnd(async () => {
    await next;
    await Promise.all(all.map((worker) => worker.kill()));
  });
  return async (): Promise<ShortLeaseWorker> => {
    const worker = await next;
    next = load();
    await worker.go();
    return worker;
  };
}

/** Does this in the very moment when the sink has accepted so many; the count begins now. */
export function atCopy(plant: Plant, count: number, act: () => void): Promise<void> {
  plant.sink.ledger.clear();
  return new Promise((resolve) => {
    plant.onCopy = () => {
      if (plant.sink.ledger.accepted !== count) return;
      plant.onCopy = () => {};
      act();
      resolve();
    };
  });
}
