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

export type NewSuppression = { address: string; reason: SuppressionReason };

/**
 * The same for many, each address once. Answers how many are new and how many got a stronger
 * reason; the others were there. In the order of the hashes, so that two imports at once never wait
 * for each other in a circle.
 */
export async function upsertSuppressions(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  rows: NewSuppression[],
): Promise<{ created: number; strengthened: number }> {
  const result = await sql<{ created: number; strengthened: number }>`
    with written as (
      insert into suppressions as old (tenant_id, address_hash, address, reason)
      select ${tenantId}, address_hash(${key}, address), address, reason
      from unnest(${rows.map(({ address }) => address)}::text[],
                  ${rows.map(({ reason }) => reason)}::text[]) as given (address, reason)
      order by 2
      on conflict (tenant_id, address_hash) do update
        set reason = excluded.reason
        where array_position(${SUPPRESSION_REASONS}::text[], excluded.reason)
            > array_position(${SUPPRESSION_REASONS}::text[], old.reason)
      returning xmax = 0 as is_new)
    select count(*) filter (where is_new) as created,
           count(*) filter (where not is_new) as strengthened
    from written`.execute(tx);
  return result.rows[0]!;
}

/** The entry of an address, also the hashed one that an erasure left. */
export async function findSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
): Promise<Suppression | undefined> {
  const { rows } = await sql<Suppression>`
    select address as email, reason, created_at as "createdAt" from suppressions
    where tenant_id = ${tenantId} and address_hash = address_hash(${key}, ${address})`.execute(tx);
  return rows[0];
}

export type ListFilter = {
  reason?: SuppressionReason | undefined;
  q?: string | undefined;
};
export type SuppressionRow = Suppression & Position;

/** Newest first, from `after` on. */
export async function listSuppressionRows(
  tx: Tx,
  tenantId: string,
  { reason, q }: ListFilter,
  { limit, after }: { limit: number; after: Position | null },
): Promise<SuppressionRow[]> {
  const { rows } = await sql<SuppressionRow>`
    select address as email, reason, created_at as "createdAt", address_hash as hash,
           (extract(epoch from created_at) * 1000000)::bigint::text as micros
    from suppressions
    where tenant_id = ${tenantId}
      and (${reason ?? null}::text is null or reason = ${reason ?? null})
      and (${q ?? null}::text is null or position(lower(${q ?? null}) in address) > 0)
      and (${after === null} or (created_at, address_hash) <
           ('epoch'::timestamptz + ${after?.micros ?? '0'}::bigint * interval '1 microsecond',
            ${after?.hash ?? null}::bytea))
    order by created_at desc, address_hash desc
    limit ${limit}`.execute(tx);
  return rows;
}

/** Deletes the entry of an address if its reason is this one. True when it was there. */
export async function deleteSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
  reason: SuppressionReason,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from suppressions
    where tenant_id = ${tenantId} and address_hash = address_hash(${key}, ${address})
      and reason = ${reason}`.execute(tx);
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
