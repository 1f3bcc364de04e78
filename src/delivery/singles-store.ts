import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { type Line, readLine } from '../messages/single.ts';
import type { RateLimit } from '../projects/rate-limit.ts';

/** A line in which singles wait. */
export type WaitingLine = Line & {
  tenantId: string;
  line: string;
  /** Null without a project, or with one that nobody set up. */
  projectLimit: RateLimit | null;
  /** As a campaign's: seconds for which a deferred single is tried; 24 hours unless set. */
  retryWindow: number;
};

/** How many lines are looked at together. */
export const LINES_AT_ONCE = 100;

/**
 * Crosses tenants: the lines in which singles wait, behind `after` in the order of tenants. One look
 * into the index per line, however many wait in each.
 */
export async function findWaitingLines(
  tx: Tx,
  after: { tenantId: string; line: string } | null,
): Promise<WaitingLine[]> {
  const { rows } = await sql<Omit<WaitingLine, keyof Line>>`
    with recursive waiting as (
      select 0 as place, ${after?.tenantId ?? '00000000-0000-0000-0000-000000000000'}::uuid as tenant_id,
             ${after?.line ?? ''}::text as line
      union all
      select w.place + 1, n.tenant_id, n.line
      from waiting w
      cross join lateral (
        select m.tenant_id, m.line from messages m
        where m.singly and m.line is not null and (m.tenant_id, m.line) > (w.tenant_id, w.line)
        order by m.tenant_id, m.line limit 1) n
      where w.place < ${LINES_AT_ONCE}
    )
    select w.tenant_id as "tenantId", w.line, j.rate_limit as "projectLimit",
           coalesce(extract(epoch from j.retry_window), 86400)::float8 as "retryWindow"
    from waiting w
    left join projects j on j.tenant_id = w.tenant_id
                         and j.id = substr(w.line, nullif(strpos(w.line, ':'), 0) + 1)
    where w.place > 0
    order by w.place`.execute(tx);
  return rows.map((row) => ({ ...row, ...readLine(row.line) }));
}
