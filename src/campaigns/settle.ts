import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { countHeld } from '../messages/cancel.ts';
import type { Campaign } from './campaign.ts';
import { getCampaign } from './service.ts';

/** The contract gives a cancel one second; a pause gets no more. */
export const PATIENCE_MS = 1_000;
const POLL_MS = 20;

/**
 * After a cancel or pause is committed: waits until the workers have let go of the campaign, at
 * most until `deadline` (performance.now()), so that the answer can say exactly who got it.
 */
export async function settleCampaign(
  db: Database,
  tenantId: string,
  campaignId: string,
  deadline: number,
): Promise<Campaign> {
  while (performance.now() < deadline) {
    const held = await inTenant(db, tenantId, (tx) => countHeld(tx, tenantId, campaignId));
    if (held === 0) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return inTenant(db, tenantId, (tx) => getCampaign(tx, tenantId, campaignId));
}
