import type { Tx } from '../db/database.ts';
import { claimInOrder } from './claim-in-order.ts';
import { claimSingly } from './claim-singly.ts';
import type { ClaimedMessage, ClaimRequest } from './claimed-message.ts';

export type { ClaimedMessage, ClaimRequest, ClaimTurn } from './claimed-message.ts';

/**
 * Claims the next messages of a campaign for a worker, at most `limit`, in the order of their ids.
 * Those whose contact was erased, unsubscribed or suppressed since the freeze become SKIPPED with
 * that reason (UNKNOWN if an earlier attempt ended in doubt) and the counts move along, in the same
 * statement. So does the turn of the campaign and of its tenant (docs/flow.md). Nothing when the campaign doesn't run or the worker's lease is over.
 */
export async function claimMessages(
  tx: Tx,
  tenantId: string,
  claim: ClaimRequest,
): Promise<ClaimedMessage[]> {
  const returned = claim.singly ? await claimSingly(tx, tenantId, claim) : [];
  return returned.length > 0 ? returned : claimInOrder(tx, tenantId, claim);
}
