import { PressrunError } from '../lib/errors.ts';

/** A tenant's quota for a calendar month (UTC), in messages; `limit` null: unlimited. */
export type Quota = { limit: number | null; used: number };

/** What is refused lies strictly above 110 % of the limit (contract: Limits, Small print). */
const MOST_PERCENT = 110;
const WARNING_PERCENT = 80;

/** Messages that still fit; Infinity without a quota. */
export function roomOf({ limit, used }: Quota): number {
  if (limit === null) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor((limit * MOST_PERCENT) / 100) - used);
}

/** 429 with the contract's message and the numbers, unless `messages` more fit. */
export function quotaFault({ limit, used }: Quota, messages: number): PressrunError | null {
  if (limit === null || messages <= roomOf({ limit, used })) return null;
  // Rounded up, so that it is always above 110 when something was refused.
  const percentage = Math.ceil(((used + messages) * 100) / limit);
  return new PressrunError(
    'quota_exceeded',
    `Monthly email quota exceeded (${percentage}%). Upgrade your plan to continue sending.`,
    [],
    { quota: { limit, used, percentage, requested: messages } },
  );
}

/** Throws it. */
export function requireRoom(quota: Quota, messages: number): void {
  const fault = quotaFault(quota, messages);
  if (fault) throw fault;
}

/** The contract's `X-Quota-…` headers; none without a quota. The percentage is rounded down. */
export function quotaHeaders({ limit, used }: Quota): Record<string, string> {
  if (limit === null) return {};
  const percentage = Math.floor((used * 100) / limit);
  return {
    'x-quota-limit': String(limit),
    'x-quota-used': String(used),
    'x-quota-percentage': String(percentage),
    ...(percentage >= WARNING_PERCENT ? { 'x-quota-warning': 'true' } : {}),
  };
}
