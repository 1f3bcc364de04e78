import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import {
  access,
  chmod,
  chown,
  cp,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ableToRunUs } from '../../test/support/checkout.ts';
import { StartupError } from '../lib/errors.ts';
import { type EmbeddedServer, findEmbeddedServer, startEmbeddedServer } from './embedded.ts';
import { readPostmaster } from './embedded-leftover.ts';
import { type Account, asAccount } from './embedded-run.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('SKIPPED, needs root: how PostgreSQL is run for root');
const nobody = isRoot ? await ableToRunUs({ uid: 65_534, gid: 65_534 }) : undefined;
if (isRoot && !nobody) console.warn('SKIPPED, needs an open checkout: as a normal user');

const children: ChildProcess[] = [];
const servers: EmbeddedServer[] = [];
let seed: string;
let base: string;
let dataDir: string;

beforeAll(async () => {
  seed = await mkdtemp(join(tmpdir(), 'pressrun-embedded-'));
  await (await startEmbeddedServer({ dataDir: seed, durable: false })).stop();
});

afterAll(() => rm(seed, { recursive: true, force: true }));

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pressrun-embedded-'));
  await chmod(base, 0o755);
  dataDir = join(base, 'data');
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill9));
  // A start takes over and stops what a killed child left behind.
  const left = await findEmbeddedServer(dataDir).catch(() => undefined);
  if (left !== undefined && servers.length === 0) await start();
  for (const server of servers.splice(0)) await server.stop();
  await rm(base, { recursive: true, force: true });
});

/** A DATA_DIR that was started before: a copy is made faster than a new one. */
async function startedBefore(): Promise<void> {
  const [code] = await once(spawn('cp', ['-a', `${seed}/.`, dataDir]), 'exit');
  expect(code).toBe(0);
}

async function start(durable = false): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ dataDir, durable });
  servers.push(server);
  return server;
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that owns the server. Says its URL, then does as the signals tell. */
async function owner(options: { durable?: boolean; account?: Account } = {}) {
  const { durable = false, account } = options;
  const program = `
    import { startEmbeddedServer } from ${JSON.stringify(import.meta.resolve('./embedded.ts'))};
    process.on('SIGINT', () => console.log('interrupted'));
    const server = await startEmbeddedServer({ dataDir: ${JSON.stringify(dataDir)}, durable: ${durable} });
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const command = asAccount(process.execPath, ['--input-type=module', '-e', program], account);
  const child = spawn(command.program, command.args, {
    ...command.as,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function line(child: ChildProcess): Promise<string> {
  const [text] = await once(child.stdout!, 'data');
  return String(text).trim();
}

async function kill9(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const clusterDir = () => join(dataDir, 'postgres');
const postmasterPid = async () => (await readPostmaster(clusterDir()))!.pid;

/** Waits for a fact by looking for it; the test's own time limit ends a vain wait. */
async function until(fact: () => Promise<boolean>): Promise<void> {
  while (!(await fact())) await new Promise(setImmediate);
}

async function refusal(): Promise<string> {
  const error = await startEmbeddedServer({ dataDir, durable: false }).catch((caught) => caught);
  expect(error).toBeInstanceOf(StartupError);
  return error.message;
}

describe('start and stop', () => {
  it('makes a durable UTF-8 database once and finds its data again', async () => {
    const began = performance.now();
    const first = await start(true);
    const firstMs = performance.now() - began;
    await query(first.url, "CREATE TABLE kept AS SELECT 'Žluťoučký kůň 🐎' AS words");
    const [settings] = await query(
      first.url,
      `SELECT current_user AS login, current_database() AS database,
              current_setting('fsync') AS fsync, current_setting('timezone') AS timezone,
              current_setting('listen_addresses') AS tcp, current_setting('server_encoding') AS encoding`,
    );
    expect(settings).toEqual({
      login: 'pressrun',
      database: 'pressrun',
      fsync: 'on',
      timezone: 'UTC',
      tcp: '',
      encoding: 'UTF8',
    });
    await first.stop();
    await first.stop();
    const again = performance.now();
    const second = await start(true);
    const againMs = performance.now() - again;
    console.info(`first start ${firstMs.toFixed(0)} ms, restart ${againMs.toFixed(0)} ms`);
    expect(againMs).toBeLessThan(2_000);
    expect(await query(second.url, 'SELECT words FROM kept')).toEqual([
      { words: 'Žluťoučký kůň 🐎' },
    ]);
  });

  it('keeps others out: a private socket directory, and a password', async () => {
    await startedBefore();
    const server = await start();
    const url = new URL(server.url);
    const socketDir = url.searchParams.get('host')!;
    expect((await stat(socketDir)).mode & 0o077).toBe(0);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT')).rejects.toMatchObject({ code: '28P01' });
  });

  it('puts the socket elsewhere when the path is too long for one', async () => {
    dataDir = join(base, 'x'.repeat(120), 'data');
    const server = await start();
    const socketDir = new URL(server.url).searchParams.get('host')!;
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await findEmbeddedServer(dataDir)).toBe(server.url);
    await server.stop();
    await expect(access(socketDir)).rejects.toThrow('ENOENT');
  });

  it('is refused while another process has the directory, and a command can join that one', async () => {
    await startedBefore();
    const other = await owner();
    const url = await line(other);
    expect(await refusal()).toContain(
      `in use by another Pressrun process (process id ${other.pid})`,
    );
    expect(await findEmbeddedServer(dataDir)).toBe(url);
    other.kill('SIGTERM');
    await once(other, 'exit');
    expect(await findEmbeddedServer(dataDir)).toBeUndefined();
  });

  it('survives Ctrl-C, which goes to the whole process group of its owner', async () => {
    await startedBefore();
    const other = await owner();
    const url = await line(other);
    process.kill(-other.pid!, 'SIGINT');
    expect(await line(other)).toBe('interrupted');
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('comes back on the same socket when the server is killed while we run', async () => {
    await startedBefore();
    const server = await start(true);
    await query(server.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const killed = await postmasterPid();
    process.kill(killed, 'SIGKILL');
    await until(async () => {
      const now = await readPostmaster(clusterDir());
      return now?.ready === true && now.pid !== killed;
    });
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await server.stop();
    expect(await findEmbeddedServer(dataDir)).toBeUndefined();
  });
});

describe('after a crash', () => {
  it('stops the server of a killed process and keeps its data', async () => {
    await startedBefore();
    const killed = await owner();
    const url = await line(killed);
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const before = await postmasterPid();
    await kill9(killed);
    const server = await start();
    expect(await postmasterPid()).not.toBe(before);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('starts after the server was killed, too, and its process id was given to another', async () => {
    await startedBefore();
    const killed = await owner({ durable: true });
    const url = await line(killed);
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const dead = await postmasterPid();
    await kill9(killed);
    process.kill(dead, 'SIGKILL');
    // A process of PostgreSQL's own user: only such a one makes PostgreSQL believe it is running.
    const { uid, gid } = await stat(clusterDir());
    const stranger = spawn('sleep', ['60'], { cwd: '/', ...(isRoot ? { uid, gid } : {}) });
    children.push(stranger);
    for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
      const text = await readFile(join(clusterDir(), name), 'utf8');
      await writeFile(join(clusterDir(), name), text.replace(/^\d+/, String(stranger.pid)));
    }
    const server = await start();
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  it.runIf(process.platform === 'linux')('ends sessions that outlive their server', async () => {
    await startedBefore();
    const killed = await owner();
    const url = await line(killed);
    const busy = query(url, 'DO $$ BEGIN LOOP NULL; END LOOP; END $$').catch(() => 'cut');
    const loops = "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO%'";
    await until(async () => (await query(url, loops)).length === 1);
    const dead = await postmasterPid();
    await kill9(killed);
    process.kill(dead, 'SIGKILL');
    const server = await start();
    expect(await busy).toBe('cut');
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts over when the first start was killed in initdb', async () => {
    await mkdir(dataDir);
    const unfinished = new Promise<void>((resolve) => {
      const watcher = watch(dataDir, (_, name) => {
        if (!name?.startsWith('postgres.new-')) return;
        watcher.close();
        resolve();
      });
    });
    const killed = await owner();
    await unfinished;
    await kill9(killed);
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(dataDir)).filter((name) => name.includes('.new'))).toEqual([]);
  });

  it('sets a new password when the file with it was lost', async () => {
    await startedBefore();
    const before = await readFile(join(dataDir, 'postgres-password'), 'utf8');
    await rm(join(dataDir, 'postgres-password'));
    const server = await start();
    expect(server.url).not.toContain(before.trim());
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says what to do when the password is of another database', async () => {
    await startedBefore();
    await writeFile(join(dataDir, 'postgres-password'), 'another\n');
    expect(await refusal()).toContain('Delete that file and start again');
    expect(await findEmbeddedServer(dataDir)).toBeUndefined();
  });
});

describe('files that cannot be served', () => {
  it('names the version that made them', async () => {
    await startedBefore();
    await writeFile(join(clusterDir(), 'PG_VERSION'), '17\n');
    expect(await refusal()).toMatch(/was made by PostgreSQL 17, .*brings PostgreSQL 18/);
  });

  it('does not take any directory for PostgreSQL files', async () => {
    await mkdir(clusterDir(), { recursive: true });
    await writeFile(join(clusterDir(), 'letter.txt'), '');
    expect(await refusal()).toContain('no PostgreSQL data directory');
  });

  it("repeats PostgreSQL's own words when it doesn't start", async () => {
    await startedBefore();
    await writeFile(join(clusterDir(), 'postgresql.conf'), 'no_such_setting = 1\n');
    expect(await refusal()).toContain('unrecognized configuration parameter "no_such_setting"');
  });
});

describe.runIf(isRoot)('for root', () => {
  it('runs PostgreSQL as another user, in a directory only that one and root can enter', async () => {
    await mkdir(dataDir, { mode: 0o700 });
    await start();
    const files = await stat(clusterDir());
    expect(files.uid).not.toBe(0);
    const status = await readFile(`/proc/${await postmasterPid()}/status`, 'utf8');
    expect(status).toContain(`Uid:\t${files.uid}\t${files.uid}\t${files.uid}`);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o710);
  });

  it('gives files that were copied back by root to PostgreSQL again', async () => {
    await startedBefore();
    await cp(clusterDir(), join(base, 'backup'), { recursive: true });
    await rm(clusterDir(), { recursive: true });
    await cp(join(base, 'backup'), clusterDir(), { recursive: true });
    await lchown(clusterDir(), 0, 0);
    await start();
    expect((await stat(join(clusterDir(), 'global'))).uid).not.toBe(0);
  });

  it.runIf(nobody)(
    'a normal user starts it without any of that, and root can go on with the same files',
    async () => {
      await mkdir(dataDir, { mode: 0o700 });
      await chown(dataDir, nobody!.uid, nobody!.gid);
      const other = await owner({ account: nobody });
      await query(await line(other), 'CREATE TABLE kept AS SELECT 7 AS n');
      expect((await stat(clusterDir())).uid).toBe(nobody!.uid);
      other.kill('SIGTERM');
      await once(other, 'exit');
      const server = await start();
      expect((await stat(clusterDir())).uid).toBe(nobody!.uid);
      expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    },
  );
});
