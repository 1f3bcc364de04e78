import type { Tx } from '../db/database.ts';
import type { Person } from '../events/person.ts';
import { HIT_DAYS } from './engagement.ts';
import { deleteHitsOfPerson, deleteOldHits, lockEmailsOf } from './forget-store.ts';

const PAGE = 1_000;

/**
 * Erasure (P45): from where and with what program a person opened and clicked goes, and each single time;
 * that their message was opened, and when first and last, stays counted. Has to come after the copies of
 * campaigns lost their address, and before emails do.
 */
export async function forgetPerson(tx: Tx, tenantId: string, person: Person): Promise<void> {
  await lockEmailsOf(tx, tenantId, person);
  await deleteHitsOfPerson(tx, tenantId, person);
}

/** Deletes single opens and clicks after HIT_DAYS, until there are none. Crosses tenants. */
export async function forgetOldHits(tx: Tx): Promise<void> {
  for (let count = PAGE; count === PAGE; ) count = await deleteOldHits(tx, HIT_DAYS, PAGE);
}
