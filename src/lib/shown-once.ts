import { PressrunError } from './errors.ts';
import type { Sealer } from './seal.ts';

/**
 * A secret in an answer, sealed until it leaves: an Idempotency-Key's stored answer holds it so, because
 * no dump of the database may show a secret (P20).
 */
export function sealText(sealer: Sealer, text: string): string {
  return sealer.seal(Buffer.from(text)).toString('base64');
}

/**
 * Opens the field of an answer on its way out; a repeated answer comes as JSON text. Throws 409 when
 * PRESSRUN_SECRET has changed since.
 */
export function showOnce<F extends string, T extends { [K in F]: string }>(
  sealer: Sealer,
  answer: T | string,
  field: F,
): T | string {
  if (typeof answer === 'string') {
    return JSON.stringify(showOnce(sealer, JSON.parse(answer) as T, field));
  }
  const opened = sealer.unseal(Buffer.from(answer[field], 'base64'));
  if (opened) return { ...answer, [field]: opened.plain.toString() };
  const message = 'PRESSRUN_SECRET has changed since and no longer opens this secret; make another';
  throw new PressrunError('conflict', message);
}
