import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { ConsentRecord, Means, NewConsent } from './consent-record.ts';

const COLUMNS = sql`tenant_id, contact_id, kind, at, recorded_at, method, source, version, ip,
  actor_type, actor_id`;

export type ConsentRow = Omit<ConsentRecord, 'id'> & { number: number };

/** Writes records, in the order in which they are given; `now` is that of the contacts' change. */
export async function insertConsentRecords(
  tx: Tx,
  tenantId: string,
  { method, actor }: Means,
  records: NewConsent[],
  now: Date,
): Promise<void> {
  await sql`
    insert into consent_records (${COLUMNS})
    select ${tenantId}, n."contactId", n.kind, n.at, ${now}, ${method}, n.source, n.version,
           n.ip, ${actor?.type ?? null}, ${actor?.id ?? null}::uuid
    from json_to_recordset(${JSON.stringify(records)}::json) as n(
      "contactId" uuid, kind text, at timestamptz, source text, version text, ip inet)`.execute(tx);
}

/**
 * The opt-outs of the contacts that the query `off` has just unsubscribed, written by the statement that
 * does so: neither is there without the other.
 */
export function insertOptOuts({ method, actor, ip }: Means, at: Date): RawBuilder<unknown> {
  return sql`
    insert into consent_records (${COLUMNS})
    select tenant_id, id, 'OPT_OUT', ${at}::timestamptz,
           greatest(${at}::timestamptz, clock_timestamp()), ${method}::text, source,
           consent_version, ${ip ?? null}::inet, ${actor?.type ?? null}::text,
           ${actor?.id ?? null}::uuid
    from off`;
}

/** A contact's records below `before`, the last one first. */
export async function listConsentRecords(
  tx: Tx,
  tenantId: string,
  contactId: string,
  { before, limit }: { before: number | null; limit: number | null },
): Promise<ConsentRow[]> {
  const { rows } = await sql<ConsentRow>`
    select id as number, kind, at, recorded_at as "recordedAt", method, source, version,
           host(ip) as ip,
           case when actor_id is not null
                then json_build_object('type', actor_type, 'id', actor_id) end as actor
    from consent_records
    where tenant_id = ${tenantId} and contact_id = ${contactId}
      and (${before}::bigint is null or id < ${before})
    order by id desc
    limit ${limit}`.execute(tx);
  return rows;
}

/** Erasure: row-level security lets this delete only what belongs to no contact any more. */
export async function deleteConsentRecords(
  tx: Tx,
  tenantId: string,
  contactId: string,
): Promise<void> {
  await sql`
    delete from consent_records
    where tenant_id = ${tenantId} and contact_id = ${contactId}`.execute(tx);
}
