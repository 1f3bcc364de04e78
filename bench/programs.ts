import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a program of ours measured of itself: only the part that counts, not its preparation. */
export type Measured = { seconds: number; cpuSeconds: number; peakBytes: number };

/**
 * Runs bench/programs/NAME.ts in a process of its own and answers what it reported. A process each,
 * so that CPU time and memory are its own and nothing is warm from the measurement before.
 */
export async function runProgram<T>(name: string, input: unknown): Promise<T> {
  const file = join(import.meta.dirname, 'programs', `${name}.ts`);
  const child = fork(file, [JSON.stringify(input)]);
  let report: T | undefined;
  child.on('message', (message) => {
    report = message as T;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0 || report === undefined)
    throw new Error(`bench program ${name} ended with ${code}`);
  return report;
}

/** In the program: what it was asked to do. */
export function givenInput<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** In the program: reports and lets the process end. */
export function report(result: unknown): void {
  process.send?.(result, () => process.disconnect?.());
}

/** In the program: times `work` and counts the CPU it took, garbage collector and all threads included. */
export async function measure(work: () => Promise<void>): Promise<Measured> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
