import { attributesFault } from '../contacts/attributes.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField } from '../lib/errors.ts';
import type { Recipient } from './email.ts';

/** Octets of `data` (or of one recipient's `vars`) as JSON. */
export const MAX_DATA_BYTES = 65_536;
/** Octets of `metadata` as JSON: it goes into every event. */
export const MAX_METADATA_BYTES = 8_192;

/** One recipient of a request: 400 for what isn't an address, and for values that are too large. */
export function readRecipient(to: string, data: Record<string, unknown> = {}): Recipient {
  checkData('data', data);
  return { address: readAddress('to', to), data };
}

/** 400 when it isn't one address. */
export function readAddress(path: string, text: string): string {
  const address = normaliseAddress(text);
  if (address) return address;
  throw invalidField(path, 'must be one e-mail address like ana@example.com');
}

/** 400 for values that are too many, too deep or out of range. */
export function checkData(
  path: string,
  data: Record<string, unknown>,
  most = MAX_DATA_BYTES,
): void {
  const fault = attributesFault(data, most);
  if (fault) throw invalidField(path, fault);
}
