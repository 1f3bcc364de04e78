import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { SINGLES_CHANNEL } from './single.ts';

export type NewSingle = {
  address: string;
  /** Null: nobody in the tenant's book has this address. */
  contactId: string | null;
  templateVersionId: string | null;
};

/** More that wait ahead of a single aren't counted: nobody needs to know it exactly. */
export const MOST_COUNTED = 1_000;

/**
 * Puts singles into their line, and wakes the workers when the caller's transaction commits. Answers
 * their ids in the order in which they were given. With `dueAt` they wait DEFERRED until then, and
 * their age is counted from then.
 */
export async function insertSingles(
  tx: Tx,
  tenantId: string,
  line: string,
  singles: NewSingle[],
  dueAt: Date | null,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with given as (
      select * from unnest(${singles.map((s) => s.address)}::text[],
                           ${singles.map((s) => s.contactId)}::uuid[],
                           ${singles.map((s) => s.templateVersionId)}::uuid[])
        with ordinality as g (address, contact_id, version_id, place)
    )
    insert into messages (tenant_id, contact_id, template_version_id, address, line, status,
                          singly, next_attempt_at, created_at)
    select ${tenantId}, g.contact_id, g.version_id, g.address, ${line},
           case when ${dueAt}::timestamptz is null then 'QUEUED' else 'DEFERRED' end,
           ${dueAt}::timestamptz is null, ${dueAt}, coalesce(${dueAt}, now())
    from given g
    order by g.place
    returning id`.execute(tx);
  if (dueAt === null) await sql`select pg_notify(${SINGLES_CHANNEL}, '')`.execute(tx);
  // The identity counts up in the order of the rows.
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** How many singles of the line wait ahead of this one, MOST_COUNTED at most. */
export async function countAhead(
  tx: Tx,
  tenantId: string,
  line: string,
  id: number,
): Promise<number> {
  const { rows } = await sql<{ ahead: number }>`
    select count(*) as ahead from (
      select from messages
      where tenant_id = ${tenantId} and line = ${line} and singly and id < ${id}
      limit ${MOST_COUNTED}) waiting`.execute(tx);
  return rows[0]!.ahead;
}
