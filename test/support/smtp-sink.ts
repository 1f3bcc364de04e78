import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Conversation } from './smtp-conversation.ts';
import { type Copy, SinkLedger } from './smtp-ledger.ts';
import type { SinkScript } from './smtp-script.ts';

export { type Copy, SinkLedger } from './smtp-ledger.ts';
export { at, firstOf, forRecipients, type SinkAction, type SinkScript } from './smtp-script.ts';

export const SINK_EXTENSIONS = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'];

export type SinkOptions = {
  /** Besides SIZE; default SINK_EXTENSIONS. `[]` is a plain server. */
  extensions?: string[];
  /** Announced as SIZE and enforced at MAIL; default 50 MiB, 0 = not announced. */
  maxSize?: number;
  script?: SinkScript;
  /** What the ledger keeps of a copy; default `envelope`. `none` only counts. */
  keep?: 'none' | 'envelope' | 'full';
  /** Called for each accepted copy, before the reply is sent. */
  onMessage?: (copy: Copy) => void;
  port?: number;
};

export type SmtpSink = {
  port: number;
  /** `smtp://127.0.0.1:PORT` */
  url: string;
  ledger: SinkLedger;
  /** Open connections. */
  readonly connections: number;
  /** Connections ever accepted. */
  readonly connected: number;
  /** Replaces the script for all that comes. */
  setScript(script: SinkScript | undefined): void;
  /** From now on no final dot is answered, and no copy counted, until `release`. */
  hold(): void;
  release(): void;
  /** Final dots that wait for `release`. */
  readonly waiting: number;
  /** Resolves when that many final dots wait for `release`. */
  reached(count: number): Promise<void>;
  /** Resolves when the condition holds; looked at after each opened and closed connection. */
  until(condition: () => boolean): Promise<void>;
  /** Stops reading from all open connections. */
  stall(): void;
  /** Cuts all connections (RST), and goes on listening. */
  cutAll(): void;
  close(): Promise<void>;
};

/** An SMTP server that accepts, counts, and misbehaves as scripted; about 13 µs of CPU a message. */
export async function startSmtpSink(options: SinkOptions = {}): Promise<SmtpSink> {
  const ledger = new SinkLedger();
  const keep = options.keep ?? 'envelope';
  const maxSize = options.maxSize ?? 50 * 1024 * 1024;
  const size = maxSize > 0 ? [`SIZE ${maxSize}`] : [];
  const extensions = [...(options.extensions ?? SINK_EXTENSIONS), ...size];
  const gate = new Gate();
  const watchers: (() => void)[] = [];
  const tell = (): void => {
    for (const watcher of watchers.splice(0)) watcher();
  };
  const sockets = new Set<Socket>();
  let script = options.script;
  let connected = 0;

  const accept = (copy: Copy): void => {
    ledger.accepted += 1;
    if (keep !== 'none') ledger.copies.push(copy);
    options.onMessage?.(copy);
  };
  const server = createServer((socket) => {
    connected += 1;
    sockets.add(socket);
    tell();
    socket.on('close', () => {
      sockets.delete(socket);
      tell();
    });
    const held = () => gate.wait();
    const ask: SinkScript = (step) => script?.(step);
    const settings = { connection: connected, extensions, maxSize, keep, accept, held };
    new Conversation(socket, { ...settings, script: ask });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    ledger,
    get connections() {
      return sockets.size;
    },
    get connected() {
      return connected;
    },
    get waiting() {
      return gate.waiting;
    },
    setScript: (next) => {
      script = next;
    },
    hold: () => gate.close(),
    release: () => gate.open(),
    reached: (count) => gate.reached(count),
    until: async (condition) => {
      while (!condition()) await new Promise<void>((resolve) => watchers.push(resolve));
    },
    stall: () => {
      for (const socket of sockets) socket.pause();
    },
    cutAll: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      gate.open();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Holds whoever comes while it is closed. */
class Gate {
  waiting = 0;
  #isClosed = false;
  #release: (() => void)[] = [];
  #watchers: (() => void)[] = [];

  close(): void {
    this.#isClosed = true;
  }

  open(): void {
    this.#isClosed = false;
    this.waiting = 0;
    for (const release of this.#release.splice(0)) release();
  }

  async reached(count: number): Promise<void> {
    while (this.waiting < count) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  wait(): Promise<void> | null {
    if (!this.#isClosed) return null;
    this.waiting += 1;
    for (const watcher of this.#watchers.splice(0)) watcher();
    return new Promise((resolve) => this.#release.push(resolve));
  }
}
