import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Condition } from '../filter/compile.ts';

/** Ends a statement of this transaction that takes longer, with SQLSTATE 57014. */
export async function limitStatements(tx: Tx, ms: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(ms)}, true)`.execute(tx);
}

/**
 * Whether the index on attributes can be used here. Behind row-level security an operator may only go
 * ahead of the policy when it is marked as leakproof: `allowContainment` in db/roles.ts.
 */
export async function looksUpAttributes(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ can: boolean }>`
    select proleakproof or not row_security_active('public.contacts') as can
    from pg_proc where oid = 'pg_catalog.jsonb_contains(jsonb, jsonb)'::regprocedure`.execute(tx);
  return rows[0]!.can;
}

export async function countMatching(
  tx: Tx,
  tenantId: string,
  condition: Condition,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from contacts c
    where c.tenant_id = ${tenantId} and ${condition}`.execute(tx);
  return rows[0]!.total;
}

/** Which share of all tenants' contacts about `wanted` rows are, in percent. */
export async function sampleShare(tx: Tx, wanted: number): Promise<number> {
  const { rows } = await sql<{ share: number }>`
    select least(100, 100 * ${wanted}::float8 / greatest(reltuples, 1)) as share
    from pg_class where oid = 'public.contacts'::regclass`.execute(tx);
  return rows[0]!.share;
}

/** Contacts of the tenant on a share of the table's pages, and how many of them the condition holds for. */
export async function countSample(
  tx: Tx,
  tenantId: string,
  condition: Condition,
  share: number,
): Promise<{ seen: number; matching: number }> {
  const { rows } = await sql<{ seen: number; matching: number }>`
    select count(*) as seen, count(*) filter (where ${condition}) as matching
    from contacts c tablesample system (${share}::float4)
    where c.tenant_id = ${tenantId}`.execute(tx);
  return rows[0]!;
}
