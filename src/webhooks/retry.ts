const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Seconds to wait after each failed try. The first five tries are the hosted product's (exponential
 * from 10 s); then Standard Webhooks' long tail for a receiver that is down for a weekend: ten tries
 * over 75.5 h (contract: Webhooks; P28).
 */
const SCHEDULE = [10, 20, 40, 80, 30 * MINUTE, 5 * HOUR, 22 * HOUR, 24 * HOUR, 24 * HOUR];
const LONG = SCHEDULE.length + 1;
/** The hosted product's own tries, without the tail. */
const SHORT = 5;
const JITTER = 0.2;
/** Longer than this we don't let a receiver postpone a retry. */
const MAX_RETRY_AFTER = 24 * HOUR;

/** How many tries a delivery gets, the first included: ten, or five without the tail. */
export function maxAttempts(longRetries: boolean): number {
  return longRetries ? LONG : SHORT;
}

/**
 * Seconds until the next try after `attempt` tries (1 is the first), ±20 % so that receivers that
 * fell over together aren't hit together again. `random` is from [0, 1). Null when it was the last.
 */
export function retryDelay(attempt: number, longRetries: boolean, random: number): number | null {
  const delay = attempt < maxAttempts(longRetries) ? SCHEDULE[attempt - 1] : undefined;
  return delay === undefined ? null : delay * (1 - JITTER + 2 * JITTER * random);
}

/**
 * Seconds that a Retry-After header asks for: seconds or an HTTP date (RFC 9110 §10.2.3), at most
 * 24 h. 0 when missing, past or unreadable.
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now.getTime()) / 1_000;
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER) : 0;
}
