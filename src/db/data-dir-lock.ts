import { DatabaseSync } from 'node:sqlite';

/** A held lock. Releasing twice is harmless; the operating system releases it when we die. */
export type FileLock = { release(): void };

const SQLITE_BUSY = 5;

/** Held here, whatever the caller keeps: a collected database object is closed, and its lock gone. */
const held = new Set<DatabaseSync>();

/**
 * Takes an exclusive lock on a file without waiting; undefined when somebody holds it.
 *
 * Node has no flock(2), but the SQLite inside it locks files with fcntl(2), and a write
 * transaction that never writes is just such a lock. Why this and not the usual ways:
 * - the kernel decides who wins, so of two processes in the same instant exactly one does
 *   (BEGIN IMMEDIATE asks for one lock; BEGIN EXCLUSIVE asks for two, and both could lose);
 * - the kernel frees it however the holder dies, so nothing stale is ever cleaned up; a file with
 *   a process id needs guesses about reused ids and about ids of another container;
 * - it holds between containers that share a volume, where a socket in the abstract namespace
 *   doesn't; child processes don't inherit it, so PostgreSQL can't keep it after our death.
 *
 * Nothing else in this process may open the file: closing it there would drop the lock (POSIX).
 */
export function takeFileLock(path: string): FileLock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    // The journal in memory: no second file beside the lock.
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
  } catch (error) {
    file.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  held.add(file);
  return {
    release() {
      if (held.delete(file)) file.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
