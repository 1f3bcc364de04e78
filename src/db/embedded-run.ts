import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The user that runs PostgreSQL's programs instead of root; undefined means ourselves. */
export type Account = { uid: number; gid: number };

/** How a program ended; `code` is null when it couldn't be started or a signal ended it. */
export type Finished = { code: number | null; stdout: string; stderr: string };

/**
 * Runs a program to its end, as the account when there is one. A program that can't be started
 * counts as failed with the reason in `stderr`. It sees only a small environment of our making.
 */
export function run(
  program: string,
  args: string[],
  account?: Account,
  input = '',
): Promise<Finished> {
  return finish(program, args, account, input).catch((error: Error) => {
    return { code: null, stdout: '', stderr: error.message };
  });
}

async function finish(
  program: string,
  args: string[],
  account: Account | undefined,
  input: string,
): Promise<Finished> {
  // Depending on the reason, spawn throws or emits what it can't do; both end as a rejection.
  const child = spawn(program, args, { ...account, cwd: '/', env: childEnvironment() });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on('error', () => undefined).end(input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** No secrets of ours, no PG* variables of the operator's; English messages. */
export function childEnvironment(more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    ...more,
  };
}
