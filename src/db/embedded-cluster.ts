import { randomBytes } from 'node:crypto';
import { chown, lchown, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import { type Account, run } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';

/** PostgreSQL's files under DATA_DIR (`dir`, our PGDATA), who owns them, and the login's password. */
export type Cluster = { dir: string; account: Account | undefined; password: string };

export const LOGIN = 'pressrun';
const STAGING = 'postgres.new-';

export const clusterDirOf = (dataDir: string) => join(dataDir, 'postgres');
const passwordFileOf = (dataDir: string) => join(dataDir, 'postgres-password');

/** The password of a data directory that has been started before; undefined otherwise. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  const text = await readFile(passwordFileOf(dataDir), 'utf8').catch(() => '');
  return text.trim() || undefined;
}

/**
 * Opens the files under a locked DATA_DIR, making them the first time. No server may be running on
 * them. `durable: false` doesn't wait until the new files are on the disk.
 *
 * @throws StartupError for files of another version, files of another user, or a failed initdb.
 */
export async function openCluster(
  dataDir: string,
  binaries: Binaries,
  account: Account | undefined,
  durable: boolean,
): Promise<Cluster> {
  const dir = clusterDirOf(dataDir);
  await removeUnfinished(dataDir);
  const known = await readPassword(dataDir);
  const cluster = { dir, account, password: known ?? randomBytes(24).toString('base64url') };
  if (await isMissing(dir)) {
    await savePassword(dataDir, cluster.password);
    await createCluster(dataDir, cluster, binaries, durable);
    return cluster;
  }
  await checkCluster(dir, binaries.major);
  if (account !== undefined) await giveTo(dir, account);
  if (known === undefined) {
    await resetPassword(cluster, binaries);
    await savePassword(dataDir, cluster.password);
  }
  return cluster;
}

/** What initdb had begun when it was killed: it works aside and only a whole cluster is renamed. */
async function removeUnfinished(dataDir: string): Promise<void> {
  const names = await readdir(dataDir);
  for (const name of names.filter((each) => each.startsWith(STAGING))) {
    // An orphaned initdb may still be writing there; without its directory it gives up.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

async function createCluster(
  dataDir: string,
  cluster: Cluster,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const staging = join(dataDir, STAGING + randomBytes(4).toString('hex'));
  await mkdir(staging, { mode: 0o700 });
  if (cluster.account !== undefined) await chown(staging, cluster.account.uid, cluster.account.gid);
  await runInitdb(staging, cluster, binaries, durable);
  await rename(join(staging, 'files'), cluster.dir);
  await rm(staging, { recursive: true });
  if (durable) await syncDirectory(dataDir);
}

async function runInitdb(
  staging: string,
  { account, password }: Cluster,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const passwordFile = join(staging, 'password');
  await writeNew(passwordFile, `${password}\n`, account);
  const flags = [
    `--pgdata=${join(staging, 'files')}`,
    `--username=${LOGIN}`,
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

async function isMissing(dir: string): Promise<boolean> {
  const names = await readdir(dir).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartupError(
      `PostgreSQL's files in ${dir} can't be opened (${error.code}): they belong to another user. ` +
        'Start Pressrun as the user that started it the first time, or give that directory to ' +
        'this user with chown -R.',
    );
  });
  return names === undefined || names.length === 0;
}

async function checkCluster(dir: string, major: number): Promise<void> {
  const found = await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found === undefined) {
    throw new StartupError(
      `${dir} has files in it but is no PostgreSQL data directory (no PG_VERSION). ` +
        'Restore it from a backup, or move it away to start with an empty database.',
    );
  }
  if (Number(found) !== major) {
    throw new StartupError(
      `${dir} was made by PostgreSQL ${found.trim()}, and this Pressrun brings PostgreSQL ${major}, ` +
        "which can't read it. Start the Pressrun version that made it, dump the database with " +
        'pg_dump and load the dump into an empty DATA_DIR; or serve the old files by a PostgreSQL ' +
        'of that version and set DATABASE_URL.',
    );
  }
}

/** Files that root copied back from a backup are root's; PostgreSQL insists on owning its own. */
async function giveTo(dir: string, { uid, gid }: Account): Promise<void> {
  if ((await open(dir).then((d) => d.stat().finally(() => d.close()))).uid === uid) return;
  const names = await readdir(dir, { recursive: true });
  for (const name of ['', ...names]) await lchown(join(dir, name), uid, gid);
}

/** The password file was lost: single-user mode asks for none. */
async function resetPassword(cluster: Cluster, binaries: Binaries): Promise<void> {
  const sql = `ALTER ROLE ${LOGIN} PASSWORD '${cluster.password}'\n`;
  const args = ['--single', '-D', cluster.dir, 'postgres'];
  const done = await run(binaries.postgres, args, cluster.account, sql);
  if (done.code === 0 && !/ERROR|FATAL/.test(done.stderr)) return;
  throw new StartupError(
    `The file postgres-password is missing and a new password can't be set: ${done.stderr.trim()}`,
  );
}

async function savePassword(dataDir: string, password: string): Promise<void> {
  const path = passwordFileOf(dataDir);
  await rm(`${path}.new`, { force: true });
  await writeNew(`${path}.new`, `${password}\n`);
  await rename(`${path}.new`, path);
}

async function writeNew(path: string, text: string, owner?: Account): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const dir = await open(path, 'r');
  await dir.sync().finally(() => dir.close());
}
