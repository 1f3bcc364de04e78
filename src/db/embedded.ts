import pg from 'pg';
import { StartupError } from '../lib/errors.ts';
import { type DataDir, openDataDir, prepareDataDir } from './data-dir.ts';
import { letAccountInto, letAccountPass } from './embedded-access.ts';
import { chooseAccount } from './embedded-account.ts';
import { binDirectory, findBinaries } from './embedded-binaries.ts';
import { clusterDirOf, LOGIN, openCluster } from './embedded-cluster.ts';
import { keepServing, type Serving } from './embedded-keep.ts';
import { findPostmaster, stopLeftover } from './embedded-leftover.ts';
import { readPassword } from './embedded-password.ts';
import type { Launch } from './embedded-process.ts';
import { chooseSocketDir, removeSocketDir } from './embedded-socket.ts';

/**
 * A running server of our own. `url` is a connection string of the database `pressrun` as the
 * login role `pressrun`, a superuser. `stop()` shuts the server down (at most about 25 s) and
 * gives DATA_DIR free; calling it again waits for the same stop.
 */
export type EmbeddedServer = { url: string; stop(): Promise<void> };

const DATABASE = 'pressrun';
const FIND_DATABASE = 'SELECT FROM pg_database WHERE datname = $1';
const WRONG_PASSWORD = '28P01';

/**
 * Starts the PostgreSQL server whose files are under `dataDir`, making them the first time, and
 * takes the directory for this process until `stop()`. A server left behind by a killed process is
 * stopped first. While we run, a server that ends unasked is started again on the same socket.
 * `durable: false` is for tests: no fsync, a power cut may ruin the files.
 *
 * @throws StartupError with what is wrong, where, and what to do.
 */
export async function startEmbeddedServer(options: {
  dataDir: string;
  durable?: boolean;
}): Promise<EmbeddedServer> {
  const dataDir = await openDataDir(options.dataDir);
  try {
    const { launch, url } = await prepareLaunch(dataDir, options.durable ?? true);
    const server = await keepServing(launch);
    try {
      await ensureDatabase(url);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { url, stop: stopOnce(server, launch, dataDir) };
  } catch (error) {
    dataDir.release();
    throw error;
  }
}

/**
 * The connection string of the server that runs on `dataDir` now, whoever started it; undefined
 * when none accepts connections. For a command beside a running `pressrun serve`.
 */
export async function findEmbeddedServer(dataDir: string): Promise<string | undefined> {
  const path = await prepareDataDir(dataDir);
  const server = await findPostmaster(clusterDirOf(path));
  const password = await readPassword(path);
  if (!server?.ready || password === undefined) return undefined;
  return urlOf(server.socketDir, password);
}

async function prepareLaunch({ path: dataDir }: DataDir, durable: boolean) {
  const clusterDir = clusterDirOf(dataDir);
  const chosen = await chooseAccount(clusterDir);
  const account = chosen && (await letAccountPass(binDirectory(), chosen));
  if (account !== undefined) await letAccountInto(dataDir, account);
  const binaries = await findBinaries(account);
  await stopLeftover(clusterDir);
  const cluster = await openCluster(dataDir, binaries, account, durable);
  const socketDir = await chooseSocketDir(cluster);
  const launch: Launch = { dataDir, cluster, binaries, socketDir, durable };
  return { launch, url: urlOf(socketDir, cluster.password) };
}

function stopOnce(server: Serving, launch: Launch, dataDir: DataDir) {
  const stop = async () => {
    await server.stop();
    await removeSocketDir(launch.socketDir);
    dataDir.release();
  };
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop());
}

async function ensureDatabase(url: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  try {
    await client.connect();
    const { rowCount } = await client.query(FIND_DATABASE, [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    throw refused(error as Error & { code?: string });
  } finally {
    await client.end();
  }
}

function refused(error: Error & { code?: string }): StartupError {
  if (error.code !== WRONG_PASSWORD) {
    return new StartupError(`The embedded PostgreSQL started and then said: ${error.message}`);
  }
  return new StartupError(
    'The password in the file postgres-password in DATA_DIR is not the one of the database beside ' +
      'it. Delete that file and start again: a new password is set then.',
  );
}

/** `localhost` is only there because a URL with a user needs a host; the parameter wins. */
function urlOf(socketDir: string, password: string): string {
  const host = encodeURIComponent(socketDir);
  return `postgresql://${LOGIN}:${password}@localhost:5432/${DATABASE}?host=${host}&sslmode=disable`;
}
