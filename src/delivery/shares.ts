import type { ClaimedMessage } from '../messages/claim.ts';
import type { Batch } from './batch.ts';

/** How far a campaign that couldn't go on (its mark has to move first) may lag, in messages of weight 1. */
const MOST_CREDIT = 100;

/** What a campaign was given of a lane: its tenant's weight, and how many it may hold there. */
export type Part = { weight: number; quota: number };

type Next = { batch: Batch; message: ClaimedMessage };

/** A campaign's batches in one lane, oldest first, and how far it has got there: messages ÷ weight. */
class Share {
  readonly tenantId: string;
  readonly campaignId: string;
  batches: Batch[] = [];
  part: Part = { weight: 1, quota: 0 };
  /** Whether the last claim brought all that was asked for, so that there may be more. */
  mayHaveMore = false;
  passed: number;
  /** How far one message brings it: the more campaigns share their tenant's weight, the further. */
  step = 1;

  constructor({ tenantId, campaignId }: Batch, passed: number) {
    this.tenantId = tenantId;
    this.campaignId = campaignId;
    this.passed = passed;
  }

  get waiting(): number {
    return this.batches.reduce((sum, batch) => sum + batch.waiting, 0);
  }

  get inDoubt(): number {
    return this.batches.reduce((sum, batch) => sum + batch.inDoubt, 0);
  }

  next(): Next | undefined {
    for (const batch of this.batches) {
      const message = batch.next();
      if (message) return { batch, message };
    }
    return undefined;
  }
}

/**
 * In which order the claimed messages of one lane are begun: between tenants by weight, between the
 * campaigns of a tenant equally, message by message. So a campaign of 100 that comes to a lane full of
 * another tenant's mail goes out beside the next 100 of that, not behind all that was claimed (P19).
 */
export class Shares {
  #shares: Share[] = [];
  /** How far the campaign has got that was served last: where one that is new begins. */
  #now = 0;

  get isEmpty(): boolean {
    return this.#shares.length === 0;
  }

  get batches(): Batch[] {
    return this.#shares.flatMap((share) => share.batches);
  }

  /** How many claimed messages wait to be begun. */
  get waiting(): number {
    return this.#shares.reduce((sum, share) => sum + share.waiting, 0);
  }

  /** How many were begun whose results are not committed. */
  get inDoubt(): number {
    return this.#shares.reduce((sum, share) => sum + share.inDoubt, 0);
  }

  /** Whether some campaign holds less than its quota and may have more in its queue. */
  get wantsMore(): boolean {
    return this.#shares.some((share) => share.mayHaveMore && share.waiting < share.part.quota);
  }

  waitingOf(campaignId: string): number {
    return this.#shares.find((share) => share.campaignId === campaignId)?.waiting ?? 0;
  }

  add(batch: Batch, part: Part): void {
    const found = this.#shares.find((share) => share.campaignId === batch.campaignId);
    const share = found ?? new Share(batch, this.#now);
    if (!found) this.#shares.push(share);
    share.batches.push(batch);
    share.part = part;
    share.mayHaveMore = batch.waiting >= part.quota;
    this.#weigh();
  }

  /** The next message, which counts as begun from here on; undefined until some mark moves. */
  next(): Next | undefined {
    if (this.#shares.length > 1) this.#shares.sort((one, other) => one.passed - other.passed);
    for (const share of this.#shares) {
      const next = share.next();
      if (next === undefined) continue;
      this.#now = Math.max(this.#now, share.passed);
      share.passed = Math.max(share.passed, this.#now - MOST_CREDIT) + share.step;
      return next;
    }
    return undefined;
  }

  /** Forgets batches whose every result is recorded. */
  sweep(): void {
    for (const share of this.#shares) {
      share.batches = share.batches.filter((batch) => !batch.isDone);
    }
    this.#shares = this.#shares.filter((share) => share.batches.length > 0);
    this.#weigh();
  }

  #weigh(): void {
    const campaigns = new Map<string, number>();
    for (const { tenantId, waiting } of this.#shares) {
      if (waiting > 0) campaigns.set(tenantId, (campaigns.get(tenantId) ?? 0) + 1);
    }
    for (const share of this.#shares) {
      share.step = (campaigns.get(share.tenantId) ?? 1) / share.part.weight;
    }
  }
}
