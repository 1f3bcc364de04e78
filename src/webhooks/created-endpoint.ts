import { PressrunError } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';
import type { Endpoint } from './endpoint.ts';

/** A new endpoint; `secret` is sealed, in base64, until the border shows it. */
export type CreatedEndpoint = Endpoint & { secret: string };

export function sealSecret(sealer: Sealer, secret: string): Buffer {
  return sealer.seal(Buffer.from(secret));
}

/**
 * Opens the secret on its way out. An Idempotency-Key's stored answer holds it sealed, because no
 * dump of the database may show a secret (P20); when that answer is repeated it comes as JSON text.
 */
export function showSecret(
  sealer: Sealer,
  created: CreatedEndpoint | string,
): CreatedEndpoint | string {
  if (typeof created === 'string') {
    return JSON.stringify(showSecret(sealer, JSON.parse(created)));
  }
  const opened = sealer.unseal(Buffer.from(created.secret, 'base64'));
  if (opened) return { ...created, secret: opened.plain.toString() };
  throw new PressrunError(
    'conflict',
    'The endpoint was made, but PRESSRUN_SECRET has changed since and no longer opens its secret',
  );
}
