import type { Database, Tx } from '../../db/database.ts';
import { isCancelled } from '../../db/failures.ts';
import { inTenant } from '../../db/transaction.ts';
import { invalidField, notFound, PressrunError } from '../../lib/errors.ts';
import { isId } from '../../lib/ids.ts';
import { type Condition, compileFilter } from '../filter/compile.ts';
import { walkContacts } from '../service.ts';
import { limitStatements } from './count-store.ts';
import { inCountingRoom } from './counting-room.ts';
import { loadDefinitions } from './definitions.ts';

/** How long a page may take to be found: where few match, all contacts are looked at for it. */
const LONGEST_PAGE_MS = 10_000;

/**
 * One page of a segment's contacts, newest first, as it is now. 404 when there is no such segment, 503
 * when finding the page takes over 10 seconds.
 */
export async function segmentContacts(
  db: Database,
  tenantId: string,
  id: string,
  window: { limit: number; cursor?: string },
  suppressionKey: Buffer,
) {
  return findWithinLimit(db, tenantId, async (tx) => {
    const condition = await segmentCondition(tx, tenantId, id);
    if (!condition) throw notFound('Segment');
    return walkContacts(tx, tenantId, { condition }, window, suppressionKey);
  });
}

/**
 * Runs `work` in the tenant, one of a tenant at a time. 503 with words when one of its statements takes over
 * 10 seconds, and for who would have to wait for too long (`inCountingRoom`).
 */
export async function findWithinLimit<T>(
  db: Database,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await inCountingRoom(tenantId, () =>
      inTenant(db, tenantId, async (tx) => {
        await limitStatements(tx, LONGEST_PAGE_MS);
        return work(tx);
      }),
    );
  } catch (error) {
    if (!isCancelled(error)) throw error;
    const message =
      'Finding these contacts takes too long; POST /segments/count says which part is slow';
    throw new PressrunError('unavailable', message);
  }
}

/** The same for a query's `segmentId`; 400 when there is no such segment. */
export async function queriedSegment(
  tx: Tx,
  tenantId: string,
  segmentId: string,
): Promise<Condition> {
  const condition = await segmentCondition(tx, tenantId, segmentId);
  if (!condition) throw invalidField('segmentId', 'is not a segment of this tenant');
  return condition;
}

/** What contacts of a segment fulfil, over `contacts c`; null when there is no such segment. */
async function segmentCondition(
  tx: Tx,
  tenantId: string,
  segmentId: string,
): Promise<Condition | null> {
  const id = segmentId.toLowerCase();
  const definitions = isId(id) ? await loadDefinitions(tx, tenantId, [id]) : null;
  return definitions?.has(id) ? compileFilter({ segmentId: id }, definitions, null) : null;
}
