import { isIP } from 'node:net';
import { invalidField } from '../lib/errors.ts';
import { isPlainlyPrivate, withoutBrackets } from '../lib/public-address.ts';

/** What a tenant's SMTP server may be on this instance (P29), and from which domain the instance's own sends. */
export type RelayRules = { allowPrivateHosts: boolean; ownDomain: string };

/**
 * The host in the one form in which it is stored: A-label, lower case, IPv4 in four decimal parts however
 * it was written. What a name resolves to is checked at each dial.
 */
export function requireHost(
  text: string,
  { allowPrivateHosts }: Pick<RelayRules, 'allowPrivateHosts'>,
): string {
  const url = `http://${isIP(text) === 6 ? `[${text}]` : text}/`;
  const isHost = /^[^\s/?#@:\\%[\]\p{C}]+$/u.test(text) || isIP(text) === 6;
  if (!isHost || !URL.canParse(url)) throw invalidField('host', 'is not a host name or IP address');
  const host = withoutBrackets(new URL(url).hostname);
  if (host.length > 253 || !(isIP(host) !== 0 || /^[a-z0-9_.-]+$/.test(host))) {
    throw invalidField('host', 'is not a host name or IP address');
  }
  if (!allowPrivateHosts && isPlainlyPrivate(host)) {
    throw invalidField('host', 'must be a public host');
  }
  return host;
}
