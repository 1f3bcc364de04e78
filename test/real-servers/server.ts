import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Arrival } from './arrival.ts';
import { notHere, SERVERS } from './place.ts';
import { freePort, greeted } from './port.ts';
import { type ChrootProcess, isAlive, killNow, processesBelow } from './processes.ts';
import { watch } from './watchdog.ts';

/** A mail server program, and how to read what it took. */
export type Product = {
  name: string;
  /** Its folder in the cache, and its word for the script. */
  key: string;
  pipelining: boolean;
  smtputf8: boolean;
  /** Whether user `reader`, password `real-secret` may log in. */
  auth: boolean;
  /** Whether this process holds a conversation with a client. `main` is the one that was started. */
  isWorker(process: ChrootProcess, main: number): boolean;
  survivesItsWorkers: boolean;
  /** Why its STARTTLS can't work whatever we do, read from what it printed; null if it can. */
  tlsBug(log: string): string | null;
  arrivals(root: string): Promise<Arrival[]>;
};

const SCRIPT = join(import.meta.dirname, '../../scripts/real-smtp-servers.sh');
const START_MS = 15_000;

/** Why a product can't be tested here, in words for the report of the test run; null if it can. */
export function whySkipped({ name, key }: Product): string | null {
  if (!existsSync(join(SERVERS, key, 'ready'))) return notHere(name);
  if (process.getuid?.() !== 0) return `SKIPPED: ${name} is here but only root can run it`;
  return null;
}

/** A real mail server on a free loopback port, in a chroot of its own. */
export class RealServer {
  readonly product: Product;
  readonly root: string;
  port = 0;
  #main: ChildProcess | null = null;
  #watchdog: ChildProcess | null = null;
  /** The first 4,000 characters that it printed. */
  log = '';

  constructor(product: Product) {
    const runs = join(SERVERS, 'runs');
    mkdirSync(runs, { recursive: true });
    removeLeftovers(runs);
    this.product = product;
    this.root = join(runs, `${process.pid}-${product.key}`);
  }

  /** `smtp://127.0.0.1:PORT` */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Starts it, also again after it was killed: then on the same port, with the same spool. */
  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    const args = ['start', this.product.key, String(this.port), this.root];
    const main = spawn(SCRIPT, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#main = main;
    this.#watchdog?.kill('SIGKILL');
    this.#watchdog = watch(main.pid!);
    for (const stream of [main.stdout, main.stderr]) {
      stream.on('data', (chunk) => {
        this.log = `${this.log}${chunk}`.slice(0, 4000);
      });
    }
    const isOver = () => main.exitCode !== null || main.signalCode !== null;
    if (!(await greeted(this.port, isOver, START_MS))) {
      throw new Error(`${this.product.name} did not start: ${this.log}`);
    }
  }

  /** What it has accepted and kept. */
  arrivals(): Promise<Arrival[]> {
    return this.product.arrivals(this.root);
  }

  /** kill -9 for every process that talks to a client; returns how many there were. */
  killWorkers(): number {
    const main = this.#main!.pid!;
    const workers = processesBelow(this.root).filter((one) => this.product.isWorker(one, main));
    for (const { pid } of workers) killNow(pid);
    return workers.length;
  }

  async stop(): Promise<void> {
    this.#watchdog?.kill('SIGKILL');
    const main = this.#main;
    if (main !== null && main.exitCode === null && main.signalCode === null) {
      const ended = new Promise((resolve) => main.once('exit', resolve));
      main.kill('SIGKILL');
      await ended;
    }
    await killBelow(this.root);
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Until none is left: some of them may still be starting others. */
async function killBelow(root: string): Promise<void> {
  for (let left = processesBelow(root); left.length > 0; left = processesBelow(root)) {
    for (const { pid } of left) killNow(pid);
    await pause(5);
  }
}

/** Directories of test runs that were killed: their names begin with the run's process id. */
function removeLeftovers(runs: string): void {
  for (const name of readdirSync(runs)) {
    if (isAlive(Number.parseInt(name, 10))) continue;
    for (const { pid } of processesBelow(join(runs, name))) killNow(pid);
    rmSync(join(runs, name), { recursive: true, force: true });
  }
}
