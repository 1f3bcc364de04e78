import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyPrograms } from './embedded-copy.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('SKIPPED, needs root: that a copy planted by another user is not run');

let base: string;
let native: string;
let under: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pressrun-copy-'));
  native = join(base, 'native');
  under = join(base, 'tmp');
  for (const dir of ['native/bin', 'native/lib', 'tmp']) {
    await mkdir(join(base, dir), { recursive: true, mode: 0o700 });
  }
  await writeFile(join(native, 'bin/postgres'), 'program', { mode: 0o700 });
  await writeFile(join(native, 'lib/libpq.so.5'), 'library', { mode: 0o600 });
  await symlink(join(native, 'lib/libpq.so.5'), join(native, 'lib/libpq.so'));
});

afterEach(() => rm(base, { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

it('everybody may run the copy, and it has no way back to the closed place', async () => {
  const copy = await copyPrograms(native, under);
  await rm(native, { recursive: true });
  expect(await modeOf(copy)).toBe(0o755);
  expect(await modeOf(join(copy, 'lib'))).toBe(0o755);
  expect(await modeOf(join(copy, 'bin/postgres'))).toBe(0o755);
  expect(await modeOf(join(copy, 'lib/libpq.so'))).toBe(0o644);
  expect(await readFile(join(copy, 'lib/libpq.so'), 'utf8')).toBe('library');
});

it('is made once', async () => {
  const copy = await copyPrograms(native, under);
  expect(await copyPrograms(native, under)).toBe(copy);
  expect(await readdir(under)).toHaveLength(1);
});

it('is made anew when a cleaner took a file of it, or the programs are others', async () => {
  const first = await copyPrograms(native, under);
  await rm(join(first, 'lib/libpq.so'));
  const second = await copyPrograms(native, under);
  expect(second).not.toBe(first);
  await writeFile(join(native, 'bin/postgres'), 'another program');
  const third = await copyPrograms(native, under);
  expect(await readFile(join(third, 'bin/postgres'), 'utf8')).toBe('another program');
});

it('is not taken when others may write in it, when it is unfinished, or by a link', async () => {
  const first = await copyPrograms(native, under);
  await cp(first, join(base, 'aside'), { recursive: true });
  await symlink(join(base, 'aside'), join(under, 'pressrun-postgres-link'));
  await chmod(first, 0o777);
  const second = await copyPrograms(native, under);
  await chmod(second, 0o700);
  const third = await copyPrograms(native, under);
  expect(new Set([first, second, third, join(under, 'pressrun-postgres-link')]).size).toBe(4);
});

it.runIf(isRoot)('is not taken from another user', async () => {
  const planted = await copyPrograms(native, under);
  await chown(planted, 65_534, 65_534);
  expect(await copyPrograms(native, under)).not.toBe(planted);
});

it('leaves nothing behind when it fails', async () => {
  await symlink('nowhere', join(native, 'lib/broken'));
  await expect(copyPrograms(native, under)).rejects.toThrow('ENOENT');
  expect(await readdir(under)).toEqual([]);
});
