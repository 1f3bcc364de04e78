import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { benchCommand } from './commands/bench.ts';
import { demoCommand } from './commands/demo.ts';
import { checkCommand } from './commands/doctor.ts';
import { keyCommand, migrateCommand } from './commands/manage.ts';
import { resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { tenantCommand } from './commands/tenant.ts';
import { userCommand } from './commands/users.ts';
import { packageVersion } from './config.ts';
import { StartupError } from './lib/errors.ts';

/**
 * How far beyond what is alive the heap may grow before garbage is looked for. Left alone, V8 lets it grow
 * several times as large: an import of a million rows took 570 MB, and takes 375 (P42 allows 512), no slower.
 */
const HEAP_GROWTH_PERCENT = 50;

/** The command line. Errors that the operator can act on end it with one message and exit code 1. */
export async function main(args: string[]): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  try {
    const command = program(await packageVersion());
    await command.parseAsync(args.length > 0 ? args : ['--help'], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
    } else if (error instanceof StartupError) {
      console.error(`pressrun: ${error.message}`);
      process.exitCode = 1;
    } else {
      console.error(error);
      process.exitCode = 70;
    }
  }
}

function program(version: string): Command {
  const pressrun = new Command('pressrun')
    .description(
      'Sends newsletter campaigns through an HTTP API, with an exact ledger of every copy',
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError();
  for (const command of [
    runCommand('serve', 'Run everything in one process: API, worker and pages'),
    runCommand('api', 'Run the HTTP API only'),
    runCommand('worker', 'Run a worker only'),
    migrateCommand(),
    tenantCommand(),
    keyCommand(),
    userCommand(),
    resumeCommand(),
    demoCommand(),
    benchCommand(),
    checkCommand(),
  ]) {
    pressrun.addCommand(command.exitOverride());
  }
  return pressrun;
}
