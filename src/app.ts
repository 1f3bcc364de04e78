import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ApiDeps } from './api.ts';
import { campaignJobs } from './campaigns/jobs.ts';
import type { Sender } from './campaigns/message-program.ts';
import type { Config } from './config.ts';
import type { LiftUnsubscribe } from './contacts/save-contacts.ts';
import { type DatabaseServer, migrateAll, openServer } from './database.ts';
import { prepareDataDir } from './db/data-dir.ts';
import { type Database, openDatabase } from './db/database.ts';
import { type DueClock, databaseTime } from './db/due-clock.ts';
import { findHome } from './db/home.ts';
import { Pulse } from './db/pulse.ts';
import { createDeliverNow } from './delivery/deliver-now.ts';
import { Engine } from './delivery/engine.ts';
import { wakeUp } from './delivery/heartbeat.ts';
import { createRoutes } from './delivery/transport.ts';
import { engagementJobs } from './engagement/jobs.ts';
import { importJobs } from './imports/jobs.ts';
import { createJobRunner, type JobRunner } from './jobs/runner.ts';
import { endAllLeases } from './jobs/workers.ts';
import { parseMailbox } from './lib/address.ts';
import { systemClock } from './lib/clock.ts';
import { StartupError } from './lib/errors.ts';
import { createSealer } from './lib/seal.ts';
import { createTokenSigner } from './lib/signed-token.ts';
import { listen, settlePort } from './listen.ts';
import { memberJobs } from './members/jobs.ts';
import { start as startOutbox } from './outbox/receiver.ts';
import { createDomainRecords } from './projects/domain-records.ts';
import { loadSecrets } from './secret.ts';
import type { Timeouts } from './smtp/timeouts.ts';
import { liftUnsubscribe } from './suppressions/service.ts';
import { firstStart } from './tenants/first-start.ts';
import { loadInstanceKeys } from './tenants/instance-keys.ts';
import { userJobs } from './users/jobs.ts';
import { createSendLetter } from './users/letter.ts';
import { createCourier } from './webhooks/courier.ts';
import { webhookJobs } from './webhooks/jobs.ts';

/** Which parts run in this process: `serve` is both. */
export type Role = 'serve' | 'api' | 'worker';

export type App = {
  config: Config;
  db: Database;
  /** Null for a worker. */
  server: FastifyInstance | null;
  /** The address it listens on; empty for a worker. */
  url: string;
  /** What the first start made, else null. */
  firstCredentials: Awaited<ReturnType<typeof firstStart>>;
  /** Finishes mail in flight, at most `graceMs`, and stops in the reverse order of the start. */
  stop(graceMs?: number): Promise<void>;
};

/** What only tests set. */
export type AppOptions = {
  /** How long the worker, and its claims of webhook deliveries, live without it; 30 unless given. */
  leaseSeconds?: number;
  /** How long each stage of a conversation with a relay may take; RFC 5321's unless given. */
  timeouts?: Partial<Timeouts>;
  /** How long `?sync=true` waits for a delivery; 30 unless given. */
  syncSeconds?: number;
  /** What time it is for schedules; the database's unless given. */
  dueClock?: DueClock;
  /** Which resolvers a pre-flight asks, as `address:port`; the machine's own unless given. */
  dnsServers?: string[];
};

type Stops = ((graceMs: number) => Promise<void>)[];
const GRACE_MS = 30_000;

/** Wires everything by hand and starts it in order. What was started is stopped when a step fails. */
export async function startApp(
  given: Config,
  role: Role,
  log: Logger,
  options: AppOptions = {},
): Promise<App> {
  const stops: Stops = [];
  const stop = async (graceMs = GRACE_MS) => {
    for (const step of stops.splice(0).reverse()) await step(graceMs);
  };
  try {
    return { ...(await start(given, role, log, options, stops)), stop };
  } catch (error) {
    await stop(1_000);
    throw error;
  }
}

async function start(
  given: Config,
  role: Role,
  log: Logger,
  { leaseSeconds, timeouts, syncSeconds, dueClock, dnsServers }: AppOptions,
  stops: Stops,
) {
  const dataDir = await prepareDataDir(given.dataDir);
  const config = await settlePort({ ...given, dataDir });
  const databaseServer = await openServer(config, role === 'serve');
  stops.push(() => databaseServer.stop());
  const db = await prepareDatabase(databaseServer);
  stops.push(() => db.close());
  const pulse = new Pulse(db.url, () => loseDatabase(db, log));
  pulse.start();
  stops.push(() => pulse.stop());

  const sealer = createSealer(await loadSecrets(config.secrets, dataDir));
  const keys = await loadInstanceKeys(db, sealer);
  const { unsubscribe, suppression: suppressionKey, session: sessionKey } = keys;
  const firstCredentials = await firstStart(db, dataDir, config.publicUrl);
  const sender = createSender(config, unsubscribe);
  const outboxDir = join(dataDir, 'outbox');
  const outbox = await startOutbox({ dir: outboxDir });
  stops.push(() => outbox.stop());
  const { version, allowPrivateHosts, smtpUrl } = config;
  const routes = createRoutes({ db, sealer, smtpUrl, outboxUrl: outbox.url, allowPrivateHosts });
  const courierOptions = { db, sealer, allowPrivateHosts, log, version, leaseSeconds };
  const courier = createCourier(courierOptions);
  stops.push(() => courier.stop());
  const deliverNow = createDeliverNow(routes);
  const domains = createDomainRecords(systemClock, dnsServers);
  const smtpHost = smtpUrl === null ? null : new URL(smtpUrl).hostname;
  const sendLetter = createSendLetter(sender.from, deliverNow);
  const letters = { db, sendLetter, publicUrl: config.publicUrl, log };
  const handlers = {
    ...userJobs(letters),
    ...memberJobs(letters),
    ...engagementJobs({ db }),
    ...campaignJobs({
      ...{ db, suppressionKey, log, sender, domains, smtpHost },
      clock: dueClock ?? databaseTime,
    }),
    ...webhookJobs(courierOptions, courier),
    ...importJobs({ db, suppressionKey, log, liftUnsubscribe: lifting(suppressionKey) }),
  };
  const runner = createJobRunner(db.url, handlers, log);
  const engine = new Engine({
    ...{ db, routes, sender, suppressionKey, log, leaseSeconds, timeouts },
    connections: config.smtpConnections,
    jobWorkerIds: () => runner.workerIds(),
  });
  const hasWorker = role !== 'api';
  if (hasWorker) {
    await wakeUp(db, await findHome(db, config.databaseUrl ? null : dataDir), log);
    await startWorker(runner, engine, stops);
  }
  if (role === 'worker') return { config, db, server: null, url: '', firstCredentials };
  const { server, url } = await startApi(stops, {
    ...{ config, log, db, sealer, suppressionKey, sessionKey, sender, outboxDir, deliverNow },
    ...{ syncSeconds, dueClock, domains, smtpHost },
    isReady: () => !hasWorker || engine.isRunning,
  });
  return { config, db, server, url, firstCredentials };
}

function lifting(suppressionKey: Buffer): LiftUnsubscribe {
  return (tx, tenantId, emails) => liftUnsubscribe(tx, tenantId, suppressionKey, emails);
}

async function prepareDatabase(server: DatabaseServer): Promise<Database> {
  await migrateAll(server.url);
  const db = await openDatabase(server.url);
  if (server.isSole) await endAllLeases(db.engine);
  return db;
}

/** Loaded only where it is served: a worker without it is 60 MB smaller. */
async function startApi(stops: Stops, deps: ApiDeps) {
  const { createApi } = await import('./api.ts');
  const server = await createApi(deps);
  stops.push(() => server.close());
  return { server, url: await listen(server, deps.config) };
}

/** Whoever waits on a database that hangs is told now, and every connection is made anew. */
function loseDatabase(db: Database, log: Logger): void {
  log.warn('the database gives no sign of life; connecting anew');
  db.cut();
}

async function startWorker(runner: JobRunner, engine: Engine, stops: Stops): Promise<void> {
  await runner.start();
  stops.push(() => runner.stop());
  await engine.start();
  stops.push((graceMs) => engine.stop(graceMs));
}

function createSender(config: Config, key: Buffer): Sender {
  const from = parseMailbox(config.mailFrom);
  if (!from) throw new StartupError('MAIL_FROM: must be an address that mail can come from');
  return { from, publicUrl: config.publicUrl, signer: createTokenSigner([key.toString('base64')]) };
}
