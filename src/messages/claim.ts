import type { Tx } from '../db/database.ts';
import { claimInOrder } from './claim-in-order.ts';
import { claimSingly } from './claim-singly.ts';

/** A claimed message with all that composing it needs. */
export type ClaimedMessage = {
  id: number;
  contactId: string;
  templateVersionId: string;
  address: string;
  /** Attempts so far, the one that this claim is for included. */
  attempts: number;
  doubted: boolean;
  /** Seconds since it was queued first. */
  age: number;
  externalId: string | null;
  locale: string | null;
  attributes: Record<string, unknown>;
};

export type ClaimRequest = {
  campaignId: string;
  workerId: string;
  token: string;
  limit: number;
  /** How many of the batch may be begun before the first results are recorded. */
  window: number;
  suppressionKey: Buffer;
  /** Whether some may wait to be claimed singly; those come first. */
  singly: boolean;
};

/**
 * Claims the next messages of a campaign for a worker, at most `limit`, in the order of their ids.
 * Those whose contact was erased, unsubscribed or suppressed since the freeze become SKIPPED with
 * that reason (UNKNOWN if an earlier attempt ended in doubt) and the counts move along, in the same
 * statement. Nothing when the campaign doesn't run or the worker's lease is over.
 */
export async function claimMessages(
  tx: Tx,
  tenantId: string,
  claim: ClaimRequest,
): Promise<ClaimedMessage[]> {
  const returned = claim.singly ? await claimSingly(tx, tenantId, claim) : [];
  return returned.length > 0 ? returned : claimInOrder(tx, tenantId, claim);
}
