import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Cancels a single that waits for its time. False when it isn't waiting any more: it was begun,
 * sent or cancelled.
 */
export async function cancelWaiting(tx: Tx, tenantId: string, id: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update messages
    set status = 'CANCELLED', singly = false, next_attempt_at = null, finished_at = now()
    where tenant_id = ${tenantId} and id = ${id} and line is not null
      and status in ('QUEUED', 'DEFERRED') and attempts = 0 and not doubted`.execute(tx);
  return numAffectedRows === 1n;
}
