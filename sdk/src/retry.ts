import { PressrunApiError, PressrunConnectionError } from './failure.ts';

const FIRST_MS = 250;
const MOST_MS = 8_000;
/** The API's window is a minute; who asks for much more isn't waited for. */
const LONGEST_RETRY_AFTER_MS = 120_000;

/** What became of one try, as far as the next one depends on it. */
export type Failed = { error: unknown; retryAfter?: string | null };

/**
 * How long to wait before the next try, in ms; null: it would be of no use, or do harm.
 *
 * `tries` is 1 after the first try. `repeatable`: asked twice, it happens once (everything but a
 * POST without Idempotency-Key). An answer 429 or 503 says that nothing was done, so it may be
 * repeated anyway; no answer, 502 and 504 leave that open.
 */
export function waitBeforeRetry(
  { error, retryAfter }: Failed,
  tries: number,
  repeatable: boolean,
  random: () => number = Math.random,
): number | null {
  if (!mayHelp(error, repeatable)) return null;
  const backOff = Math.min(MOST_MS, FIRST_MS * 2 ** (tries - 1)) * (0.5 + random() / 2);
  const asked = readRetryAfter(retryAfter ?? null);
  if (asked === null) return backOff;
  if (asked > LONGEST_RETRY_AFTER_MS) return null;
  // All that were refused together shall not come back together.
  return asked + random() * FIRST_MS;
}

function mayHelp(error: unknown, repeatable: boolean): boolean {
  if (error instanceof PressrunConnectionError) return repeatable;
  if (!(error instanceof PressrunApiError)) return false;
  switch (error.status) {
    case 429:
      // The month's quota doesn't come back by asking again.
      return error.code !== 'quota_exceeded';
    case 503:
      return true;
    case 502:
    case 504:
      return repeatable;
    case 409:
      // The first try with this Idempotency-Key is still at it; its answer will be ours.
      return error.code === 'idempotency_running';
    default:
      return false;
  }
}

/** `Retry-After` in ms: seconds or a date (RFC 9110 §10.2.3); null when there is none or nonsense. */
function readRetryAfter(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
