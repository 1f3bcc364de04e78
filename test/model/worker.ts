import { sql } from 'kysely';
import { pino } from 'pino';
import { type App, startApp } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { startTcpProxy, type TcpProxy } from '../faults-long/tcp-proxy.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import type { Relay } from './relay.ts';

const LOG = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** A whole worker with its own way to the database and its own door of the relay. */
export class ModelWorker {
  readonly id: string;
  readonly sink: SmtpSink;
  readonly #app: App;
  readonly #proxy: TcpProxy;

  private constructor(id: string, sink: SmtpSink, app: App, proxy: TcpProxy) {
    this.id = id;
    this.sink = sink;
    this.#app = app;
    this.#proxy = proxy;
  }

  /** `others`: the ids of the workers that live already. */
  static async start(config: Config, db: Database, relay: Relay): Promise<ModelWorker> {
    const { script, onMessage } = relay;
    const others = await workersIn(db);
    const sink = await startSmtpSink({ script, onMessage, keep: 'full' });
    const proxy = await startTcpProxy(config.databaseUrl!);
    const over = { databaseUrl: proxy.url, smtpUrl: sink.url };
    const app = await startApp({ ...config, ...over }, 'worker', LOG);
    const id = (await workersIn(db)).find((known) => !others.includes(known));
    if (!id) throw new Error('the worker did not register');
    return new ModelWorker(id, sink, app, proxy);
  }

  /**
   * Dies without a word: neither the database nor the relay hears of it any more. What it was about
   * to say is not lost for good, see `wake`.
   */
  async die(): Promise<void> {
    await this.#proxy.shut();
    await this.sink.close();
  }

  /**
   * After others have buried it, the database can be reached again for as long as it takes to end:
   * as from a machine that slept, results come late, and must change nothing (P3).
   */
  async wake(): Promise<void> {
    const ended = this.#app.stop(500);
    await this.#proxy.open();
    await ended;
    await this.#proxy.close();
  }

  async stop(): Promise<void> {
    await this.#app.stop(2_000);
    await this.#proxy.close();
    await this.sink.close();
  }
}

async function workersIn(db: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from workers`.execute(db.engine);
  return rows.map(({ id }) => id);
}
