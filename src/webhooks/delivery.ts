import { retryDelay } from './retry.ts';

/** PENDING waits for its next try; the other two are final. */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Why there is a delivery: something happened, or a person asked for a test or a replay. */
export const DELIVERY_KINDS = ['event', 'test', 'replay'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** What one try came to: an answer, or the reason why there was none. */
export type Answer = {
  statusCode: number | null;
  responseBody: string | null;
  /** In words, without the endpoint's address; null on success. */
  error: string | null;
  /** What the receiver asked for; 0 when it didn't. */
  retryAfterSeconds: number;
};

export type Verdict = {
  status: DeliveryStatus;
  /** Only while PENDING. */
  delaySeconds: number | null;
  /** The receiver said that it is gone for good. */
  gone: boolean;
  /** For so long the receiver wants nothing at all, of this delivery or another. */
  pauseSeconds: number;
};

/** No try is left, or none makes sense. */
export const GIVEN_UP: Verdict = {
  status: 'FAILED',
  delaySeconds: null,
  gone: false,
  pauseSeconds: 0,
};

/**
 * What follows from an answer (contract: Webhooks; P28): 2xx delivers, 410 ends it and disables the
 * endpoint, everything else (redirects too) is tried again until the tries are used up. Retry-After
 * can only postpone: a receiver must not burn its tries in a minute. `attempt` is the number of this
 * try; `random` is from [0, 1).
 */
export function judge(
  answer: Answer,
  { attempt, longRetries, random }: { attempt: number; longRetries: boolean; random: number },
): Verdict {
  const { statusCode, retryAfterSeconds: pauseSeconds } = answer;
  if (isSuccess(statusCode)) return { ...GIVEN_UP, status: 'DELIVERED' };
  if (statusCode === 410) return { ...GIVEN_UP, gone: true };
  const delay = retryDelay(attempt, longRetries, random);
  if (delay === null) return { ...GIVEN_UP, pauseSeconds };
  const delaySeconds = Math.max(delay, pauseSeconds);
  return { status: 'PENDING', delaySeconds, gone: false, pauseSeconds };
}

export function isSuccess(statusCode: number | null): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode < 300;
}

/** The words for an answer that isn't 2xx. */
export function refusalWords(statusCode: number): string {
  if (statusCode === 410) return 'The endpoint answered 410 (gone)';
  if (statusCode >= 300 && statusCode < 400) {
    return `The endpoint answered ${statusCode}; redirects are not followed`;
  }
  return `The endpoint answered ${statusCode}`;
}
