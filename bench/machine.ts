import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { percentile } from './statistics.ts';

/** What the figures depend on, as lines of text. */
export function describeMachine(dataDir: string): string[] {
  const [cpu] = cpus();
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  const { median, worst } = fsyncTimes(dataDir);
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${memory} GB memory, Linux ${release()}`,
    `disk under the database: ${fileSystem(dataDir)}; a write of 8 kB with fsync takes ${median.toFixed(2)} ms (median; 95 %: ${worst.toFixed(2)} ms)`,
    `Node ${process.versions.node}; load average at the start ${load.join(' ')}`,
    `commit ${commit()}`,
  ];
}

/** Every commit waits for the disk; without this number two runs can't be compared. */
function fsyncTimes(dir: string): { median: number; worst: number } {
  const path = join(dir, 'fsync-test');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(8_192, 1);
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  rmSync(path);
  return { median: percentile(times, 0.5), worst: percentile(times, 0.95) };
}

function fileSystem(dir: string): string {
  const [type, source] = ask('findmnt', ['-n', '-o', 'FSTYPE,SOURCE', '-T', dir]).split(/\s+/);
  return type ? `${type} on ${source}` : 'unknown file system';
}

function commit(): string {
  const changed = ask('git', ['status', '--porcelain', '--', 'src', 'migrations']) !== '';
  return `${ask('git', ['rev-parse', '--short', 'HEAD']) || 'unknown'}${changed ? ' with uncommitted changes' : ''}`;
}

function ask(program: string, args: string[]): string {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const cwd = import.meta.dirname;
    return execFileSync(program, args, { encoding: 'utf8', stdio, cwd }).trim();
  } catch {
    return '';
  }
}
