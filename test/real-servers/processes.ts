import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process whose root directory is a test's chroot, or below it. */
export type ChrootProcess = { pid: number; command: string };

/** The living processes that were started in this chroot: found by their root, so never others'. */
export function processesBelow(root: string): ChrootProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const itsRoot = readlinkSync(`/proc/${pid}/root`);
      if (itsRoot !== root && !itsRoot.startsWith(`${root}/`)) return [];
      return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }];
    } catch {
      // It ended meanwhile, or is a zombie that has no root any more.
      return [];
    }
  });
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** kill -9; nothing happens if it is gone already. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself between being found and being killed.
  }
}
