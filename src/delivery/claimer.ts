import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { claimMessages } from '../messages/claim.ts';
import { giveBack, hasLimit, type Limited, limitReason, reserve } from '../projects/rate-limit.ts';
import { Batch, WINDOW } from './batch.ts';
import { identityKey } from './identity-key.ts';
import type { Programs } from './programs.ts';
import { type Claimable, setCampaignReason } from './store.ts';

/** A limit can be raised, or what was reserved be given back, before its window ends. */
const MOST_REST_MS = 2_000;

export type ClaimerDeps = {
  db: Database;
  programs: Programs;
  suppressionKey: Buffer;
  log: Logger;
  /** A rate limit will allow more in so many milliseconds. */
  onLimited: (waitMs: number) => void;
};

/** What a claim brought; `usable` is false when its messages have to go back at once. */
export type Claimed = { batch: Batch; usable: boolean };

/** Takes the next messages of a campaign: as many as its rate limits allow, ready to be composed. */
export class Claimer {
  readonly #deps: ClaimerDeps;
  /** Campaigns whose rate limit is used up, and until when they aren't asked for; monotonic ms. */
  readonly #resting = new Map<string, number>();

  constructor(deps: ClaimerDeps) {
    this.#deps = deps;
  }

  /**
   * The campaigns that nothing can be claimed of now because their rate limit is used up. Asking them
   * again at each look would cost a transaction each, while others wait for their claim.
   */
  get resting(): string[] {
    const now = performance.now();
    for (const [id, until] of this.#resting) if (until <= now) this.#resting.delete(id);
    return [...this.#resting.keys()];
  }

  async take(
    campaign: Claimable,
    by: { workerId: string; token: string },
    want: number,
  ): Promise<Claimed | null> {
    const limited = limitsOf(campaign);
    if (!hasLimit(limited)) return this.#claim(campaign, by, want);
    const { tenantId } = campaign;
    const granted = await this.#reserve(campaign, limited, want);
    if (granted === 0) return null;
    const claimed = await this.#claim(campaign, by, granted);
    const unused = granted - (claimed?.batch.waiting ?? 0);
    if (unused > 0) {
      await inTenant(this.#deps.db, tenantId, (tx) => giveBack(tx, tenantId, limited, unused));
    }
    return claimed;
  }

  async #reserve(campaign: Claimable, limited: Limited[], want: number): Promise<number> {
    const { tenantId, campaignId } = campaign;
    const grant = await inTenant(this.#deps.db, tenantId, async (tx) => {
      const asked = await reserve(tx, tenantId, limited, want);
      const { granted, unit } = asked;
      const isLong = granted === 0 && unit !== null && unit !== 'second';
      await setCampaignReason(tx, tenantId, campaignId, isLong ? limitReason(unit) : null);
      return asked;
    });
    if (grant.granted === 0) {
      this.#resting.set(campaignId, performance.now() + Math.min(grant.waitMs, MOST_REST_MS));
    }
    if (grant.granted < want) this.#deps.onLimited(grant.waitMs);
    return grant.granted;
  }

  async #claim(
    campaign: Claimable,
    by: { workerId: string; token: string },
    limit: number,
  ): Promise<Claimed | null> {
    const { tenantId, campaignId, retryWindow, singly, turn } = campaign;
    const { db, suppressionKey, programs, log } = this.#deps;
    const { token } = by;
    const identity = identityKey(campaign);
    const messages = await claimMessages(db.engine, tenantId, {
      ...{ ...by, campaignId, limit, singly, turn, window: WINDOW, suppressionKey },
    });
    if (messages.length === 0) return null;
    const batch = new Batch({ tenantId, campaignId, token, retryWindow, identity }, messages);
    try {
      await programs.prepare(campaign, new Set(messages.map((m) => m.templateVersionId)));
      return { batch, usable: true };
    } catch (error) {
      log.error({ err: error, campaignId }, 'template could not be prepared');
      return { batch, usable: false };
    }
  }
}

function limitsOf({ campaignId, projectId, campaignLimit, projectLimit }: Claimable): Limited[] {
  return [
    { subject: `project:${projectId}`, limit: projectLimit ?? {} },
    { subject: `campaign:${campaignId}`, limit: campaignLimit },
  ];
}
