import type { ClaimedMessage } from '../messages/claim.ts';
import type { Recording, Result } from '../messages/record.ts';
import type { Unwanted } from '../messages/unwanted.ts';

/**
 * How many messages may be begun beyond the committed results, per claim and per lane. When the
 * worker dies, these are the ones in doubt (W in promises.md: at most 200 at full speed).
 */
export const WINDOW = 200;

/** What every claimed message has. */
export type HeldMessage = Pick<ClaimedMessage, 'id' | 'address' | 'attempts' | 'doubted' | 'age'>;

/** A batch of whatever kind. */
export type AnyBatch = Batch<HeldMessage, string | null>;

/** What a batch that was stopped does with the messages it hasn't begun. */
export type Leftover = 'CANCELLED' | 'QUEUED';

/**
 * One claim in a worker's hands. Messages are begun in the order of their ids, and none above the
 * committed mark: see claims.begun_to. Every message gets exactly one result.
 */
export class Batch<M extends HeldMessage = ClaimedMessage, C extends string | null = string> {
  readonly tenantId: string;
  /** Null: singles, which belong to no campaign. */
  readonly campaignId: C;
  readonly token: string;
  readonly retryWindow: number;
  /** Who its messages are from: see Programs. */
  readonly identity: string;
  /** When somebody last looked whether its recipients still want it; monotonic ms. */
  checkedAt = performance.now();
  readonly #window: number;
  #messages: M[];
  #begun = 0;
  #settled = 0;
  #recorded = 0;
  #mark: number;
  #results: Result[] = [];
  #recording = false;
  #abandoned = false;
  #stopped = false;

  constructor(
    claim: {
      tenantId: string;
      campaignId: C;
      token: string;
      retryWindow: number;
      identity?: string;
    },
    messages: M[],
    window: number = WINDOW,
  ) {
    this.tenantId = claim.tenantId;
    this.campaignId = claim.campaignId;
    this.token = claim.token;
    this.retryWindow = claim.retryWindow;
    this.identity = claim.identity ?? '';
    this.#messages = messages;
    this.#window = window;
    this.#mark = this.#idAt(window - 1);
  }

  /** How many messages wait to be begun. */
  get waiting(): number {
    return this.#abandoned ? 0 : this.#messages.length - this.#begun;
  }

  /** How many were begun whose results are not committed. */
  get inDoubt(): number {
    return this.#abandoned ? 0 : this.#begun - this.#recorded;
  }

  /** The messages that wait to be begun. */
  get waitingIds(): number[] {
    return this.#abandoned ? [] : this.#messages.slice(this.#begun).map(({ id }) => id);
  }

  /** Whether what was begun and isn't wholly sent should not be: nobody waits for it here any more. */
  get isStopped(): boolean {
    return this.#stopped || this.#abandoned;
  }

  get isDone(): boolean {
    const all = this.#settled === this.#messages.length;
    return this.#abandoned || (all && this.#results.length === 0 && !this.#recording);
  }

  get hasResults(): boolean {
    return !this.#abandoned && this.#results.length > 0 && !this.#recording;
  }

  /** The next message, which counts as begun from here on; undefined until the mark moves. */
  next(): M | undefined {
    const message = this.#messages[this.#begun];
    if (this.#abandoned || message === undefined || message.id > this.#mark) return undefined;
    this.#begun += 1;
    return message;
  }

  settle(result: Result): void {
    this.#results.push(result);
    this.#settled += 1;
  }

  /** Gives up what wasn't begun; what is in flight finishes. */
  stop(leftover: Leftover): void {
    this.#stopped = true;
    while (this.#begun < this.#messages.length) {
      const { id } = this.#messages[this.#begun]!;
      this.#begun += 1;
      this.settle(notBegun(id, leftover, null));
    }
  }

  /** Takes out those of the waiting messages that nobody wants any more. */
  drop(unwanted: Unwanted[]): void {
    const reasons = new Map(unwanted.map(({ id, reason }) => [id, reason]));
    this.#messages = this.#messages.filter(({ id }, index) => {
      const reason = index < this.#begun ? undefined : reasons.get(id);
      if (reason === undefined) return true;
      this.#results.push(notBegun(id, 'SKIPPED', reason));
      return false;
    });
  }

  /** The worker's lease ran out: the claim is others' now, and nothing here counts any more. */
  abandon(): void {
    this.#abandoned = true;
    this.#results = [];
  }

  /** Takes what there is to record, and the mark that its commit will allow. */
  takeRecording(): Recording {
    const results = this.#results;
    this.#results = [];
    this.#recording = true;
    const inFlight = this.#begun - this.#settled;
    const begunTo = Math.max(this.#mark, this.#idAt(this.#begun + this.#window - 1 - inFlight));
    const last = this.#settled === this.#messages.length;
    return { campaignId: this.campaignId, token: this.token, results, begunTo, last };
  }

  /** The recording is committed. */
  recorded({ begunTo, results }: Recording): void {
    this.#recording = false;
    this.#recorded += results.filter(({ status }) => status !== 'SKIPPED').length;
    this.#mark = begunTo;
  }

  #idAt(index: number): number {
    return this.#messages[Math.min(index, this.#messages.length - 1)]?.id ?? 0;
  }
}

/** The result of a message that was claimed and never begun. */
function notBegun(id: number, status: Leftover | 'SKIPPED', reason: string | null): Result {
  return { id, status, reason, delay: null, doubted: false, unspent: true, deadAddress: null };
}
