import pg from 'pg';

const BEAT_MS = 500;
/** With the beat less than the 5 s in which a client of the API has to have its answer (P39). */
const PATIENCE_MS = 3_000;

/**
 * Asks PostgreSQL for a sign of life twice a second, on a connection of its own, and calls `onLost`
 * when none comes within 3 s. A statement may take as long as it needs; but a server that hangs, or
 * a network that swallows packets, leaves connections on which TCP waits for a quarter of an hour.
 */
export class Pulse {
  readonly #url: string;
  readonly #onLost: () => void;
  readonly #beatMs: number;
  readonly #patienceMs: number;
  #client: pg.Client | null = null;
  #beating: Promise<void> = Promise.resolve();
  #next: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    url: string,
    onLost: () => void,
    { beatMs = BEAT_MS, patienceMs = PATIENCE_MS } = {},
  ) {
    this.#url = url;
    this.#onLost = onLost;
    this.#beatMs = beatMs;
    this.#patienceMs = patienceMs;
  }

  /** Begins; to be called once. */
  start(): void {
    this.#beating = this.#beat().then(() => {
      if (!this.#stopped) this.#next = setTimeout(() => this.start(), this.#beatMs);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#next);
    this.#drop();
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const patience = setTimeout(() => {
      // A process that slept finds its timers due first, and the answer right behind them.
      setImmediate(() => this.#giveUp(answered));
    }, this.#patienceMs);
    const answered = { yes: false };
    try {
      const client = await this.#connected();
      await client.query('select 1');
    } catch {
      // Refused or cut is no hang: whoever waits for an answer has been told, too.
      this.#drop();
    }
    answered.yes = true;
    clearTimeout(patience);
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = new pg.Client({ connectionString: this.#url, application_name: 'pressrun' });
    client.on('error', () => {});
    this.#client = client;
    await client.connect();
    return client;
  }

  #giveUp(answered: { yes: boolean }): void {
    if (answered.yes || this.#stopped) return;
    this.#drop();
    this.#onLost();
  }

  #drop(): void {
    this.#client?.connection.stream.destroy();
    this.#client = null;
  }
}
