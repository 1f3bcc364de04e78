import { chmod, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import { type Account, run } from './embedded-run.ts';

/**
 * PostgreSQL refuses to run as root. As root we run it as the owner of its files when there are
 * some, else as the system user `postgres`, which is made when missing (as packages of PostgreSQL
 * do: a system account without a password, a home or a shell).
 *
 * @throws StartupError when there is no such user and none can be made.
 */
export async function chooseAccount(clusterDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const files = await stat(clusterDir).catch(() => undefined);
  if (files !== undefined && files.uid !== 0) return { uid: files.uid, gid: files.gid };
  return (await findAccount('postgres')) ?? (await createAccount('postgres'));
}

async function findAccount(name: string): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function createAccount(name: string): Promise<Account> {
  const group = await run('groupadd', ['--system', '--force', name]);
  const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  const made = await run('useradd', ['--system', '--gid', name, ...home, name]);
  // Looked up whatever useradd said: another process may have made it in the same moment.
  const account = await findAccount(name);
  if (account !== undefined) return account;
  const reason = `${group.stderr} ${made.stderr}`.trim();
  throw new StartupError(
    'PostgreSQL refuses to run as root, there is no user "postgres" to run it as, and making ' +
      `one failed (${reason}). Start Pressrun as a normal user, or set DATABASE_URL.`,
  );
}

/**
 * Makes sure that the account can pass through all directories down to `dir`. Of those we change
 * only DATA_DIR itself, and only if it is root's: the account's group may then enter it.
 *
 * @throws StartupError with the directory that is in the way and the command that opens it.
 */
export async function letAccountInto(dir: string, account: Account): Promise<void> {
  let blocked = await blockedAt(dir, account);
  if (blocked === dir) {
    await openToGroup(dir, account);
    blocked = await blockedAt(dir, account);
  }
  if (blocked !== undefined) throw cannotEnter(blocked, `DATA_DIR ${dir}`, account);
}

/** Words for a directory closed to the account, on the way to `goal`. */
export function cannotEnter(blocked: string, goal: string, account: Account): StartupError {
  return new StartupError(
    `PostgreSQL refuses to run as root, so it runs as user id ${account.uid}, which can't enter ` +
      `${blocked} on the way to ${goal}. Run "chmod o+x ${blocked}", or choose a place outside ` +
      'of it, or start Pressrun as a normal user.',
  );
}

/** The first directory from the root down to `dir` that the account can't enter, by trying. */
export async function blockedAt(dir: string, account: Account): Promise<string | undefined> {
  const script = 'for d; do cd "$d" || { printf %s "$d"; exit 1; }; done';
  const tried = await run('/bin/sh', ['-c', script, 'sh', ...pathTo(dir)], account);
  if (tried.code === 0) return undefined;
  if (tried.stdout !== '') return tried.stdout;
  throw new StartupError(
    'PostgreSQL refuses to run as root, and Pressrun may not change to another user here ' +
      `(${tried.stderr.trim()}). Start Pressrun as a normal user, or set DATABASE_URL.`,
  );
}

async function openToGroup(dir: string, account: Account): Promise<void> {
  const { uid, mode } = await stat(dir);
  if (uid !== 0) return;
  await chown(dir, uid, account.gid);
  await chmod(dir, (mode & 0o777) | 0o010);
}

function pathTo(dir: string): string[] {
  const parent = dirname(dir);
  return parent === dir ? [dir] : [...pathTo(parent), dir];
}
