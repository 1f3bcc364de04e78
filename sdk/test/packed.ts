import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { atEnd } from '../../test/support/at-end.ts';

const SDK = join(import.meta.dirname, '..');
const run = promisify(execFile);

/**
 * A program's directory, outside of the checkout, with the packed package installed as a user has it.
 * `files`: what the tarball holds.
 */
export async function programWithPackage(): Promise<{ dir: string; files: string[] }> {
  const dir = await mkdtemp(join(tmpdir(), 'pressrun-sdk-'));
  atEnd(() => rm(dir, { recursive: true, force: true }));
  const packed = await npm(SDK, 'pack', '--json', '--pack-destination', dir);
  // What the build says comes before the JSON.
  const [tarball] = Object.values(JSON.parse(packed.slice(packed.search(/^[[{]/m)))) as {
    filename: string;
    files: { path: string }[];
  }[];
  await writeFile(join(dir, 'package.json'), '{"private": true, "type": "module"}\n');
  const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await npm(dir, 'install', ...quiet, join(dir, tarball!.filename));
  return { dir, files: tarball!.files.map(({ path }) => path) };
}

/**
 * The Node that the machine has itself, if the package promises to run on it, else that of the
 * checkout. The checkout's own is Node 24 or newer; the package is for 20, too.
 */
export function plainNode(): { path: string; version: string } {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((dir) => !dir.includes('node_modules'))
    .map((dir) => join(dir, 'node'))
    .filter(isExecutable)
    .map((path) => ({ path, version: execFileSync(path, ['-p', 'process.version']).toString() }));
  const old = found.find(({ version }) => Number.parseInt(version.slice(1), 10) >= 20);
  return old ?? { path: process.execPath, version: process.version };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function npm(cwd: string, ...args: string[]): Promise<string> {
  return (await run('npm', args, { cwd })).stdout;
}
