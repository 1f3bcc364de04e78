import { optOutAddresses } from '../contacts/opt-out-addresses.ts';
import type { Tx } from '../db/database.ts';
import type { Actor } from '../http/access.ts';
import { announceOptOuts } from './announce-opt-outs.ts';
import { suppress } from './service.ts';
import { isOwnWish, type Suppression, type SuppressionReason } from './suppression.ts';

/**
 * Suppresses an address at the tenant's word. With a reason that is the person's own (unsubscribe,
 * complaint) the contact is unsubscribed too, as if its link had been used.
 */
export async function addSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
  reason: SuppressionReason,
  actor: Actor,
): Promise<Suppression> {
  const means = { method: 'suppression' as const, actor };
  const optedOut = isOwnWish(reason) ? await optOutAddresses(tx, tenantId, [address], means) : [];
  const suppression = await suppress(tx, tenantId, key, address, reason);
  await announceOptOuts(tx, tenantId, optedOut, 'api');
  return suppression;
}
