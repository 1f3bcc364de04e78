import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import {
  type Position,
  SUPPRESSION_REASONS,
  type Suppression,
  type SuppressionReason,
} from './suppression.ts';

/**
 * Inserts a suppression, or strengthens the one that is there. An address that an erasure removed
 * isn't written back.
 */
export async function upsertSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
  reason: SuppressionReason,
): Promise<Suppression> {
  const { rows } = await sql<Suppression>`
    insert into suppressions as old (tenant_id, address_hash, address, reason)
    values (${tenantId}, address_hash(${key}, ${address}), ${address}, ${reason})
    on conflict (tenant_id, address_hash) do update
      set reason = case
        when array_position(${SUPPRESSION_REASONS}::text[], excluded.reason)
           > array_position(${SUPPRESSION_REASONS}::text[], old.reason)
        then excluded.reason else old.reason end
    returning address as email, reason, created_at as "createdAt"`.execute(tx);
  return rows[0]!;
}

export async function findSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from suppressions
    where tenant_id = ${tenantId} and address_hash = address_hash(${key}, ${address})`.execute(tx);
  return rows.length > 0;
}

/** Newest first, from `after` on. Takes one row more than the page, to know whether it is the last. */
export async function listSuppressionRows(
  tx: Tx,
  tenantId: string,
  limit: number,
  after: Position | null,
): Promise<(Suppression & Position)[]> {
  const { rows } = await sql<Suppression & Position>`
    select address as email, reason, created_at as "createdAt", address_hash as hash,
           (extract(epoch from created_at) * 1000000)::bigint::text as micros
    from suppressions
    where tenant_id = ${tenantId}
      and (${after === null} or (created_at, address_hash) <
           ('epoch'::timestamptz + ${after?.micros ?? '0'}::bigint * interval '1 microsecond',
            ${after?.hash ?? null}::bytea))
    order by created_at desc, address_hash desc
    limit ${limit + 1}`.execute(tx);
  return rows;
}

/** True when it was there. */
export async function deleteSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from suppressions
    where tenant_id = ${tenantId} and address_hash = address_hash(${key}, ${address})`.execute(tx);
  return numAffectedRows === 1n;
}

/** Deletes those of these addresses that are there because of an unsubscribe, and no others. */
export async function deleteUnsubscribes(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  addresses: string[],
): Promise<void> {
  await sql`
    delete from suppressions
    where tenant_id = ${tenantId} and reason = 'unsubscribe'
      and address_hash in (
        select address_hash(${key}, address) from unnest(${addresses}::text[]) as address)`.execute(
    tx,
  );
}

/** Leaves the keyed hash alone: what was the reason stays it. */
export async function upsertForgotten(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
): Promise<void> {
  await sql`
    insert into suppressions (tenant_id, address_hash, address, reason)
    values (${tenantId}, address_hash(${key}, ${address}), null, 'manual')
    on conflict (tenant_id, address_hash) do update set address = null`.execute(tx);
}
