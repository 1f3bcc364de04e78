import { type RawBuilder, sql } from 'kysely';

/** What became of one claimed message. */
export type Result = {
  id: number;
  status: 'SENT' | 'FAILED' | 'DEFERRED' | 'QUEUED' | 'SKIPPED' | 'CANCELLED' | 'UNKNOWN';
  /** The server's last reply, or why it is not sent. */
  reason: string | null;
  /** Seconds until the next attempt, of a DEFERRED one. */
  delay: number | null;
  /** It may have been accepted without our knowing: sent again at most once. */
  doubted: boolean;
  /** The attempt doesn't count: nothing was handed over for a reason that isn't the message's. */
  unspent: boolean;
  /** The address, when the server said that nobody has it: it is to be suppressed. */
  deadAddress: string | null;
};

/** Results as the rows `r` of a statement. */
export function rowsOf(results: Result[]): RawBuilder<unknown> {
  return sql`unnest(
        ${results.map((r) => r.id)}::bigint[], ${results.map((r) => r.status)}::text[],
        ${results.map((r) => r.reason)}::text[], ${results.map((r) => r.delay)}::float8[],
        ${results.map((r) => r.doubted)}::boolean[], ${results.map((r) => r.unspent)}::boolean[])
        as r (id, status, reason, delay, doubted, unspent)`;
}

/**
 * How a result `r` changes its message `m`, of a campaign or single. What may have been accepted at an
 * earlier attempt never ends as CANCELLED or SKIPPED, but as UNKNOWN.
 */
export const RESULT = sql`
          status = case when r.status in ('CANCELLED', 'SKIPPED') and (m.doubted or r.doubted)
                        then 'UNKNOWN' else r.status end,
          claim_token = null, singly = r.status = 'QUEUED',
          reason = coalesce(r.reason, m.reason), doubted = m.doubted or r.doubted,
          attempts = m.attempts + case when r.unspent then 0 else 1 end,
          next_attempt_at = case when r.status = 'DEFERRED'
                                 then now() + r.delay * interval '1 second' end,
          finished_at = case when r.status not in ('QUEUED', 'DEFERRED') then now() end`;
