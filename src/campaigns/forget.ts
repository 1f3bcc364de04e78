import { formsOf, withoutAddress } from '../contacts/filter/without-address.ts';
import type { Tx } from '../db/database.ts';
import { findFrozenNaming, replaceFrozenSegments } from './store.ts';

/** Takes a person's address out of the filters that campaigns started with: a part of erasing them (P45). */
export async function forgetInCampaigns(
  tx: Tx,
  tenantId: string,
  { email }: { email: string },
): Promise<void> {
  for (const { id, segments } of await findFrozenNaming(tx, tenantId, formsOf(email))) {
    await replaceFrozenSegments(tx, tenantId, id, withoutAddress(segments, email));
  }
}
