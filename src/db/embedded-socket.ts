import { chown, mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Cluster } from './embedded-cluster.ts';
import { readPostmaster } from './embedded-leftover.ts';

// sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the closing zero.
const PATH_LIMIT = 103;
const SOCKET = '.s.PGSQL.5432';
const PREFIX = 'pressrun-socket-';

/**
 * The directory for the server's Unix socket, which only PostgreSQL's user (and root) can enter:
 * among its files, or if that path is too long for a socket a new one under /tmp.
 * Removes the one that a killed server left there.
 */
export async function chooseSocketDir({ dir, account }: Cluster): Promise<string> {
  const left = await readPostmaster(dir);
  if (left !== undefined) await removeSocketDir(left.socketDir);
  if (Buffer.byteLength(join(dir, SOCKET)) <= PATH_LIMIT) return dir;
  // Not TMPDIR: that may be long, too, or closed to PostgreSQL's user.
  const made = await mkdtemp(join('/tmp', PREFIX));
  if (account !== undefined) await chown(made, account.uid, account.gid);
  return made;
}

/** Removes a directory that chooseSocketDir made under /tmp; leaves any other alone. */
export async function removeSocketDir(path: string): Promise<void> {
  if (dirname(path) !== '/tmp' || !basename(path).startsWith(PREFIX)) return;
  await rm(path, { recursive: true, force: true });
}
