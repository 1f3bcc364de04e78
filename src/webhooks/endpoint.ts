import { EVENT_TYPES, isEventType } from '../events/event.ts';
import { invalidField } from '../lib/errors.ts';
import { isPlainlyPrivate } from '../lib/public-address.ts';

/** Enough for anybody's integrations, and a bound on what one event can cost. */
export const MAX_ENDPOINTS = 50;
export const MAX_URL_LENGTH = 2_048;

/** Where a tenant wants to be told of events. The secret is never part of it. */
export type Endpoint = {
  id: string;
  url: string;
  events: string[];
  enabled: boolean;
  createdAt: Date;
  updatedAt: Date;
};

/**
 * What is wrong with an endpoint's URL, or null. Without `allowPrivateHosts` it is HTTPS on a host
 * that isn't plainly private (P29); what its name resolves to is checked at each dial.
 */
export function urlProblem(text: string, allowPrivateHosts: boolean): string | null {
  if (text.length > MAX_URL_LENGTH) return `must have at most ${MAX_URL_LENGTH} characters`;
  if (/[\s\p{C}]/u.test(text) || !URL.canParse(text)) return 'is not a URL';
  const url = new URL(text);
  const insecure = url.protocol === 'http:' && allowPrivateHosts;
  if (url.protocol !== 'https:' && !insecure) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (allowPrivateHosts) return null;
  return isPlainlyPrivate(url.hostname) ? 'must be on a public host' : null;
}

/** Throws 400 that names the unknown ones. */
export function requireEventTypes(types: string[]): void {
  const unknown = types.filter((type) => !isEventType(type));
  if (unknown.length === 0) return;
  const plural = unknown.length > 1 ? 's' : '';
  const known = EVENT_TYPES.join(', ');
  throw invalidField(
    'events',
    `unknown event type${plural} ${unknown.join(', ')}; known: ${known}`,
  );
}
