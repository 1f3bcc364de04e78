import { EVENT_TYPES, type EventType, isEventType } from '../events/event.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { isPlainlyPrivate } from '../lib/public-address.ts';

/** Enough for anybody's integrations, and a bound on what one event can cost. */
export const MAX_ENDPOINTS = 50;
export const MAX_URL_LENGTH = 2_048;

/** How long the secret before a rotation goes on signing (P30). */
export const ROTATION_HOURS = 24;
/** Nothing but failures for so long turns an endpoint off (P28). */
export const FAILING_DAYS = 5;
/**
 * Failures further apart are not one run of failures: no two tries of a delivery are (at most 24 h
 * and 20 %), so between them nothing was tried.
 */
export const FAILING_GAP_HOURS = 48;

/** Where a tenant wants to be told of events. The secret is never part of it. */
export type Endpoint = {
  id: string;
  url: string;
  events: EventType[];
  enabled: boolean;
  /** Ten tries over about three days; false: five within minutes. */
  longRetries: boolean;
  /** Why it was turned off; null when it is on, or a person turned it off. */
  disabledReason: string | null;
  disabledAt: Date | null;
  /** Since when every try has failed; null when the last one didn't. */
  failingSince: Date | null;
  /** The receiver asked for no request before (Retry-After). */
  pausedUntil: Date | null;
  /** Until then the secret before the last rotation signs too. */
  previousSecretUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** How an endpoint does after failures. */
export type Health = { failingSince: Date; failedTooLong: boolean };

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

/** Throws 400 for a URL that isn't one to deliver to. */
export function requireUrl(url: string, allowPrivateHosts: boolean): void {
  const problem = urlProblem(url, allowPrivateHosts);
  if (problem) throw invalidField('url', problem);
}

/** Throws 400 that names the unknown ones, at the field that they came in. */
export function requireEventTypes(types: string[], field = 'events'): asserts types is EventType[] {
  const unknown = types.filter((type) => !isEventType(type));
  if (unknown.length === 0) return;
  const plural = unknown.length > 1 ? 's' : '';
  const known = EVENT_TYPES.join(', ');
  throw invalidField(field, `unknown event type${plural} ${unknown.join(', ')}; known: ${known}`);
}

/** Throws 404 for an endpoint that isn't there, or isn't this tenant's. */
export function requireFound(endpoint: Endpoint | undefined): Endpoint {
  if (!endpoint) throw notFound('Webhook endpoint');
  return endpoint;
}
