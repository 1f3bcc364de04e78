import type { Copy, SinkAction, SinkScript } from '../support/smtp-sink.ts';

/** What the relay can be told to do with the next attempt for an address; else it accepts. */
export type Fate = 'refused' | 'deferred' | 'turned away' | 'cut kept' | 'cut lost';

const AT_RCPT: Partial<Record<Fate, SinkAction>> = {
  refused: { reply: '550 5.7.1 not wanted here' },
  deferred: { reply: '450 4.2.0 later' },
  'turned away': { reply: '421 4.3.2 too much' },
};
const AT_DOT: Partial<Record<Fate, SinkAction>> = {
  'cut kept': { cut: 'reset' },
  'cut lost': { cut: 'reset', lost: true },
};

/**
 * One copy that the relay took responsibility for. `told`: its 250 went out to a worker that lived
 * on to record it, so nothing may send this message again.
 */
export type Taken = {
  messageId: number;
  campaignId: string;
  address: string;
  link: string;
  told: boolean;
};

/** What all sinks of a plant do and see: the truth beside the database. */
export class Relay {
  readonly taken: Taken[] = [];
  /** The addresses of all RCPT commands, in their order. */
  readonly attempts: string[] = [];
  readonly #fates = new Map<string, Fate[]>();
  #dying: 'kept' | 'lost' | null = null;
  #told = true;

  /** The next attempts for this address end so, one after the other. */
  decide(address: string, fates: Fate[]): void {
    this.#fates.set(address, [...(this.#fates.get(address) ?? []), ...fates]);
  }

  /** From now on it accepts everything. */
  relent(): void {
    this.#fates.clear();
    this.#dying = null;
  }

  forget(): void {
    this.relent();
    this.taken.length = 0;
    this.attempts.length = 0;
  }

  /** While a worker dies no final dot is answered; the messages are `kept`, or `lost` with it. */
  dying(how: 'kept' | 'lost' | null): void {
    this.#dying = how;
  }

  /** A worker died before it recorded these messages: what they were told, nobody knows. */
  untell(messageIds: number[]): void {
    const meant = new Set(messageIds);
    for (const copy of this.taken) if (meant.has(copy.messageId)) copy.told = false;
  }

  readonly script: SinkScript = ({ stage, rcptTo }) => {
    if (stage === 'rcpt') return this.#atRcpt(rcptTo);
    return stage === 'dot' ? this.#atDot(rcptTo) : undefined;
  };

  readonly onMessage = ({ rcptTo, messageId, raw }: Copy): void => {
    // `<message.campaign@host>`: a test's begins with a word, and is in no ledger.
    const [, id, campaignId] = /^<(\d+)\.([0-9a-f-]{36})@/.exec(messageId) ?? [];
    if (!id || !campaignId) throw new Error(`not a campaign's message: ${messageId}`);
    const link = linkIn(raw!);
    this.taken.push({
      ...{ messageId: Number(id), campaignId, address: rcptTo, link, told: this.#told },
    });
  };

  #atRcpt(address: string): SinkAction | undefined {
    this.attempts.push(address);
    const fate = this.#fates.get(address)?.[0];
    const action = fate && AT_RCPT[fate];
    if (action) this.#fates.get(address)!.shift();
    return action;
  }

  /** Asked right before the copy is taken, in the same breath. */
  #atDot(address: string): SinkAction | undefined {
    const fate = this.#dying ? (`cut ${this.#dying}` as const) : this.#fates.get(address)?.[0];
    const action = fate && AT_DOT[fate];
    if (action && !this.#dying) this.#fates.get(address)!.shift();
    this.#told = action === undefined;
    return action;
  }
}

/** The path of the one-click link in a message's header, which may be folded. */
function linkIn(raw: Buffer): string {
  const head = raw.toString('latin1').split('\r\n\r\n', 1)[0]!;
  const found = /^List-Unsubscribe:\s*<([^>]+)>/im.exec(head.replaceAll(/\r\n[ \t]+/g, ' '));
  if (!found) throw new Error(`no List-Unsubscribe in:\n${head}`);
  return new URL(found[1]!).pathname;
}
