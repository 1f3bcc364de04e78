import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findEmbeddedServer } from '../src/db/embedded.ts';
import { type Api, createApi } from './api.ts';
import { parentOf } from './proc.ts';
import { type Spawned, spawnPressrun } from './spawned.ts';
import type { Sink } from './start-sink.ts';

/** A Pressrun under measurement: `pressrun api` with its embedded PostgreSQL, without a worker yet. */
export type Instance = {
  dataDir: string;
  databaseUrl: string;
  tenantId: string;
  /** Where the API answers, and who may log in there. */
  url: string;
  ownerEmail: string;
  api: Api;
  apiPid: number;
  /** PostgreSQL's first process; all the others are its children. */
  postgresPid: number;
  postgresVersion: string;
  /** Beside the API: preparing and looking, never what is measured. */
  sql: pg.Pool;
  /** Starts that many `pressrun worker`, each with its own connections to the sink. */
  startWorkers(count: number, sink: Sink): Promise<Spawned[]>;
  stop(): Promise<void>;
};

export type InstanceOptions = {
  /** Where DATA_DIR is made: the disk that commits wait for. */
  parent?: string;
  /** Workers write CPU profiles into this directory. */
  profile?: string;
  /** Leave DATA_DIR where it is, for a look at postgres.log. */
  keep?: boolean;
};

const MAIL_FROM = 'The Press Room <letters@press.example.com>';
const PUBLIC_URL = 'https://press.example.com';

/** Starts one in a new directory with the product's own settings; `stop` removes all of it. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const dataDir = await mkdtemp(join(options.parent ?? tmpdir(), 'pressrun-bench-'));
  const env = {
    ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', MAIL_FROM, PUBLIC_URL },
    RATE_LIMIT_PER_MINUTE: '1000000',
  };
  const server = await spawnPressrun('api', env);
  const databaseUrl = (await findEmbeddedServer(dataDir))!;
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // The server ends idle connections when it stops; that must not end the bench.
  sql.on('error', () => {});
  const { tenantId, apiKey, email } = JSON.parse(
    await readFile(join(dataDir, 'credentials.json'), 'utf8'),
  );
  const { rows } = await sql.query(
    "select pg_backend_pid() as pid, current_setting('server_version') as version",
  );
  const url = server.line.split(' ').at(-1)!;
  const workers = new Set<Spawned>();
  const stop = async () => {
    await Promise.all([...workers].map((worker) => worker.stop()));
    await sql.end();
    await server.stop();
    if (options.keep) console.error(`kept ${dataDir}`);
    else await rm(dataDir, { recursive: true, force: true });
  };
  let stopped: Promise<void> | undefined;
  return {
    ...{ dataDir, databaseUrl, tenantId, sql, url, ownerEmail: email },
    api: createApi(url, apiKey),
    apiPid: server.pid,
    postgresPid: parentOf(rows[0].pid),
    postgresVersion: rows[0].version,
    startWorkers: async (count, sink) => {
      const started = await startWorkers(count, sink, env, options.profile);
      for (const worker of started) workers.add(worker);
      return started;
    },
    stop: () => (stopped ??= stop()),
  };
}

function startWorkers(count: number, sink: Sink, env: Record<string, string>, profile?: string) {
  const trust: Record<string, string> = sink.ca ? { NODE_EXTRA_CA_CERTS: sink.ca } : {};
  const SMTP_URL = `smtp://${sink.host}:${sink.port}${sink.ca ? '?tls=required' : '?tls=off'}`;
  const nodeOptions = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
  return Promise.all(
    Array.from({ length: count }, () =>
      spawnPressrun('worker', { ...env, ...trust, SMTP_URL }, nodeOptions),
    ),
  );
}
