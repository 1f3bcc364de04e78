import { constants } from 'node:fs';
import { access, chmod, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../lib/errors.ts';
import { type FileLock, takeFileLock } from './data-dir-lock.ts';

/** A data directory that this process alone may use until `release()`. `path` has no links in it. */
export type DataDir = { path: string; release(): void };

/**
 * Makes DATA_DIR (0700) when it is missing and checks that we can write in it, without locking it:
 * enough for a process that only keeps files there and has its database elsewhere.
 * Returns the absolute path with links resolved.
 *
 * @throws StartupError when the path can't be used, with the reason and what to do.
 */
export async function prepareDataDir(path: string): Promise<string> {
  const wanted = resolve(path);
  try {
    await makeDirectory(wanted, 0o700);
    if (!(await stat(wanted)).isDirectory()) throw unusable(wanted, 'it is a file');
    await access(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(wanted);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw unusable(wanted, reasonOf(error));
  }
}

/**
 * Prepares DATA_DIR and takes it for this process: a second live process gets a StartupError,
 * a dead one's lock is free at once.
 *
 * @throws StartupError as prepareDataDir, and when another live process has the directory.
 */
export async function openDataDir(path: string): Promise<DataDir> {
  const dir = await prepareDataDir(path);
  const lock = takeLock(dir);
  if (lock === undefined) throw await inUse(dir);
  try {
    await writeFile(pidFile(dir), `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    lock.release();
    throw unusable(dir, reasonOf(error));
  }
  return { path: dir, release: () => lock.release() };
}

/**
 * Makes the directory with its parents. Not by mkdir's own `recursive`, which calls a read-only
 * file system ENOENT. The modes don't follow the umask: nobody but us may look into DATA_DIR, and
 * PostgreSQL's user may have to pass through the directories above it.
 */
async function makeDirectory(path: string, mode: number): Promise<void> {
  if (await exists(path)) return;
  await makeDirectory(dirname(path), 0o711);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process was faster; or a link that leads nowhere, which the next step finds out.
    if (codeOf(error) === 'EEXIST') return;
    throw error;
  }
  await chmod(path, mode);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function takeLock(dir: string): FileLock | undefined {
  try {
    return takeFileLock(join(dir, 'pressrun.lock'));
  } catch (error) {
    throw unusable(dir, `the file pressrun.lock in it can't be locked (${messageOf(error)})`);
  }
}

/** Says who has the directory. The process id is only for the message; the lock has decided. */
async function inUse(dir: string): Promise<StartupError> {
  const pid = Number.parseInt(await readFile(pidFile(dir), 'utf8').catch(() => ''), 10);
  const who = pid > 0 ? `another Pressrun process (process id ${pid})` : 'another Pressrun process';
  return new StartupError(
    `DATA_DIR ${dir} is in use by ${who}. Stop that one first, or set DATA_DIR to another directory.`,
  );
}

const pidFile = (dir: string) => join(dir, 'pressrun.pid');

function unusable(path: string, reason: string): StartupError {
  return new StartupError(
    `DATA_DIR ${path} can't be used: ${reason}. ` +
      'Set DATA_DIR to a directory that this user can create or write to.',
  );
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  ENOENT: 'it is a symbolic link that leads nowhere',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
};

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error)] ?? messageOf(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
