import { PressrunError } from '../lib/errors.ts';

/** More that wait are refused: each holds a connection and up to 2 MB. */
const MAX_WAITING = 20;

type Line = { last: Promise<unknown>; length: number };
const lines = new Map<string, Line>();

/**
 * Runs heavy work of one tenant one after another, so that a tenant with costly templates holds one
 * of the publishing threads and never all (P19). Throws `rate_limited` when 20 of the tenant's wait
 * in this process already.
 */
export async function inTurn<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
  const line = lines.get(tenantId) ?? { last: Promise.resolve(), length: 0 };
  if (line.length >= MAX_WAITING) throw tooMany();
  lines.set(tenantId, line);
  line.length += 1;
  const turn = line.last.then(work);
  line.last = turn.catch(() => {});
  try {
    return await turn;
  } finally {
    line.length -= 1;
    if (line.length === 0) lines.delete(tenantId);
  }
}

function tooMany(): PressrunError {
  const message = `${MAX_WAITING} templates of yours are being processed; try again shortly`;
  return new PressrunError('rate_limited', message);
}
