import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { StartupError } from '../lib/errors.ts';

const PROGRAM = join(import.meta.dirname, '../../bench/run.ts');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `bench`: measures this checkout. A program of its own, because what is measured must not import
 * what measures it; its options are there too.
 */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure the speed of this checkout (a few minutes; bench/README.md)')
    .argument('[options...]', 'handed on; "npm run bench -- --help" lists them')
    .allowUnknownOption()
    .action((options: string[]) => runBench(options));
}

async function runBench(options: string[]): Promise<void> {
  if (!existsSync(PROGRAM)) {
    throw new StartupError('The bench comes with the source: run this in a checkout');
  }
  const child = spawn(process.execPath, [PROGRAM, ...options], { stdio: 'inherit' });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  for (const each of SIGNALS) process.off(each, pass);
  process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
}
