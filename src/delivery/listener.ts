import pg from 'pg';
import type { Logger } from 'pino';
import { type Announcement, CAMPAIGN_CHANNEL } from '../campaigns/announce.ts';

const RECONNECT_MS = 500;

/** Hears announcements on a connection of its own, and connects again whenever it is lost. */
export class Listener {
  readonly #url: string;
  readonly #log: Logger;
  readonly #hear: (announcement: Announcement) => void;
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(url: string, log: Logger, hear: (announcement: Announcement) => void) {
    this.#url = url;
    this.#log = log;
    this.#hear = hear;
  }

  async start(): Promise<void> {
    if (this.#stopped) return;
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    client.on('notification', ({ payload }) => this.#hear(JSON.parse(payload ?? '{}')));
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, null));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${CAMPAIGN_CHANNEL}`);
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
