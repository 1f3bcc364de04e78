import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './embedded-run.ts';

const passwordFileOf = (dataDir: string) => join(dataDir, 'postgres-password');

/** 192 random bits, in letters that need no escaping in a URL or in SQL. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** The password of a data directory that has been started before; undefined otherwise. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  const text = await readFile(passwordFileOf(dataDir), 'utf8').catch(() => '');
  return text.trim() || undefined;
}

/** Keeps the password; a crash leaves the file of before or the new one, never half of one. */
export async function savePassword(dataDir: string, password: string): Promise<void> {
  const path = passwordFileOf(dataDir);
  await rm(`${path}.new`, { force: true });
  await writePrivateFile(`${path}.new`, `${password}\n`);
  await rename(`${path}.new`, path);
}

/** A new file that only its owner may read, on the disk when this returns. */
export async function writePrivateFile(path: string, text: string, owner?: Account): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}
