import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../lib/errors.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { Cluster } from './embedded-cluster.ts';
import { endOrphans, readPostmaster, stopLeftover } from './embedded-leftover.ts';
import { openLog } from './embedded-log.ts';
import { asAccount, childEnvironment } from './embedded-run.ts';
import { serverArguments } from './embedded-settings.ts';

/** Everything that a launch of the server needs; the same for the first and for a repeated one. */
export type Launch = {
  dataDir: string;
  cluster: Cluster;
  binaries: Binaries;
  socketDir: string;
  durable: boolean;
};

const POLL_MS = 10;
// Replaying max_wal_size after a crash takes seconds to a minute; more means something is wrong.
const READY_MS = 600_000;
const ORPHANS_MS = 60_000;
const ORPHANS_POLL_MS = 200;
const FAST_MS = 10_000;
const IMMEDIATE_MS = 15_000;
const LOG_LINES = 3;

/**
 * Starts the server and waits until it accepts connections. It runs in a session of its own: Ctrl-C
 * in a terminal goes to the whole foreground group, and PostgreSQL must outlive our drain.
 *
 * @throws StartupError with the server's own words when it doesn't start, or on `signal`.
 */
export async function launchServer(launch: Launch, signal: AbortSignal): Promise<ChildProcess> {
  const end = performance.now() + ORPHANS_MS;
  for (;;) {
    const stalePid = await stopLeftover(launch.cluster.dir);
    const log = await openLog(launch.dataDir);
    try {
      const child = spawnServer(launch, log.file.fd, stalePid);
      if (await becomesReady(child, launch.cluster.dir, signal)) return child;
      const words = await log.added();
      if (!words.includes('shared memory block') || performance.now() > end) throw failed(words);
    } finally {
      await log.file.close();
    }
    await endOrphans(launch.cluster.dir);
    await sleep(ORPHANS_POLL_MS, undefined, { signal });
  }
}

/** Stops fast (sessions are cut, a checkpoint is written), after 10 s at once. Idempotent. */
export async function stopServer(child: ChildProcess): Promise<void> {
  for (const [name, limitMs] of [
    ['SIGINT', FAST_MS] as const,
    ['SIGQUIT', IMMEDIATE_MS] as const,
  ]) {
    child.kill(name);
    if (await endsWithin(child, limitMs)) return;
  }
  child.kill('SIGKILL');
  await endsWithin(child, IMMEDIATE_MS);
}

/** Resolves when the process has ended, however. */
export function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function spawnServer(launch: Launch, logFd: number, stalePid: number | undefined): ChildProcess {
  const { cluster, socketDir, durable } = launch;
  const args = ['-D', cluster.dir, ...serverArguments(socketDir, durable)];
  // PostgreSQL takes a process id in an old postmaster.pid for a living server when any process of
  // this user has it now. We have looked; this variable (made for pg_ctl) says so, and the check
  // for backends that still use the shared memory stays on.
  const environment: Record<string, string> =
    stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) };
  const command = asAccount(launch.binaries.postgres, args, cluster.account);
  const child = spawn(command.program, command.args, {
    ...command.as,
    cwd: '/',
    env: childEnvironment(environment),
    detached: true,
    stdio: ['ignore', logFd, logFd],
  });
  child.on('error', () => undefined);
  child.unref();
  return child;
}

async function becomesReady(
  child: ChildProcess,
  clusterDir: string,
  signal: AbortSignal,
): Promise<boolean> {
  const end = performance.now() + READY_MS;
  while (!hasEnded(child)) {
    const server = await readPostmaster(clusterDir);
    if (server?.pid === child.pid && server?.ready) return true;
    if (signal.aborted || performance.now() > end) await stopServer(child);
    else await sleep(POLL_MS);
  }
  return false;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function endsWithin(child: ChildProcess, limitMs: number): Promise<boolean> {
  child.ref();
  await Promise.race([ended(child), sleep(limitMs, undefined, { ref: false })]);
  return hasEnded(child);
}

function failed(words: string): StartupError {
  const lines = words.trim().split('\n').slice(-LOG_LINES);
  const reason = lines.map((line) => line.replace(/^.* (LOG|FATAL|PANIC|DETAIL|HINT): +/, ''));
  return new StartupError(
    `The embedded PostgreSQL didn't start: ${reason.join('; ') || 'it said nothing'}. ` +
      'More may be in postgres.log in DATA_DIR.',
  );
}
