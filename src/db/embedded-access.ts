import { chmod, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import { type Account, type Finished, run } from './embedded-run.ts';

/**
 * The account, able to pass closed directories if `programs` lies behind one and the system lets
 * us: so it is where root tries Pressrun in a checkout below /root or in a `mktemp -d`. Unchanged if
 * the programs are in the open, or without setpriv, or in a container without the capability.
 *
 * @throws StartupError when we may not change to the account at all.
 */
export async function letAccountPass(programs: string, account: Account): Promise<Account> {
  if ((await blockedAt(programs, account)) === undefined) return account;
  const passing = { ...account, passesClosed: true };
  const tried = await tryToEnter(programs, passing);
  return tried.code === 0 ? passing : account;
}

/**
 * Makes sure that the account can pass through all directories down to `dir`. Of those we change
 * only DATA_DIR itself, and only if it is root's: the account's group may then enter it. An account
 * that passes closed directories gets the same, so that it can do without if the place is opened.
 *
 * @throws StartupError with the directory that is in the way and the command that opens it.
 */
export async function letAccountInto(dir: string, account: Account): Promise<void> {
  const user = { uid: account.uid, gid: account.gid };
  let blocked = await blockedAt(dir, user);
  if (blocked === dir) {
    await openToGroup(dir, user);
    blocked = await blockedAt(dir, user);
  }
  if (blocked !== undefined && !account.passesClosed)
    throw cannotEnter(blocked, `DATA_DIR ${dir}`, account);
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
  const tried = await tryToEnter(dir, account);
  if (tried.code === 0) return undefined;
  if (tried.stdout !== '') return tried.stdout;
  throw new StartupError(
    'PostgreSQL refuses to run as root, and Pressrun may not change to another user here ' +
      `(${tried.stderr.trim()}). Start Pressrun as a normal user, or set DATABASE_URL.`,
  );
}

/** Goes down the path; on failure `stdout` names the directory, or is empty if none was tried. */
function tryToEnter(dir: string, account: Account): Promise<Finished> {
  const script = 'for d; do cd "$d" || { printf %s "$d"; exit 1; }; done';
  return run('/bin/sh', ['-c', script, 'sh', ...pathTo(dir)], account);
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
