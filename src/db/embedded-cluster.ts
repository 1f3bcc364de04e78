import { lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import type { Binaries } from './embedded-binaries.ts';
import { createCluster, removeUnfinished } from './embedded-initdb.ts';
import { newPassword, readPassword, savePassword } from './embedded-password.ts';
import { type Account, run } from './embedded-run.ts';

/** PostgreSQL's files under DATA_DIR (`dir`, our PGDATA), who owns them, and the login's password. */
export type Cluster = { dir: string; account: Account | undefined; password: string };

/** The role that Pressrun logs in as: the cluster's own superuser. */
export const LOGIN = 'pressrun';

export const clusterDirOf = (dataDir: string) => join(dataDir, 'postgres');

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
  const cluster = { dir, account, password: known ?? newPassword() };
  if (await isMissing(dir)) {
    await savePassword(dataDir, cluster.password);
    await createCluster(dataDir, { ...cluster, login: LOGIN }, binaries, durable);
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

async function isMissing(dir: string): Promise<boolean> {
  const names = await readdir(dir).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartupError(
      `PostgreSQL's files in ${dir} can't be opened (${error.code}). If they belong to another ` +
        'user, start Pressrun as that user again, or give the directory to this one with chown -R.',
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
  if ((await stat(dir)).uid === uid) return;
  const names = await readdir(dir, { recursive: true });
  // The directory itself comes last: interrupted, this begins again at the next start.
  for (const name of [...names, '']) await lchown(join(dir, name), uid, gid);
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
