import type { Database, Tx } from '../db/database.ts';
import { isDatabaseAway } from '../db/failures.ts';
import { inTenant } from '../db/transaction.ts';

/** A database that was just restarted has cut our idle connections: the second try gets a new one. */
export async function withRetry<T>(
  db: Database,
  { tenantId }: { tenantId: string },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await inTenant(db, tenantId, work);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return inTenant(db, tenantId, work);
  }
}
