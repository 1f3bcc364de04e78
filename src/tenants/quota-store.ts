import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Quota } from './quota-rules.ts';

const THIS_MONTH = sql`date_trunc('month', now() at time zone 'UTC')::date`;

/**
 * What stands in the other parts of this month's count of tenant `t`. None grows while it has a quota, but
 * for what was on its way when the quota was set.
 */
const OTHER_PARTS = sql`
  (select coalesce(sum(o.used), 0) from quota_usage o
   where o.tenant_id = t.id and o.month = ${THIS_MONTH} and o.part <> 0)`;

/**
 * Adds to the month's count. With a quota it answers the count as it is then, and other spenders of the
 * tenant wait. Without one nobody waits: 16 clients that sent single mails spent a third of PostgreSQL's
 * time waiting for each other's commits.
 */
export async function addUsage(tx: Tx, tenantId: string, messages: number): Promise<Quota> {
  const { rows } = await sql<Quota>`
    with t as (
      select id, monthly_quota,
             case when monthly_quota is null then 1 + pg_backend_pid() % 16 else 0 end as part
      from tenants where id = ${tenantId}
    ), added as (
      ${added(sql`select id, ${THIS_MONTH}, part, ${messages} from t`)}
    )
    select t.monthly_quota as "limit",
           (added.used + case when t.part = 0 then ${OTHER_PARTS} else 0 end)::bigint as used
    from t, added`.execute(tx);
  return rows[0]!;
}

/** The count, locked and unchanged. Without a quota nothing is locked. */
export async function lockUsage(tx: Tx, tenantId: string): Promise<Quota> {
  const { rows } = await sql<Quota>`
    with t as (
      select id, monthly_quota from tenants where id = ${tenantId} and monthly_quota is not null
    ), added as (
      ${added(sql`select id, ${THIS_MONTH}, 0, 0 from t`)}
    )
    select t.monthly_quota as "limit", (added.used + ${OTHER_PARTS})::bigint as used
    from t, added`.execute(tx);
  return rows[0] ?? { limit: null, used: 0 };
}

function added(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
      insert into quota_usage as u (tenant_id, month, part, used)
      ${rows}
      on conflict (tenant_id, month, part) do update set used = u.used + excluded.used
      returning used`;
}

/** The count of the month that `at` lies in; of the current one when it is null. */
export async function readUsage(tx: Tx, tenantId: string, at: Date | null): Promise<Quota> {
  const { rows } = await sql<Quota>`
    select t.monthly_quota as "limit", (
             select coalesce(sum(used), 0)::bigint from quota_usage
             where tenant_id = t.id
               and month = date_trunc('month', coalesce(${at}::timestamptz, now()) at time zone 'UTC')::date
           ) as used
    from tenants t
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
