import type { Tx } from '../db/database.ts';
import { findAddress } from './standing-store.ts';

/** To whom an email went; null when there is no such email, or the person was erased. */
export async function recipientOf(tx: Tx, tenantId: string, id: string): Promise<string | null> {
  return (await findAddress(tx, tenantId, id))?.address ?? null;
}
