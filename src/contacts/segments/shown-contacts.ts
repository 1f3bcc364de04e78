import type { Database } from '../../db/database.ts';
import { inTenant } from '../../db/transaction.ts';
import { walkContacts } from '../service.ts';
import { LONGEST_COUNT_MS, within } from './count.ts';
import { type CountInput, readCount } from './counted.ts';

/** The newest of those that are counted, to see who is meant; none where finding them takes too long. */
export async function shownContacts(
  db: Database,
  tenantId: string,
  input: CountInput,
  limit: number,
  suppressionKey: Buffer,
) {
  const { condition } = await inTenant(db, tenantId, (tx) => readCount(tx, tenantId, input));
  const page = await within(db, tenantId, LONGEST_COUNT_MS, (tx) =>
    walkContacts(tx, tenantId, { condition }, { limit }, suppressionKey),
  );
  return page?.data ?? [];
}
