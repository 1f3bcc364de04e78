import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mayPassClosed, smallCheckout } from '../../test/support/checkout.ts';
import { readPostmaster } from './embedded-leftover.ts';

const isRoot = process.getuid?.() === 0;
const mayPass = isRoot && (await mayPassClosed());
if (!isRoot) console.warn('SKIPPED, needs root: a checkout that only root can enter');
else if (!mayPass) console.warn('SKIPPED, needs setpriv and CAP_DAC_READ_SEARCH: passing by it');

/** As in a container without it: root, and yet not able to hand the capability on. */
const WITHOUT = mayPass ? ['setpriv', '--bounding-set=-dac_read_search', '--'] : [];
const DAC_READ_SEARCH = '0000000000000004';
const NONE = '0000000000000000';

const children: ChildProcess[] = [];
/** A directory with a checkout in it; each test says whether others may enter it. */
let house: string;
/** A directory that everybody may enter. */
let open: string;

beforeAll(async () => {
  if (!isRoot) return;
  house = await mkdtemp(join(tmpdir(), 'pressrun-house-'));
  await smallCheckout(house);
});

afterAll(() => isRoot && rm(house, { recursive: true }));

beforeEach(async () => {
  open = await mkdtemp(join(tmpdir(), 'pressrun-open-'));
  await chmod(open, 0o755);
});

afterEach(async () => {
  for (const child of children.splice(0)) await finish(child, 'SIGTERM');
  await rm(open, { recursive: true, force: true });
});

/** Starts the checkout's server in a process of its own; says its URL or why not. */
async function start(dataDir: string, prefix: string[] = []) {
  const embedded = pathToFileURL(join(house, 'src/db/embedded.ts')).href;
  const program = `
    import { startEmbeddedServer } from ${JSON.stringify(embedded)};
    const options = { dataDir: ${JSON.stringify(dataDir)}, durable: false };
    const server = await startEmbeddedServer(options).catch((error) => {
      console.log(error.name + ': ' + error.message);
      process.exit(1);
    });
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const [command, ...args] = [...prefix, process.execPath, '--input-type=module', '-e', program];
  const child = spawn(command!, args, {
    cwd: house,
    env: { ...process.env, TMPDIR: open },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(child.stdout!, 'data');
  return { child, said: String(said).trim() };
}

async function finish(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(statement).then(
    ({ rows }) => client.end().then(() => rows),
    (error) => client.end().then(() => Promise.reject(error)),
  );
}

/** The server's process: its user, its effective capabilities, its program. */
async function postmaster(dataDir: string) {
  const { pid } = (await readPostmaster(join(dataDir, 'postgres')))!;
  return { pid, ...(await status(pid)), program: await readlink(`/proc/${pid}/exe`) };
}

async function status(pid: unknown) {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1];
  return { uid: Number(field('Uid')), capabilities: field('CapEff') };
}

/** A first start, a kill -9 of its owner, a second start that ends the server left behind. */
async function servesAndTakesOver(dataDir: string, prefix: string[] = []) {
  const first = await start(dataDir, prefix);
  expect(first.said).toMatch(/^postgresql:/);
  await query(first.said, 'CREATE TABLE kept AS SELECT 7 AS n');
  const before = await postmaster(dataDir);
  await finish(first.child, 'SIGKILL');
  const second = await start(dataDir, prefix);
  expect(await query(second.said, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  const after = await postmaster(dataDir);
  expect(after).toEqual({ ...before, pid: after.pid });
  expect(after.pid).not.toBe(before.pid);
  expect(after.uid).toBe((await stat(join(dataDir, 'postgres'))).uid);
  expect(after.uid).not.toBe(0);
  return { url: second.said, server: after };
}

describe.runIf(isRoot)('a checkout that only root can enter', () => {
  beforeEach(() => chmod(house, 0o700));

  it.runIf(mayPass)('serves from it, its own data directory included', async () => {
    const dataDir = join(house, 'data');
    const { url, server } = await servesAndTakesOver(dataDir);
    expect(server.capabilities).toBe(DAC_READ_SEARCH);
    expect(server.program).toContain(house);
    const [session] = await query(url, "SELECT pg_read_file('/proc/self/status') AS status");
    expect(session?.status).toContain(`CapEff:\t${DAC_READ_SEARCH}`);
  });

  it('serves by a copy of the programs where the capability is not to be had', async () => {
    const { server } = await servesAndTakesOver(join(open, 'data'), WITHOUT);
    expect(server.capabilities).toBe(NONE);
    const copies = (await readdir(open)).filter((name) => name.startsWith('pressrun-postgres-'));
    expect([server.program]).toEqual(copies.map((name) => join(open, name, 'bin/postgres')));
  });

  it('names the directory in the way, then, if DATA_DIR is in there, too', async () => {
    const { said } = await start(join(house, 'other'), WITHOUT);
    expect(said).toContain(`can't enter ${house} on the way to DATA_DIR ${house}/other. Run`);
  });
});

describe.runIf(isRoot)('a checkout that everybody can enter', () => {
  beforeEach(() => chmod(house, 0o755));

  it('names the directory on the way to DATA_DIR that is closed, and the command', async () => {
    await chmod(open, 0o700);
    const { said } = await start(join(open, 'data'));
    expect(said).toContain(`can't enter ${open} on the way to DATA_DIR ${open}/data.`);
    expect(said).toContain(`Run "chmod o+x ${open}"`);
  });

  it('needs no capability', async () => {
    const dataDir = join(open, 'data');
    await start(dataDir);
    expect((await postmaster(dataDir)).capabilities).toBe(NONE);
  });
});
