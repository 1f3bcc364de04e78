import type { Logger } from 'pino';
import type { Sender } from '../campaigns/message-program.ts';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { claimSingles } from '../messages/claim-singles.ts';
import { tellAnswers } from '../messages/record-singles.ts';
import { giveBack, hasLimit, reserve } from '../projects/rate-limit.ts';
import { WINDOW } from './batch.ts';
import { EmailPrograms } from './email-programs.ts';
import { loadReady, makeReady } from './ready-emails.ts';
import { singleEvents } from './single-events.ts';
import { SinglesBatch } from './singles-batch.ts';
import type { WaitingLine } from './singles-store.ts';

export type SinglesClaimerDeps = {
  db: Database;
  sender: Sender;
  suppressionKey: Buffer;
  log: Logger;
  /** A rate limit will allow more in so many milliseconds. */
  onLimited: (waitMs: number) => void;
};

/** In whose name is claimed, and by which token. */
type Claimant = { workerId: string; token: string };

/** How many singles are claimed at a time: a worker that dies holds back few. */
export const SINGLES_AT_ONCE = 50;
/** Octets of content: one email with 10 MB of files, or many without. */
const MAX_SIZE = 16 * 1024 * 1024;

/** Takes the next singles of a line, as many as their project's rate limit allows, ready to be composed. */
export class SinglesClaimer {
  readonly #deps: SinglesClaimerDeps;
  readonly #programs: EmailPrograms;

  constructor(deps: SinglesClaimerDeps) {
    this.#deps = deps;
    this.#programs = new EmailPrograms(deps.sender);
  }

  /** Null when there is nothing to send, or nothing may be sent now. */
  async take(line: WaitingLine, by: Claimant): Promise<SinglesBatch | null> {
    const { tenantId, projectLimit } = line;
    const limited = [{ subject: `project:${line.projectId}`, limit: projectLimit ?? {} }];
    if (!hasLimit(limited)) return this.#claim(line, by, SINGLES_AT_ONCE);
    const { db, onLimited } = this.#deps;
    const grant = await inTenant(db, tenantId, (tx) =>
      reserve(tx, tenantId, limited, SINGLES_AT_ONCE),
    );
    if (grant.granted < SINGLES_AT_ONCE) onLimited(grant.waitMs);
    if (grant.granted === 0) return null;
    const batch = await this.#claim(line, by, grant.granted);
    const unused = grant.granted - (batch?.waiting ?? 0);
    if (unused > 0) {
      await inTenant(db, tenantId, (tx) => giveBack(tx, tenantId, limited, unused));
    }
    return batch;
  }

  /**
   * Claims, and reads the content, in one transaction: what is ended here because nobody may get it has
   * its events exactly if it is ended.
   */
  async #claim(line: WaitingLine, by: Claimant, limit: number): Promise<SinglesBatch | null> {
    const { db, suppressionKey } = this.#deps;
    const { tenantId, retryWindow } = line;
    const { held, loaded } = await inTenant(db, tenantId, async (tx) => {
      const claimed = await claimSingles(tx, tenantId, {
        ...{ ...by, line: line.line, limit, maxSize: MAX_SIZE, window: WINDOW },
        suppressionKey,
      });
      const ids = claimed.held.map(({ id }) => id);
      const content = await loadReady(tx, tenantId, ids, this.#programs);
      await this.#tellEnded(tx, tenantId, claimed.ended);
      return { held: claimed.held, loaded: content };
    });
    if (held.length === 0) return null;
    const ready = new Map(
      loaded.map((one) => [one.email.messageId, makeReady(tenantId, one, this.#programs)]),
    );
    return new SinglesBatch({ tenantId, token: by.token, retryWindow }, held, ready);
  }

  async #tellEnded(tx: Tx, tenantId: string, ids: number[]): Promise<void> {
    if (ids.length === 0) return;
    await tellAnswers(tx, ids);
    await recordEvents(tx, tenantId, await singleEvents(tx, tenantId, ids, new Set()));
  }
}
