import type { Tx } from '../db/database.ts';
import { HIT_DAYS } from './engagement.ts';
import { deleteHitsOfPerson, deleteOldHits } from './forget-store.ts';

const PAGE = 1_000;

/**
 * Erasure (P45): when, from where and with what program a person opened and clicked goes; that their
 * message was opened stays counted. Has to come before their emails lose their address.
 */
export function forgetPerson(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  return deleteHitsOfPerson(tx, tenantId, person);
}

/** Deletes single opens and clicks after HIT_DAYS, until there are none. Crosses tenants. */
export async function forgetOldHits(tx: Tx): Promise<void> {
  for (let count = PAGE; count === PAGE; ) count = await deleteOldHits(tx, HIT_DAYS, PAGE);
}
