import { MAX_ATTEMPTS, retryDelay } from './retry.ts';

/** PENDING waits for its next try; the other two are final. */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

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
  disableEndpoint: boolean;
};

/** No try is left, or none makes sense. */
export const GIVEN_UP: Verdict = { status: 'FAILED', delaySeconds: null, disableEndpoint: false };

/**
 * What follows from an answer (contract: Webhooks; P28): 2xx delivers, 410 ends it and disables the
 * endpoint, everything else (redirects too) is tried again until the tries are used up. Retry-After
 * can only postpone: a receiver must not burn its tries in a minute.
 */
export function judge(answer: Answer, attempt: number, random: number): Verdict {
  const { statusCode } = answer;
  if (statusCode !== null && statusCode >= 200 && statusCode < 300) {
    return { status: 'DELIVERED', delaySeconds: null, disableEndpoint: false };
  }
  if (statusCode === 410) return { ...GIVEN_UP, disableEndpoint: true };
  const delay = attempt < MAX_ATTEMPTS ? retryDelay(attempt, random) : null;
  if (delay === null) return GIVEN_UP;
  const delaySeconds = Math.max(delay, answer.retryAfterSeconds);
  return { status: 'PENDING', delaySeconds, disableEndpoint: false };
}

/** The words for an answer that isn't 2xx. */
export function refusalWords(statusCode: number): string {
  if (statusCode === 410) return 'The endpoint answered 410 (gone) and was disabled';
  if (statusCode >= 300 && statusCode < 400) {
    return `The endpoint answered ${statusCode}; redirects are not followed`;
  }
  return `The endpoint answered ${statusCode}`;
}
