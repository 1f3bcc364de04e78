import { PressrunError } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';
import type { Endpoint } from './endpoint.ts';
import { createSigner, type Signer } from './signature.ts';

/** An endpoint with a secret that is new; `secret` is sealed, in base64, until the border shows it. */
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
    'PRESSRUN_SECRET has changed since and no longer opens this secret; rotate it to get another',
  );
}

/** A sealed secret that an older PRESSRUN_SECRET opened, and its new seal. */
export type Resealed = { old: Buffer; sealed: Buffer };

/**
 * Opens all that sign, the newest first; no signer when one can't be opened with this PRESSRUN_SECRET:
 * half of the signatures would look like an attack to the receiver.
 */
export function signerOf(
  sealer: Sealer,
  all: Buffer[],
): { signer: Signer | null; resealed: Resealed[] } {
  const secrets: string[] = [];
  const resealed: Resealed[] = [];
  for (const old of all) {
    const opened = sealer.unseal(old);
    if (!opened) return { signer: null, resealed: [] };
    secrets.push(opened.plain.toString());
    if (!opened.current) resealed.push({ old, sealed: sealer.seal(opened.plain) });
  }
  return { signer: createSigner(secrets), resealed };
}
