import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { newId } from '../lib/ids.ts';
import { claimMessages } from '../messages/claim.ts';
import { giveBack, hasLimit, type Limited, reserve } from '../projects/rate-limit.ts';
import { Batch, WINDOW } from './batch.ts';
import type { Programs } from './programs.ts';
import { type Claimable, setCampaignReason } from './store.ts';

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

  constructor(deps: ClaimerDeps) {
    this.#deps = deps;
  }

  async take(campaign: Claimable, workerId: string, want: number): Promise<Claimed | null> {
    const limited = limitsOf(campaign);
    if (!hasLimit(limited)) return this.#claim(campaign, workerId, want);
    const { tenantId } = campaign;
    const granted = await this.#reserve(campaign, limited, want);
    if (granted === 0) return null;
    const claimed = await this.#claim(campaign, workerId, granted);
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
      const isLong = asked.granted === 0 && asked.unit !== 'second';
      const reason = isLong ? `Rate limit reached for this ${asked.unit}` : null;
      await setCampaignReason(tx, tenantId, campaignId, reason);
      return asked;
    });
    if (grant.granted < want) this.#deps.onLimited(grant.waitMs);
    return grant.granted;
  }

  async #claim(campaign: Claimable, workerId: string, limit: number): Promise<Claimed | null> {
    const { tenantId, campaignId, retryWindow, singly } = campaign;
    const { db, suppressionKey, programs, log } = this.#deps;
    const token = newId();
    const messages = await claimMessages(db.engine, tenantId, {
      ...{ campaignId, workerId, token, limit, singly, window: WINDOW, suppressionKey },
    });
    if (messages.length === 0) return null;
    const batch = new Batch({ tenantId, campaignId, token, retryWindow }, messages);
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
