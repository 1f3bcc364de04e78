import type { Tx } from '../../db/database.ts';
import { formsOf, withoutAddress } from '../filter/without-address.ts';
import { findNaming, lockSegments, replaceFilter } from './store.ts';

/** Takes a person's address out of the filters that name it: a part of erasing them (P45). */
export async function forgetInSegments(
  tx: Tx,
  tenantId: string,
  { email }: { email: string },
): Promise<void> {
  if ((await findNaming(tx, tenantId, formsOf(email))).length === 0) return;
  await lockSegments(tx, tenantId);
  for (const { id, filter } of await findNaming(tx, tenantId, formsOf(email))) {
    await replaceFilter(tx, tenantId, id, withoutAddress(filter, email));
  }
}
