import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { countRecorded, NO_CAMPAIGN } from './hourly-counts.ts';
import type { Recording } from './record.ts';
import { RESULT, rowsOf } from './result-rows.ts';
import { ANSWERS_CHANNEL } from './single.ts';

export type RecordedSingles = {
  /** Whose attempt has ended, in whatever way; those that ended for good have their events told. */
  moved: number[];
  /** False when the claim is not this worker's any more: nothing of it may be begun. */
  held: boolean;
};

/**
 * Writes results of singles in one statement, fenced by the claim's row and its token as
 * `recordResults` does it: a zombie's results, or the same ones again, change nothing. What may have
 * been accepted at an earlier attempt never ends as SKIPPED, but as UNKNOWN.
 */
export async function recordSingles(
  tx: Tx,
  tenantId: string,
  { token, results, begunTo, last }: Recording,
): Promise<RecordedSingles> {
  const { rows } = await sql<RecordedSingles>`
    with ended as (
      delete from claims
      where tenant_id = ${tenantId} and token = ${token} and ${last}
      returning first_id, last_id
    ), marked as (
      update claims set begun_to = ${begunTo}
      where tenant_id = ${tenantId} and token = ${token} and not ${last}
      returning first_id, last_id
    ), claim as (
      select * from ended union all select * from marked
    ), result as materialized (
      select ${tenantId}::uuid as tenant_id, r.*
      from ${rowsOf(results)}
      join claim c on r.id between c.first_id and c.last_id
    ), moved as (
      update messages m
      set ${RESULT}
      from result r
      where m.tenant_id = r.tenant_id and m.id = r.id and m.claim_token = ${token}
      returning m.id, m.status
    ), n as (
      select count(*) filter (where status = 'SENT') as sent,
             count(*) filter (where status = 'FAILED') as failed
      from moved
    ), by_hour as (${countRecorded(tenantId, NO_CAMPAIGN, partOf(token))}
    )
    select coalesce((select array_agg(id::float8 order by id) from moved), '{}') as moved,
           exists (select from claim) as held`.execute(tx);
  const recorded = rows[0]!;
  if (recorded.moved.length > 0) await tellAnswers(tx, recorded.moved);
  return recorded;
}

/** Tells whoever waits for these singles, when the caller's transaction commits. */
export async function tellAnswers(tx: Tx, ids: number[]): Promise<void> {
  // A payload has less than 8,000 octets (PostgreSQL): 400 ids of 16 digits.
  for (let at = 0; at < ids.length; at += 400) {
    const payload = ids.slice(at, at + 400).join(' ');
    await sql`select pg_notify(${ANSWERS_CHANNEL}, ${payload})`.execute(tx);
  }
}

/** Claims spread over the parts of an hour by the last digit of their names. */
function partOf(token: string): number {
  return Number.parseInt(token.slice(-1), 16);
}
