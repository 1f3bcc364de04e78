import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends a server when this process is gone, even by SIGKILL: then the watchdog's input ends. A signal
 * on the parent's death would be simpler, but Linux forgets it when the server changes its user.
 */
export function watch(pid: number): ChildProcess {
  const script = 'cat; kill -9 "$0"';
  const watchdog = spawn('sh', ['-c', script, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  return watchdog;
}
