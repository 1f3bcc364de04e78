/** Requests a minute of this API key (contract: Limits). */
export type RateLimit = { limit: number; remaining: number; resetsAt: Date };
/** Messages a month of the tenant; `warning` from 80 % on. */
export type Quota = { limit: number; used: number; percentage: number; warning: boolean };
/** null: the answer said nothing about it. */
export type Limits = { rateLimit: RateLimit | null; quota: Quota | null };

/** What an answer's `X-RateLimit-*` and `X-Quota-*` headers say. */
export function readLimits(headers: Headers): Limits {
  return { rateLimit: readRateLimit(headers), quota: readQuota(headers) };
}

function readRateLimit(headers: Headers): RateLimit | null {
  const [limit, remaining, reset] = numbers(headers, [
    ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  ]);
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  return { limit, remaining, resetsAt: new Date(reset * 1_000) };
}

function readQuota(headers: Headers): Quota | null {
  const [limit, used, percentage] = numbers(headers, [
    ...['x-quota-limit', 'x-quota-used', 'x-quota-percentage'],
  ]);
  if (limit === undefined || used === undefined || percentage === undefined) return null;
  return { limit, used, percentage, warning: headers.get('x-quota-warning') === 'true' };
}

function numbers(headers: Headers, names: string[]): (number | undefined)[] {
  return names.map((name) => {
    const text = headers.get(name);
    const number = text === null ? Number.NaN : Number(text);
    return Number.isFinite(number) ? number : undefined;
  });
}
