import { stat } from 'node:fs/promises';
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
