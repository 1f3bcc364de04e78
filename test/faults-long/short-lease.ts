import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A worker process with a short lease: see worker.ts. */
export type ShortLeaseWorker = {
  child: ChildProcess;
  /** Starts it, and resolves when it works. */
  go(): Promise<void>;
  /** Kills it without a word. */
  kill(): Promise<void>;
};

/** Loads a worker that waits for `go`. */
export async function loadWorker(
  leaseSeconds: number,
  env: Record<string, string>,
): Promise<ShortLeaseWorker> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'worker.ts'), String(leaseSeconds)],
    {
      env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const exited = once(child, 'exit');
  child.stdin.on('error', () => {});
  let said = '';
  const heard = (word: string) =>
    new Promise<void>((resolve, reject) => {
      const hear = () => said.includes(word) && resolve();
      child.stdout.on('data', hear);
      exited.then(() => reject(new Error(`the worker ended: ${said}`)));
      hear();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  await heard('loaded');
  return {
    child,
    go: () => {
      child.stdin.write('go\n');
      return heard('ready');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
