import pg from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MS = 500;

/** What is done with the payload of each channel. */
export type Channels = Record<string, (payload: never) => void>;

/** Hears announcements on a connection of its own, and connects again whenever it is lost. */
export class Listener {
  readonly #url: string;
  readonly #log: Logger;
  readonly #channels: Channels;
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(url: string, log: Logger, channels: Channels) {
    this.#url = url;
    this.#log = log;
    this.#channels = channels;
  }

  async start(): Promise<void> {
    if (this.#stopped) return;
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    client.on('notification', ({ channel, payload }) => {
      this.#channels[channel]?.(JSON.parse(payload ?? '{}') as never);
    });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, null));
    this.#client = client;
    try {
      await client.connect();
      for (const channel of Object.keys(this.#channels)) await client.query(`listen ${channel}`);
    } catch (error) {
      this.#lost(client, error as Error);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry ?? undefined);
    await this.#client?.end().catch(() => {});
  }

  /** Meanwhile the engine's own look at the campaigns it holds finds a cancel within half a second. */
  #lost(client: pg.Client, error: Error | null): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = null;
    client.end().catch(() => {});
    this.#log.warn({ err: error }, 'lost the connection that hears announcements');
    this.#retry = setTimeout(() => this.start(), RECONNECT_MS);
  }
}
