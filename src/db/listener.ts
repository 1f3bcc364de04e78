import pg from 'pg';

const RECONNECT_MS = 500;

/** What is heard on a channel, by its name: the payload of a NOTIFY. */
export type Channels = Readonly<Record<string, (payload: string) => void>>;

type Log = { warn(fields: object, text: string): void };

/**
 * Hears NOTIFY on a connection of its own, and connects again whenever it is lost. What was said
 * meanwhile is lost with it: whoever listens also looks from time to time.
 */
export class Listener {
  readonly #url: string;
  readonly #log: Log;
  readonly #channels: Channels;
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(url: string, log: Log, channels: Channels) {
    this.#url = url;
    this.#log = log;
    this.#channels = channels;
  }

  async start(): Promise<void> {
    if (this.#stopped) return;
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    client.on('notification', ({ channel, payload }) => this.#channels[channel]?.(payload ?? ''));
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

  #lost(client: pg.Client, error: Error | null): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = null;
    client.end().catch(() => {});
    this.#log.warn({ err: error }, 'lost the connection that hears announcements');
    this.#retry = setTimeout(() => this.start(), RECONNECT_MS);
  }
}
