import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { campaignJobs } from './campaigns/jobs.ts';
import type { Sender } from './campaigns/message-program.ts';
import { campaignRoutes } from './campaigns/routes.ts';
import { type Config, urlHost } from './config.ts';
import { contactRoutes } from './contacts/routes.ts';
import { type DatabaseServer, migrateAll, openServer } from './database.ts';
import { prepareDataDir } from './db/data-dir.ts';
import { type Database, openDatabase } from './db/database.ts';
import { createDeliverNow } from './delivery/deliver-now.ts';
import { Engine } from './delivery/engine.ts';
import { createRoutes } from './delivery/transport.ts';
import { forgetPerson as forgetEvents } from './events/service.ts';
import { healthRoutes } from './http/health.ts';
import { referenceRoutes } from './http/reference.ts';
import { createServer } from './http/server.ts';
import { createJobRunner, type JobRunner } from './jobs/runner.ts';
import { endAllLeases } from './jobs/workers.ts';
import { parseMailbox } from './lib/address.ts';
import { systemClock } from './lib/clock.ts';
import { StartupError } from './lib/errors.ts';
import { createSealer } from './lib/seal.ts';
import { createTokenSigner } from './lib/signed-token.ts';
import { forgetRecipient } from './messages/forget.ts';
import { start as startOutbox } from './outbox/receiver.ts';
import { outboxRoutes } from './outbox/routes.ts';
import { loadSecrets } from './secret.ts';
import { suppressionRoutes } from './suppressions/routes.ts';
import { forgetPerson as forgetSuppressed, liftUnsubscribe } from './suppressions/service.ts';
import { templateRoutes } from './templates/routes.ts';
import { firstStart } from './tenants/first-start.ts';
import { loadInstanceKeys } from './tenants/instance-keys.ts';
import { createAuthenticate } from './tenants/service.ts';
import { trackingRoutes } from './tracking/routes.ts';
import { createCourier } from './webhooks/courier.ts';
import { webhookJobs } from './webhooks/jobs.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { forgetPerson as forgetDeliveries } from './webhooks/service.ts';

/** Which parts run in this process: `serve` is both. */
export type Role = 'serve' | 'api' | 'worker';

export type App = {
  config: Config;
  db: Database;
  server: FastifyInstance;
  /** The address it listens on; empty for a worker. */
  url: string;
  /** What the first start made, else null. */
  firstCredentials: Awaited<ReturnType<typeof firstStart>>;
  /** Finishes mail in flight, at most `graceMs`, and stops in the reverse order of the start. */
  stop(graceMs?: number): Promise<void>;
};

const GRACE_MS = 30_000;

/** Wires everything by hand and starts it in order. What was started is stopped when a step fails. */
export async function startApp(given: Config, role: Role, log: Logger): Promise<App> {
  const stops: ((graceMs: number) => Promise<void>)[] = [];
  const stop = async (graceMs = GRACE_MS) => {
    for (const step of stops.splice(0).reverse()) await step(graceMs);
  };
  try {
    return await start(given, role, log, stops, stop);
  } catch (error) {
    await stop(1_000);
    throw error;
  }
}

async function start(
  given: Config,
  role: Role,
  log: Logger,
  stops: ((graceMs: number) => Promise<void>)[],
  stop: (graceMs?: number) => Promise<void>,
): Promise<App> {
  const dataDir = await prepareDataDir(given.dataDir);
  const config = await settle({ ...given, dataDir });
  const databaseServer = await openServer(config, role === 'serve');
  stops.push(() => databaseServer.stop());
  const db = await prepareDatabase(databaseServer);
  stops.push(() => db.close());

  const sealer = createSealer(await loadSecrets(config.secrets, dataDir));
  const keys = await loadInstanceKeys(db, sealer);
  const firstCredentials = await firstStart(db, dataDir, config.publicUrl);
  const signer = createTokenSigner([keys.unsubscribe.toString('base64')]);
  const suppressionKey = keys.suppression;
  const outboxDir = join(dataDir, 'outbox');
  const outbox = await startOutbox({ dir: outboxDir });
  stops.push(() => outbox.stop());
  const routes = createRoutes(config.smtpUrl, outbox.url);
  const sender = createSender(config, signer);

  const { version, allowPrivateHosts } = config;
  const courierOptions = { db, sealer, allowPrivateHosts, log, version };
  const courier = createCourier(courierOptions);
  stops.push(() => courier.stop());
  const handlers = {
    ...campaignJobs({ db, suppressionKey, log }),
    ...webhookJobs(courierOptions, courier),
  };
  const runner = createJobRunner(db.url, handlers, log);
  const engine = new Engine({
    ...{ db, routes, sender, suppressionKey, log },
    connections: config.smtpConnections,
    jobWorkerIds: () => runner.workerIds(),
  });
  const hasWorker = role !== 'api';
  const server = await createServer({
    authenticate: createAuthenticate(db),
    log,
    rateLimitPerMinute: config.rateLimitPerMinute,
    corsOrigins: config.corsOrigins,
    version,
  });
  await server.register(healthRoutes(db, () => !hasWorker || engine.isRunning));
  await server.register(referenceRoutes());
  await server.register(
    contactRoutes({
      db,
      suppressionKey,
      forget: [
        (tx, tenantId, person) => forgetSuppressed(tx, tenantId, suppressionKey, person),
        forgetRecipient,
        forgetDeliveries,
        forgetEvents,
      ],
      liftUnsubscribe: (tx, tenantId, emails) =>
        liftUnsubscribe(tx, tenantId, suppressionKey, emails),
    }),
  );
  await server.register(suppressionRoutes({ db, suppressionKey }));
  await server.register(templateRoutes({ db }));
  const deliverNow = createDeliverNow(routes);
  await server.register(campaignRoutes({ db, suppressionKey, sender, deliverNow }));
  await server.register(
    trackingRoutes({
      db,
      signer,
      suppressionKey,
      publicUrl: config.publicUrl,
      clock: systemClock,
    }),
  );
  await server.register(webhookRoutes({ db, sealer, allowPrivateHosts }));
  await server.register(outboxRoutes, { dir: outboxDir, allow: () => isLocal(config) });

  if (hasWorker) await startWorker(runner, engine, stops);
  const url = role === 'worker' ? '' : await listen(server, config, stops);
  return { config, db, server, url, firstCredentials, stop };
}

async function prepareDatabase(server: DatabaseServer): Promise<Database> {
  await migrateAll(server.url);
  const db = await openDatabase(server.url);
  if (server.isSole) await endAllLeases(db.engine);
  return db;
}

async function startWorker(
  runner: JobRunner,
  engine: Engine,
  stops: ((graceMs: number) => Promise<void>)[],
): Promise<void> {
  await runner.start();
  stops.push(() => runner.stop());
  await engine.start();
  stops.push((graceMs) => engine.stop(graceMs));
}

async function listen(
  server: FastifyInstance,
  config: Config,
  stops: ((graceMs: number) => Promise<void>)[],
): Promise<string> {
  stops.push(() => server.close());
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = `${config.host}:${config.port}`;
    throw new StartupError(
      `Can not listen on ${where} (${code}). Set PORT or HOST to something free.`,
    );
  }
  return `http://${urlHost(config.host)}:${config.port}`;
}

/** Port 0 becomes a free one now, because links in mail and credentials.json name it. */
async function settle(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await freePort(config.host);
  const publicUrl = config.publicUrlSet
    ? config.publicUrl
    : `http://${urlHost(config.host)}:${port}`;
  return { ...config, port, publicUrl };
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createNetServer().once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function createSender(config: Config, signer: Sender['signer']): Sender {
  const from = parseMailbox(config.mailFrom);
  if (!from) throw new StartupError('MAIL_FROM: must be an address that mail can come from');
  return { from, publicUrl: config.publicUrl, signer };
}

/** The outbox shows everybody's mail: only where nobody but the developer can reach it. */
function isLocal(config: Config): boolean {
  const hosts = [config.host, new URL(config.publicUrl).hostname];
  return hosts.every((host) => ['127.0.0.1', '::1', '[::1]', 'localhost'].includes(host));
}
