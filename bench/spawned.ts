import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A `pressrun …` of its own process, ready. */
export type Spawned = { pid: number; line: string; stop(): Promise<void> };

const PRESSRUN = join(import.meta.dirname, '../bin/pressrun.js');

/**
 * Starts `pressrun COMMAND` and waits for the line that says it is ready. `nodeOptions` stand before
 * the program (`--cpu-prof`).
 */
export async function spawnPressrun(
  command: 'api' | 'worker',
  env: Record<string, string>,
  nodeOptions: string[] = [],
): Promise<Spawned> {
  const child = spawn(process.execPath, [...nodeOptions, PRESSRUN, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...inherited(), ...env },
  });
  const line = await readyLine(child, command);
  return { pid: child.pid!, line, stop: () => stop(child) };
}

/** Settings of the surroundings (DATABASE_URL, SMTP_URL …) must not change what is measured. */
function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'PGOPTIONS', 'NODE_OPTIONS'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}

async function readyLine(child: ChildProcess, command: string): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!/^pressrun (worker )?ready/.test(line)) continue;
    // Read on, or a full pipe would hold it up.
    child.stdout!.resume();
    return line;
  }
  throw new Error(`pressrun ${command} ended before it was ready`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 40_000);
  await once(child, 'exit');
  clearTimeout(killer);
}
