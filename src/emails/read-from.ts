import type { Sender } from '../campaigns/message-program.ts';
import { PressrunError } from '../lib/errors.ts';
import type { Draft } from './email.ts';
import { readAddress } from './read-fields.ts';

type Given = { fromEmail?: string | undefined; fromName?: string | undefined };

/**
 * Until a tenant can prove domains of its own, mail may come from the domain of the configured sender
 * only (docs/decisions/0015): anything else would be mail in a stranger's name.
 */
export function readFrom({ fromEmail, fromName }: Given, { from }: Sender): Draft['from'] {
  const name = fromName ?? (fromEmail === undefined ? from.name : '');
  if (fromEmail === undefined) return { address: from.address, name };
  const address = readAddress('fromEmail', fromEmail);
  const domain = domainOf(from.address);
  if (domainOf(address) === domain) return { address, name };
  const message = `must be an address of ${domain}, the domain that this instance sends from`;
  throw new PressrunError('unprocessable', `fromEmail ${message}`, [
    { path: 'fromEmail', message },
  ]);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
