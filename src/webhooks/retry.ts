const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Seconds to wait after each failed try. The first five tries are the hosted product's (exponential
 * from 10 s); then Standard Webhooks' long tail for a receiver that is down for a weekend: ten tries
 * over 75.5 h (contract: Webhooks; P28).
 */
const SCHEDULE = [10, 20, 40, 80, 30 * MINUTE, 5 * HOUR, 22 * HOUR, 24 * HOUR, 24 * HOUR];
export const MAX_ATTEMPTS = SCHEDULE.length + 1;
const JITTER = 0.2;
/** Longer than this we don't let a receiver postpone a retry. */
const MAX_RETRY_AFTER = 24 * HOUR;

/**
 * Seconds until the next try after `attempt` tries (1 is the first), ±20 % so that receivers that
 * fell over together aren't hit together again. `random` is from [0, 1). Null when it was the last.
 */
export function retryDelay(attempt: number, random: number): number | null {
  const delay = SCHEDULE[attempt - 1];
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
