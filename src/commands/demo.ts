import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type App, startApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { StartupError } from '../lib/errors.ts';
import { createLog } from '../log.ts';
import { createDemoApi } from './demo-api.ts';
import { ignored, say, showAgain } from './demo-output.ts';
import { playDemo } from './demo-steps.ts';
import { onInterrupt, waitForEnter } from './demo-wait.ts';

/** What a shell reports for a program that Ctrl-C ended: 128 and SIGINT. */
const INTERRUPTED = 130;

/** `demo`: a whole campaign through the API, on a data directory and a port of its own. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Send a newsletter to 2,000 made-up people, through the API, into the outbox')
    .option('--exit', 'do not stay up for a look at the outbox, also on a terminal')
    .addHelpText(
      'after',
      '\nEach run keeps a directory of its own in the temporary directory (TMPDIR). DATA_DIR,\n' +
        'DATABASE_URL, SMTP_URL, MAIL_FROM, HOST and PUBLIC_URL are ignored: the demo neither\n' +
        'touches your data nor sends mail off this machine.',
    )
    .action((options: { exit?: boolean }) => runDemo(options.exit === true));
}

async function runDemo(exit: boolean): Promise<void> {
  const given = await readConfig(undefined, { PORT: '0', LOG_LEVEL: 'warn' });
  const config = ownConfig(given, await ownDirectory());
  say(`Pressrun ${config.version}: a demo. Everything is real except the people.`);
  if (ignored(given).length > 0) say(`Ignored here: ${ignored(given).join(', ')}.`);
  const { signal, forget } = onInterrupt();
  const began = performance.now();
  const app = await startApp(config, 'serve', createLog(config.logLevel));
  try {
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    say(`\nstarted       ${app.url} with a PostgreSQL of its own, in ${seconds} s`);
    await perform(app, signal);
    if (signal.aborted) process.exitCode = INTERRUPTED;
    else await showOutbox(app, given, exit, signal);
  } finally {
    await app.stop(signal.aborted ? 1_000 : undefined);
    forget();
  }
}

/** Whatever goes wrong ends the demo with one sentence, and says where to look. */
async function perform({ url, config, firstCredentials }: App, signal: AbortSignal): Promise<void> {
  try {
    await playDemo(createDemoApi(url, firstCredentials!.apiKey, signal));
  } catch (error) {
    if (signal.aborted) return;
    throw new StartupError(
      `The demo failed: ${(error as Error).message}. Its files are in ${config.dataDir}`,
    );
  }
}

/** On a terminal it stays up for a look; else it says how to have one later. */
async function showOutbox(
  { url, config }: App,
  given: Config,
  exit: boolean,
  signal: AbortSignal,
): Promise<void> {
  const stays = !exit && process.stdin.isTTY && process.stdout.isTTY;
  if (stays) {
    say(`Look at the outbox: ${url}/outbox\nPress Enter to stop.`);
    await waitForEnter(signal);
  }
  say(`The outbox is kept. To see it${stays ? ' again' : ''}, at ${url}/outbox:`);
  say(`  ${showAgain(config, given)}`);
}

/**
 * A run never meets the leftovers of another, nor a running `npm start`. Not below DATA_DIR: that is
 * closed to others, and PostgreSQL's user, when root starts us, has to get through.
 */
async function ownDirectory(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'pressrun-demo-'));
  } catch (error) {
    throw new StartupError(
      `The demo can not make a directory in ${tmpdir()} (${(error as Error).message}). ` +
        'Set TMPDIR to a directory that this user can write to.',
    );
  }
}

function ownConfig(given: Config, dataDir: string): Config {
  return {
    ...given,
    dataDir,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${given.port}`,
    publicUrlSet: false,
    databaseUrl: null,
    smtpUrl: null,
    mailFrom: 'The Press Room <letters@example.com>',
    rateLimitPerMinute: 1_000_000,
  };
}
