import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../lib/errors.ts';
import { run } from './embedded-run.ts';

/** What a server says of itself in postmaster.pid (PostgreSQL's miscinit.h gives the lines). */
export type Postmaster = { pid: number; socketDir: string; ready: boolean };

const POLL_MS = 20;
const FAST_MS = 10_000;
const IMMEDIATE_MS = 15_000;

/** The contents of postmaster.pid, whether that server lives or not; undefined without the file. */
export async function readPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return undefined;
  const socketDir = resolve(clusterDir, lines[4] ?? '.');
  return { pid, socketDir, ready: lines[7]?.trim() === 'ready' };
}

/** The server that runs on these files now, whoever started it. */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const found = await readPostmaster(clusterDir);
  if (found === undefined || !(await isPostmaster(found.pid, clusterDir))) return undefined;
  return found;
}

/**
 * Stops the server that a killed Pressrun left behind, if there is one: fast first (it writes a
 * checkpoint), and after 10 s at once. Stopped rather than taken over, so that the new one is our
 * child, with today's settings. Returns the process id left in postmaster.pid, if any.
 *
 * @throws StartupError when it doesn't end.
 */
export async function stopLeftover(clusterDir: string): Promise<number | undefined> {
  const left = await readPostmaster(clusterDir);
  if (left === undefined) return undefined;
  const gone = () => isPostmaster(left.pid, clusterDir).then((alive) => !alive);
  if (await gone()) return left.pid;
  signal(left.pid, 'SIGINT');
  if (await becomesTrue(gone, FAST_MS)) return left.pid;
  signal(left.pid, 'SIGQUIT');
  if (await becomesTrue(gone, IMMEDIATE_MS)) return left.pid;
  throw new StartupError(
    `A PostgreSQL server (process id ${left.pid}) that an earlier Pressrun left behind on ` +
      `${clusterDir} doesn't stop. End it with "kill -9 ${left.pid}" and start again.`,
  );
}

/**
 * Ends the sessions of a server that was killed without them. An idle one notices by itself, one in
 * a statement only after it, and until then PostgreSQL refuses to start. Where there is no /proc to
 * find them in, the only thing left is to wait.
 */
export async function endOrphans(clusterDir: string): Promise<void> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids.map(Number)) {
    // Each process of PostgreSQL works in its server's directory; sessions rename themselves.
    const directory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    if (directory !== clusterDir) continue;
    const [name] = await commandLine(pid);
    if (name?.startsWith('postgres:')) signal(pid, 'SIGQUIT');
  }
}

/**
 * Whether this process is a PostgreSQL server on these files. The id alone proves nothing: after a
 * crash or in a new container it may belong to any program; and a dead server that nobody has
 * waited for still has its id, but no command line.
 */
async function isPostmaster(pid: number, clusterDir: string): Promise<boolean> {
  const args = await commandLine(pid);
  return basename(args[0] ?? '') === 'postgres' && args.join(' ').includes(` -D ${clusterDir} `);
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return text.split('\0');
  }
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return stdout.trim().split(' ');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between; the caller looks again.
  }
}

async function becomesTrue(check: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (await check()) return true;
    await sleep(POLL_MS);
  }
  return false;
}
