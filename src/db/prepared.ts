import { createHash } from 'node:crypto';
import type pg from 'pg';

/** A program has a few dozen statements; what is assembled per request would only fill the server. */
const MOST = 500;
const names = new Map<string, string>();

/**
 * Has a connection prepare each statement with parameters once instead of planning it each time.
 * Planning the engine's large statements costs more than running them: 1.5 ms of 0.5 for a recording,
 * 1.7 of 0.5 for a claim.
 */
export function prepareStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const prepared = (text: unknown, values: unknown, ...rest: unknown[]) => {
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0;
    return name
      ? query({ name: nameOf(text), text, values }, ...rest)
      : query(text, values, ...rest);
  };
  client.query = prepared as typeof client.query;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST) return known;
  const name = `pr_${createHash('sha1').update(text).digest('base64url')}`;
  names.set(text, name);
  return name;
}
