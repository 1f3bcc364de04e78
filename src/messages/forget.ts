import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Erasure: the ledger keeps that a copy was sent, not to whom (P45). One that is being sent at this
 * moment is blanked too: its worker has the address, and a repeated attempt finds nobody. A reply
 * may quote the address; why a message was skipped is our own word, and stays.
 */
export async function forgetRecipient(
  tx: Tx,
  tenantId: string,
  contact: { id: string },
): Promise<void> {
  await sql`
    update messages m set address = null, reason = case when m.status = 'SKIPPED' then m.reason end
    from campaigns k
    where k.tenant_id = ${tenantId} and m.tenant_id = ${tenantId} and m.campaign_id = k.id
      and m.contact_id = ${contact.id}`.execute(tx);
}

/** The same for singles, by their ids. One that waits finds nobody at its claim, and is skipped. */
export async function forgetSingles(tx: Tx, tenantId: string, ids: number[]): Promise<void> {
  await sql`
    update messages set address = null, reason = case when status = 'SKIPPED' then reason end
    where tenant_id = ${tenantId} and line is not null and id = any(${ids}::bigint[])`.execute(tx);
}
