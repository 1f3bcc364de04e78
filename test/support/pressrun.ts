import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caller } from './app.ts';
import { atEnd } from './at-end.ts';
import type { Call } from './server.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const READY = /^pressrun (?:ready (\S+)|worker ready)$/m;

/** Pressrun as an operating-system process of its own, as an operator starts it. */
export type Program = {
  child: ChildProcess;
  /** Empty for a worker. */
  url: string;
  /** What it wrote so far, to stdout and stderr. */
  said(): string;
  /** Ends it with this signal; answers the exit code, null if it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts `pressrun <command>` and resolves when it says that it is ready. */
export async function startProgram(
  command: 'serve' | 'api' | 'worker',
  env: Record<string, string>,
): Promise<Program> {
  // process.execPath is the Node that the package brings along: Vitest runs on it too.
  const child = spawn(process.execPath, [join(ROOT, 'bin/pressrun.js'), command], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  const ready = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      const found = READY.exec(said);
      if (found) resolve(found[1] ?? '');
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    exited.then(([code]) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await exited)[0];
  };
  return { child, url: await ready, said: () => said, end };
}

/** A DATA_DIR for this test file, removed when it ends. */
export async function temporaryDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-fault-'));
  atEnd(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** Calls the API with the key that the first start wrote. */
export async function firstCaller(url: string, dataDir: string): Promise<Call> {
  const { apiKey } = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  return caller(url, apiKey);
}

/** Kills the embedded PostgreSQL of this DATA_DIR without a word. */
export async function killPostgres(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
  process.kill(pid, 'SIGKILL');
}
