import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arrival, filesBelow, readEach } from './arrival.ts';
import { SERVERS } from './place.ts';
import { freePort, greeted } from './port.ts';
import { watch } from './watchdog.ts';

const PLACES = [process.env.SMTP_SINK, join(SERVERS, 'bin/smtp-sink'), '/usr/sbin/smtp-sink'];

/** The program, null if it isn't here. */
export const SMTP_SINK = PLACES.find((path) => path && existsSync(path)) ?? null;

/** Postfix's `smtp-sink` on a free loopback port, keeping each message in a file. */
export class PostfixSink {
  port = 0;
  #folder = mkdtempSync(join(tmpdir(), 'pressrun-smtp-sink-'));
  #child: ChildProcess | null = null;
  #watchdog: ChildProcess | null = null;

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** `options` as in smtp-sink(1): `-p` = no PIPELINING, `-q .` = disconnects after the final dot. */
  async start(...options: string[]): Promise<void> {
    this.port = await freePort();
    chmodSync(this.#folder, 0o777);
    // As root it wants to be told whom to become.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const where = ['-d', join(this.#folder, 'm.'), `127.0.0.1:${this.port}`, '100'];
    const child = spawn(SMTP_SINK!, [...user, ...options, ...where], { stdio: 'ignore' });
    this.#child = child;
    this.#watchdog = watch(child.pid!);
    const isOver = () => child.exitCode !== null || child.signalCode !== null;
    if (!(await greeted(this.port, isOver, 15_000))) throw new Error('smtp-sink did not start');
  }

  async arrivals(): Promise<Arrival[]> {
    return readEach(await filesBelow(this.#folder), (_file, bytes) => readDump(bytes));
  }

  async stop(): Promise<void> {
    this.#watchdog?.kill('SIGKILL');
    const child = this.#child!;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The envelope stands in headers of the sink's own; it ends each file with one empty line more. */
function readDump(bytes: Buffer): Arrival {
  const field = (name: string) =>
    new RegExp(`^X-${name}-Args: <(.*?)>`, 'm').exec(bytes.toString('utf8', 0, 2000))?.[1] ?? '';
  const raw = bytes.subarray(0, -1);
  return { sender: field('Mail'), recipients: [field('Rcpt')], raw };
}
