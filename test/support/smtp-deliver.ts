import type { Envelope } from '../../src/smtp/envelope.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import { type PoolOptions, SmtpPool } from '../../src/smtp/pool.ts';
import { parseSmtpTarget, type SmtpTarget } from '../../src/smtp/target.ts';

/** An envelope for tests, with the headers a sink's ledger looks for. */
export function envelopeTo(rcptTo: string, text = 'Hello\r\n'): Envelope {
  const head = `Message-ID: <${rcptTo}>\r\nSubject: test\r\n\r\n`;
  return { mailFrom: 'sender@example.com', rcptTo, body: Buffer.from(head + text) };
}

/** `count` envelopes to r1@example.org, r2@example.org … */
export function envelopes(count: number): Envelope[] {
  return Array.from({ length: count }, (_, at) => envelopeTo(`r${at + 1}@example.org`));
}

/** A pool over a list: what it gave out, and each outcome that came back, in order. */
export class Delivery {
  readonly pool: SmtpPool<Envelope>;
  readonly pulled: Envelope[] = [];
  readonly settled: { envelope: Envelope; outcome: Outcome }[] = [];
  /** Those that are not wanted any more. */
  readonly revoked = new Set<Envelope>();
  #waiting: Envelope[];
  #watchers: (() => void)[] = [];

  constructor(
    target: string | SmtpTarget,
    waiting: Envelope[],
    options: Partial<PoolOptions> = {},
  ) {
    this.#waiting = [...waiting];
    const source = {
      next: () => {
        const envelope = this.#waiting.shift();
        if (envelope !== undefined) this.pulled.push(envelope);
        return envelope;
      },
      revoked: (envelope: Envelope) => this.revoked.has(envelope),
      settle: (envelope: Envelope, outcome: Outcome) => {
        this.settled.push({ envelope, outcome });
        this.#tell();
      },
    };
    const parsed = typeof target === 'string' ? parseSmtpTarget(target) : target;
    this.pool = new SmtpPool(parsed, source, {
      connections: 1,
      ehloName: 'client.test',
      backoff: { firstMs: 5, maxMs: 20, restMs: 40, stepMs: 20 },
      ...options,
      onLane: (state) => {
        options.onLane?.(state);
        this.#tell();
      },
    });
  }

  /** More to send. */
  add(...more: Envelope[]): void {
    this.#waiting.push(...more);
    this.pool.wake();
  }

  /** Resolves as soon as the condition holds; looked at after each outcome and change of lane. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  outcomeOf(rcptTo: string): Outcome | undefined {
    return this.settled.find(({ envelope }) => envelope.rcptTo === rcptTo)?.outcome;
  }

  #tell(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/** Sends them all through one pool, each once, and returns the outcomes in the envelopes' order. */
export async function deliver(
  target: string | SmtpTarget,
  list: Envelope[],
  options: Partial<PoolOptions> = {},
): Promise<Outcome[]> {
  const delivery = new Delivery(target, list, options);
  delivery.pool.start();
  await delivery.until(() => delivery.settled.length >= list.length);
  await delivery.pool.stop(1000);
  return list.map((envelope) => {
    const found = delivery.settled.filter((one) => one.envelope === envelope);
    if (found.length !== 1) throw new Error(`settled ${found.length} times: ${envelope.rcptTo}`);
    return found[0]!.outcome;
  });
}
