import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import type { Binaries } from './embedded-binaries.ts';
import { writePrivateFile } from './embedded-password.ts';
import { type Account, run } from './embedded-run.ts';

/** Where the files shall be, whose they are, and their one login, a superuser. */
type Plan = { dir: string; account: Account | undefined; login: string; password: string };

const STAGING = 'postgres.new-';

/** What initdb had begun when it was killed: it works aside and only a whole cluster is renamed. */
export async function removeUnfinished(dataDir: string): Promise<void> {
  const names = await readdir(dataDir);
  for (const name of names.filter((each) => each.startsWith(STAGING))) {
    // An orphaned initdb may still be writing there; without its directory it gives up.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

/**
 * Makes the files of a new PostgreSQL in `plan.dir`, all or nothing: initdb works in a directory
 * beside it, which is renamed when it is whole. `durable: false` doesn't wait for the disk.
 *
 * @throws StartupError with initdb's reason.
 */
export async function createCluster(
  dataDir: string,
  plan: Plan,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const staging = join(dataDir, STAGING + randomBytes(4).toString('hex'));
  await mkdir(staging, { mode: 0o700 });
  if (plan.account !== undefined) await chown(staging, plan.account.uid, plan.account.gid);
  await runInitdb(staging, plan, binaries, durable);
  await rename(join(staging, 'files'), plan.dir);
  await rm(staging, { recursive: true });
  if (durable) await syncDirectory(dataDir);
}

async function runInitdb(
  staging: string,
  { account, login, password }: Plan,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const passwordFile = join(staging, 'password');
  await writePrivateFile(passwordFile, `${password}\n`, account);
  const flags = [
    `--pgdata=${join(staging, 'files')}`,
    `--username=${login}`,
    `--pwfile=${passwordFile}`,
    '--auth-local=scram-sha-256',
    '--auth-host=reject',
    '--encoding=UTF8',
    // PostgreSQL's own code-point order: the same everywhere, whatever the system's locales.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const made = await run(binaries.initdb, flags, account);
  if (made.code === 0) return;
  await rm(staging, { recursive: true, force: true });
  throw new StartupError(
    `PostgreSQL can't make its files under DATA_DIR: ${initdbReason(made.stderr)}`,
  );
}

function initdbReason(stderr: string): string {
  const line = stderr.split('\n').find((each) => /error|FATAL|could not/i.test(each)) ?? stderr;
  const hint = line.includes('user does not exist')
    ? ' Start Pressrun as a user with an entry in /etc/passwd, or set DATABASE_URL.'
    : '';
  return `${line.trim().replace(/^.*(FATAL|error): +/, '')}.${hint}`;
}

async function syncDirectory(path: string): Promise<void> {
  const dir = await open(path, 'r');
  await dir.sync().finally(() => dir.close());
}
