import { compileProgram, type MessageProgram, type Sender } from '../campaigns/message-program.ts';
import { senderOf } from '../campaigns/sender-of.ts';
import { senderOfTenant } from '../campaigns/sender-of-tenant.ts';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { PressrunError } from '../lib/errors.ts';
import { keepLinks } from '../links/service.ts';
import { linksIn } from '../links/track-pattern.ts';
import { findPublishedVersion } from '../templates/service.ts';
import { findTenant } from '../tenants/service.ts';
import { identityKey } from './identity-key.ts';
import type { Claimable } from './store.ts';

/** A campaign uses few versions (one per locale); 200 programs are a few megabytes. */
const CAPACITY = 200;

/**
 * Compiled programs by campaign, version, who it is from and what is tracked. A campaign that runs can't be
 * edited and its version can't be unpublished, so an entry never grows old; another identity, or a tenant
 * that tracks no more, is another entry.
 */
export class Programs {
  readonly #db: Database;
  readonly #sender: Sender;
  readonly #programs = new Map<string, MessageProgram>();

  constructor(db: Database, sender: Sender) {
    this.#db = db;
    this.#sender = sender;
  }

  /** Compiles what isn't there yet, so that composing later never waits. */
  async prepare(campaign: Claimable, versionIds: Iterable<string>): Promise<void> {
    for (const versionId of versionIds) {
      const key = `${campaign.campaignId} ${versionId} ${identityKey(campaign)}`;
      if (this.#programs.has(key)) continue;
      this.#keep(key, await this.#compile(campaign, versionId));
    }
  }

  get(campaignId: string, versionId: string, identity: string): MessageProgram | undefined {
    return this.#programs.get(`${campaignId} ${versionId} ${identity}`);
  }

  async #compile(campaign: Claimable, versionId: string): Promise<MessageProgram> {
    const { tenantId, campaignId: id, name, subject, unsubscribeLang, tracking } = campaign;
    const { version, tenant } = await inTenant(this.#db, tenantId, async (tx) => {
      const found = await findPublishedVersion(tx, tenantId, versionId);
      if (found && tracking.clicks) {
        await keepLinks(tx, tenantId, versionId, linksIn(found.publishedHtml));
      }
      return { version: found, tenant: await findTenant(tx, tenantId) };
    });
    if (!version) throw new PressrunError('not_found', `template version ${versionId} is gone`);
    return compileProgram({
      tenantId,
      campaign: { id, name, subject, unsubscribeLang },
      version,
      sender: senderOf(senderOfTenant(this.#sender, tenant), campaign.identity),
      postalAddress: tenant.postalAddress,
      kind: 'campaign',
      tracking,
    });
  }

  #keep(key: string, program: MessageProgram): void {
    this.#programs.set(key, program);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > CAPACITY && oldest !== undefined) this.#programs.delete(oldest);
  }
}
