import { chmod, cp, lstat, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'pressrun-postgres-';
const OPEN = 0o755;

/**
 * Copies PostgreSQL's programs (`native`, with bin, lib and share; about 60 MB, 0.4 s) to a
 * directory that every user can enter and only we can write, or finds the copy of an earlier start.
 * Returns its path. `under` is a directory like /tmp: anybody may plant something there. So the
 * name is mkdtemp's, the directory is closed (0700) until it is whole, and one that is there
 * already counts only if we own it and nobody else may write in it.
 *
 * @throws the file system's error, as of a full disk.
 */
export async function copyPrograms(native: string, under: string): Promise<string> {
  return (await findCopy(native, under)) ?? (await makeCopy(native, under));
}

async function findCopy(native: string, under: string): Promise<string | undefined> {
  const wanted = await inventory(native);
  for (const name of await readdir(under)) {
    const path = join(under, name);
    // Cleaners of /tmp take single old files, so each start compares the whole.
    if (
      name.startsWith(PREFIX) &&
      (await isOurs(path)) &&
      (await inventory(path).catch(() => '')) === wanted
    ) {
      return path;
    }
  }
  return undefined;
}

async function isOurs(path: string): Promise<boolean> {
  // Not a link either: lstat.
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  return found.uid === process.getuid?.() && (found.mode & 0o777) === OPEN;
}

async function makeCopy(native: string, under: string): Promise<string> {
  const made = await mkdtemp(join(under, PREFIX));
  try {
    // Links become files: one that leads back to the closed place would be of no use.
    await cp(native, made, { recursive: true, dereference: true });
    await openAll(made);
    await chmod(made, OPEN);
    return made;
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** Under a strict umask nobody else could read them. */
async function openAll(dir: string): Promise<void> {
  for (const name of await readdir(dir, { recursive: true })) {
    const path = join(dir, name);
    const { mode } = await stat(path);
    await chmod(path, (mode & 0o111) === 0 ? 0o644 : OPEN);
  }
}

/** Every file below `dir` with its size in bytes. */
async function inventory(dir: string): Promise<string> {
  const names = (await readdir(dir, { recursive: true })).sort();
  const lines = names.map(async (name) => {
    const found = await stat(join(dir, name));
    return found.isDirectory() ? name : `${name} ${found.size}`;
  });
  return (await Promise.all(lines)).join('\n');
}
