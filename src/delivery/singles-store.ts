import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { readLine } from '../messages/single.ts';
import { mailProject } from '../projects/mail-project.ts';
import type { RateLimit } from '../projects/rate-limit.ts';
import type { RelayRef } from './store.ts';

/** A line in which singles wait. */
export type WaitingLine = {
  tenantId: string;
  line: string;
  mode: 'live' | 'test';
  /** The project that it names, else the tenant's default; null: neither. */
  projectId: string | null;
  /** The project's own relay; null: the instance's, or the outbox. */
  relay: RelayRef | null;
  /** Null without a project. */
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
  const { rows } = await sql<Omit<WaitingLine, 'mode'>>`
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
    select w.tenant_id as "tenantId", w.line, j.id as "projectId", j.rate_limit as "projectLimit",
           case when j.host is not null and split_part(w.line, ':', 1) = 'live'
                then json_build_object('projectId', j.id, 'version', j.relay_version) end as relay,
           coalesce(extract(epoch from j.retry_window), 86400)::float8 as "retryWindow"
    from waiting w
    left join lateral (
      ${mailProject(sql`w.tenant_id`, sql`substr(w.line, nullif(strpos(w.line, ':'), 0) + 1)`)}
    ) j on true
    where w.place > 0
    order by w.place`.execute(tx);
  return rows.map((row) => ({ ...row, mode: readLine(row.line).mode }));
}
