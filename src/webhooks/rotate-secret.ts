import type { Tx } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { type CreatedEndpoint, sealSecret } from './created-endpoint.ts';
import { requireFound } from './endpoint.ts';
import { replaceSecret } from './secret-store.ts';
import { createSecret } from './signature.ts';

/**
 * Gives an endpoint a new secret; the one before signs beside it for ROTATION_HOURS (P30), so that
 * receivers change theirs without missing anything. An even older one ends at once.
 */
export async function rotateSecret(
  tx: Tx,
  tenantId: string,
  id: string,
  secret: string | undefined,
  sealer: Sealer,
): Promise<CreatedEndpoint> {
  const sealed = sealSecret(sealer, secret ?? createSecret());
  const endpoint = requireFound(
    isId(id) ? await replaceSecret(tx, tenantId, id, sealed) : undefined,
  );
  return { ...endpoint, secret: sealed.toString('base64') };
}
