import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Frames, Statements } from './postgres-frames.ts';

/** A TCP proxy in front of PostgreSQL that can fail as networks and servers do. */
export type TcpProxy = {
  /** The connection string that leads through it. */
  url: string;
  /** From now on no byte passes, either way; new connections are taken and get no answer. */
  hang(): void;
  /** Bytes pass again, those that waited first. */
  flow(): void;
  /** Cuts all connections (RST) and refuses new ones, until `open`. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /**
   * Asked for each statement that begins. True: PostgreSQL gets it and runs it to its end, commit
   * included; its answer is thrown away and the connection cut.
   */
  loseAnswers(isMeant: ((text: string) => boolean) | null): void;
  /** The statements whose answers were lost so. */
  readonly lost: readonly string[];
  close(): Promise<void>;
};

/** Starts it before the server of this connection string (TCP or a Unix socket's `?host=`). */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const state: State = { hangs: false, isMeant: null, lost: [] };
  const server = createServer((client) => {
    const pair = new Pair(client, connect(addressOf(databaseUrl)), state);
    pairs.add(pair);
    client.on('close', () => pairs.delete(pair));
    if (state.hangs) pair.pause();
  });
  let port = 0;
  const open = async () => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const pair of pairs) pair.cut();
    await closed;
  };
  await open();
  return {
    url: through(databaseUrl, port),
    hang: () => {
      state.hangs = true;
      for (const pair of pairs) pair.pause();
    },
    flow: () => {
      state.hangs = false;
      for (const pair of pairs) pair.resume();
    },
    shut,
    open,
    loseAnswers: (isMeant) => {
      state.isMeant = isMeant;
    },
    lost: state.lost,
    close: shut,
  };
}

type State = { hangs: boolean; isMeant: ((text: string) => boolean) | null; lost: string[] };

/** One connection through the proxy. */
class Pair {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #state: State;
  readonly #statements = new Statements();
  readonly #answers = new Frames('server');
  /** The statement whose answer is to be lost, and what came of the answer so far. */
  #losing: string | null = null;
  #withheld: Buffer[] = [];

  constructor(client: Socket, server: Socket, state: State) {
    this.#client = client;
    this.#server = server;
    this.#state = state;
    client.setNoDelay(true);
    for (const socket of [client, server]) socket.on('error', () => this.cut());
    client.on('close', () => server.destroy());
    server.on('close', () => client.end());
    client.on('data', (chunk) => this.#ask(chunk));
    server.on('data', (chunk) => this.#answer(chunk));
  }

  pause(): void {
    this.#client.pause();
    this.#server.pause();
  }

  resume(): void {
    this.#client.resume();
    this.#server.resume();
  }

  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
  }

  #ask(chunk: Buffer): void {
    for (const text of this.#statements.feed(chunk)) {
      if (this.#state.isMeant?.(text)) this.#losing = text;
    }
    this.#server.write(chunk);
  }

  #answer(chunk: Buffer): void {
    // ReadyForQuery: "I" comes when no transaction is open (any more), so what ran is committed.
    const ready = this.#answers.feed(chunk).findLast(({ type }) => type === 'Z');
    if (this.#losing === null) {
      this.#client.write(chunk);
      return;
    }
    this.#withheld.push(chunk);
    if (ready?.body.toString('latin1') === 'I') this.#lose(this.#losing);
    else if (ready) this.#giveOut();
  }

  #lose(text: string): void {
    this.#state.lost.push(text);
    this.cut();
  }

  /** It stands in a transaction: not its answer is the one that matters, but that of the commit. */
  #giveOut(): void {
    this.#losing = null;
    for (const chunk of this.#withheld.splice(0)) this.#client.write(chunk);
  }
}

function addressOf(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const socketDir = url.searchParams.get('host');
  const port = Number(url.port || 5432);
  return socketDir ? { path: `${socketDir}/.s.PGSQL.${port}` } : { host: url.hostname, port };
}

function through(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.toString();
}
