import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Quota } from './quota-rules.ts';

/** Adds to the month's count and answers it as it is then; other spenders of the tenant wait. */
export async function addUsage(tx: Tx, tenantId: string, messages: number): Promise<Quota> {
  const { rows } = await sql<Quota>`
    insert into quota_usage as u (tenant_id, month, used)
    values (${tenantId}, date_trunc('month', now() at time zone 'UTC'), ${messages})
    on conflict (tenant_id, month) do update set used = u.used + excluded.used
    returning used, (select monthly_quota from tenants where id = ${tenantId}) as "limit"`.execute(
    tx,
  );
  return rows[0]!;
}

/** The same row, locked and unchanged. Without a quota nothing is locked. */
export async function lockUsage(tx: Tx, tenantId: string): Promise<Quota> {
  const { rows } = await sql<Quota>`
    insert into quota_usage as u (tenant_id, month, used)
    select id, date_trunc('month', now() at time zone 'UTC'), 0 from tenants
    where id = ${tenantId} and monthly_quota is not null
    on conflict (tenant_id, month) do update set used = u.used
    returning used, (select monthly_quota from tenants where id = ${tenantId}) as "limit"`.execute(
    tx,
  );
  return rows[0] ?? { limit: null, used: 0 };
}

/** The count of the month that `at` lies in; of the current one when it is null. */
export async function readUsage(tx: Tx, tenantId: string, at: Date | null): Promise<Quota> {
  const { rows } = await sql<Quota>`
    select t.monthly_quota as "limit", coalesce(u.used, 0) as used
    from tenants t
    left join quota_usage u on u.tenant_id = t.id
      and u.month = date_trunc('month', coalesce(${at}::timestamptz, now()) at time zone 'UTC')::date
    where t.id = ${tenantId}`.execute(tx);
  return rows[0] ?? { limit: null, used: 0 };
}

/** From now on, also for what was counted already. True when the tenant is there. */
export async function setMonthlyQuota(
  tx: Tx,
  tenantId: string,
  limit: number | null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update tenants set monthly_quota = ${limit}, updated_at = now()
    where id = ${tenantId}`.execute(tx);
  return numAffectedRows === 1n;
}
