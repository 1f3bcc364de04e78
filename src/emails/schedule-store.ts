import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

export type ScheduledRow = {
  id: string;
  to: string | null;
  subject: string | null;
  sendAt: Date;
  tags: string[];
  createdAt: Date;
};

/** Whether an instant is ahead by the database's clock, and not too far. */
export async function isAhead(
  tx: Tx,
  instant: Date,
  mostDays: number,
): Promise<'ahead' | 'past' | 'far'> {
  const { rows } = await sql<{ ahead: 'ahead' | 'past' | 'far' }>`
    select case when ${instant}::timestamptz <= now() then 'past'
                when ${instant}::timestamptz > now() + ${mostDays} * interval '1 day' then 'far'
                else 'ahead' end as ahead`.execute(tx);
  return rows[0]!.ahead;
}

const columns = sql`
  e.id, e.to_address as "to", e.subject, e.send_at as "sendAt", e.tags, e.created_at as "createdAt"`;

/** An email that was scheduled, whatever became of it. */
export async function findScheduled(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<ScheduledRow | undefined> {
  const { rows } = await sql<ScheduledRow>`
    select ${columns} from emails e
    where e.tenant_id = ${tenantId} and e.id = ${id} and e.send_at is not null`.execute(tx);
  return rows[0];
}

/** Those that wait for their time, the next one first. */
export async function listScheduledRows(
  tx: Tx,
  tenantId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<ScheduledRow[]> {
  const { rows } = await sql<ScheduledRow>`
    select ${columns}
    from emails e
    join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
    where e.tenant_id = ${tenantId} and e.send_at > now() and m.status = 'DEFERRED'
    order by e.send_at, e.id
    limit ${limit} offset ${offset}`.execute(tx);
  return rows;
}

export async function countScheduled(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total
    from emails e
    join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
    where e.tenant_id = ${tenantId} and e.send_at > now() and m.status = 'DEFERRED'`.execute(tx);
  return rows[0]!.total;
}
