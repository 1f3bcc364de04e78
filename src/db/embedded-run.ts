import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * The user that runs PostgreSQL's programs instead of root; undefined means ourselves.
 * `passesClosed`: it may enter and read what its user may not (see asAccount).
 */
export type Account = { uid: number; gid: number; passesClosed?: boolean };

/** What to give to spawn. The process that it starts becomes the program: its id stays the same. */
export type Command = { program: string; args: string[]; as: { uid?: number; gid?: number } };

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
  return finish(asAccount(program, args, account), input).catch((error: Error) => {
    return { code: null, stdout: '', stderr: error.message };
  });
}

/**
 * How to start a program as the account. With `passesClosed` it keeps one of root's capabilities,
 * CAP_DAC_READ_SEARCH (capabilities(7)): it may pass through and read any directory and file, and
 * write no more than its user may. As an ambient capability it is inherited by what the program
 * starts (initdb runs postgres by way of a shell). PostgreSQL tries its own files with access(2),
 * which counts capabilities only under the securebit no_setuid_fixup.
 *
 * That makes every file of the machine readable to a superuser's SQL (pg_read_file, COPY FROM), as
 * it is to Pressrun itself, being root; docs/decisions/0007-closed-checkout.md weighs it.
 */
export function asAccount(program: string, args: string[], account?: Account): Command {
  if (account === undefined) return { program, args, as: {} };
  const { uid, gid } = account;
  if (!account.passesClosed) return { program, args, as: { uid, gid } };
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const capability = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  const flags = [...identity, ...capability, '--securebits=+no_setuid_fixup'];
  return { program: 'setpriv', args: [...flags, '--', program, ...args], as: {} };
}

async function finish(command: Command, input: string): Promise<Finished> {
  const { program, args, as } = command;
  // Depending on the reason, spawn throws or emits what it can't do; both end as a rejection.
  const child = spawn(program, args, { ...as, cwd: '/', env: childEnvironment() });
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
