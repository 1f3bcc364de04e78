import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Ticks of utime and stime per second; 100 on every Linux of today, but asked all the same. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

type Stat = { parent: number; own: number; reaped: number };

/** CPU seconds, user and system, that a process has used, its threads included (proc(5)). */
export function cpuSeconds(pid: number): number {
  return readStat(pid)?.own ?? 0;
}

/**
 * CPU seconds of a process and its children, also of those that ended: PostgreSQL's server starts a
 * process for each connection, and autovacuum's come and go.
 */
export function familyCpuSeconds(pid: number): number {
  const head = readStat(pid);
  if (!head) return 0;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + stat!.own + stat!.reaped, head.own + head.reaped);
}

export function parentOf(pid: number): number {
  return readStat(pid)?.parent ?? 0;
}

/** The most memory (VmHWM, bytes) that a process held since its start or `forgetPeak`. */
export function peakBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Lets the peak begin anew at what the process holds now (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it is fixed. Fields 4 and 14 to 17.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime, stime, cutime, cstime] = fields.slice(11, 15) as [number, number, number, number];
    return { parent: fields[1]!, own: (utime + stime) / TICKS, reaped: (cutime + cstime) / TICKS };
  } catch {
    return null;
  }
}
