import { sql } from 'kysely';
import type { Database, Tx } from '../../db/database.ts';
import { isCancelled } from '../../db/failures.ts';
import { inTenant } from '../../db/transaction.ts';
import { PressrunError } from '../../lib/errors.ts';
import type { Condition } from '../filter/compile.ts';
import type { Speed } from '../filter/slow-parts.ts';
import { type ContactView, walkContacts } from '../service.ts';
import { countMatching, countSample, limitStatements, sampleShare } from './count-store.ts';
import { type CountInput, readCount } from './counted.ts';

/** How long a count may take before it is estimated instead, in milliseconds. */
export const LONGEST_COUNT_MS = 5_000;
/** Contacts that a count shows at most. */
export const MOST_SHOWN = 20;
/** Rows of all tenants that an estimate looks at: 95 of 100 are within 0.7 percent of one that has them all. */
const SAMPLE = 20_000;

export type Counted = Speed & {
  count: number;
  /** False: estimated from a sample, because counting took too long. */
  exact: boolean;
  tookMs: number;
  /** The newest of them; none when finding them takes too long. */
  sample: ContactView[];
};

export type CountOptions = { longestMs?: number; shown?: number; suppressionKey: Buffer };

/**
 * How many contacts a filter, a segment or an audience has now; suppressions aren't asked. Exact, unless
 * that takes longer than `longestMs`. 400 and 422 like saving the filter; 503 when even a sample takes
 * too long.
 */
export async function countContactsOf(
  db: Database,
  tenantId: string,
  input: CountInput,
  { longestMs = LONGEST_COUNT_MS, shown = 0, suppressionKey }: CountOptions,
): Promise<Counted> {
  const begun = performance.now();
  const { condition, speed } = await inTenant(db, tenantId, (tx) => readCount(tx, tenantId, input));
  const exact = await within(db, tenantId, longestMs, (tx) =>
    countMatching(tx, tenantId, condition),
  );
  const count = exact ?? (await estimate(db, tenantId, condition));
  const few = { limit: shown, longestMs, suppressionKey };
  const sample = shown === 0 ? [] : await findSome(db, tenantId, condition, few);
  const tookMs = Math.round(performance.now() - begun);
  return { count, exact: exact !== null, ...speed, tookMs, sample };
}

async function findSome(
  db: Database,
  tenantId: string,
  condition: Condition,
  {
    limit,
    longestMs,
    suppressionKey,
  }: { limit: number; longestMs: number; suppressionKey: Buffer },
): Promise<ContactView[]> {
  const page = await within(db, tenantId, longestMs, (tx) =>
    walkContacts(tx, tenantId, { condition }, { limit }, suppressionKey),
  );
  return page?.data ?? [];
}

async function estimate(db: Database, tenantId: string, condition: Condition): Promise<number> {
  const estimated = await within(db, tenantId, LONGEST_COUNT_MS, async (tx) => {
    const share = await sampleShare(tx, SAMPLE);
    const { seen, matching } = await countSample(tx, tenantId, condition, share);
    if (seen === 0) return 0;
    return Math.round((matching / seen) * (await countMatching(tx, tenantId, sql`true`)));
  });
  if (estimated !== null) return estimated;
  const message =
    'Counting takes too long, even of a sample; make the filter simpler, or try again later';
  throw new PressrunError('unavailable', message);
}

/** What `work` answers; null when one of its statements takes longer than that. */
async function within<T>(
  db: Database,
  tenantId: string,
  ms: number,
  work: (tx: Tx) => Promise<T>,
): Promise<T | null> {
  try {
    return await inTenant(db, tenantId, async (tx) => {
      await limitStatements(tx, ms);
      return work(tx);
    });
  } catch (error) {
    if (isCancelled(error)) return null;
    throw error;
  }
}
