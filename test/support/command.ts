import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(import.meta.dirname, '..', '..');

export type Ended = { code: number | null; out: string; err: string };

/** Runs `pressrun …` as an operator does, to its end. `node` and `root` are for other ones than ours. */
export async function runCommand(
  args: string[],
  env: Record<string, string> = {},
  { node = process.execPath, root = ROOT } = {},
): Promise<Ended> {
  const child = spawn(node, [join(root, 'bin/pressrun.js'), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}
