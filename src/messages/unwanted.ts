import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * Why a recipient must not be mailed although the audience was frozen with them, else null; over
 * their contact `c` and the suppression `s` of the address.
 */
export const WHY_UNWANTED = sql<string | null>`
  case when c.id is null then 'erased'
       when not c.opt_in then 'unsubscribed'
       when s.address_hash is not null then 'suppressed'
  end`;

export type Unwanted = { id: number; reason: string };

/**
 * Of these messages, which a worker has claimed and not begun, those whose recipient doesn't want
 * them any more. A claim looks at this too, but a slow relay may be minutes behind it, and the word
 * of someone who leaves counts within two seconds (P25).
 */
export async function findUnwanted(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  ids: number[],
): Promise<Unwanted[]> {
  const { rows } = await sql<Unwanted>`
    with held as materialized (
      select m.id, m.contact_id, m.address
      from (select ${tenantId}::uuid as tenant_id, unnest(${ids}::bigint[]) as id) h
      join messages m on m.tenant_id = h.tenant_id and m.id = h.id
    ), judged as (
      select h.id, ${WHY_UNWANTED} as reason
      from held h
      left join lateral (
        select id, opt_in from contacts
        where tenant_id = ${tenantId} and id = h.contact_id limit 1
      ) c on true
      left join lateral (
        select address_hash from suppressions
        where tenant_id = ${tenantId}
          and suppressions.address_hash = address_hash(${suppressionKey}, h.address) limit 1
      ) s on true
    )
    select id, reason from judged where reason is not null`.execute(tx);
  return rows;
}

/** The same of singles: being opted out is no reason there, only an erasure or a suppression is. */
export async function findUnwantedSingles(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  ids: number[],
): Promise<Unwanted[]> {
  const { rows } = await sql<Unwanted>`
    with held as materialized (
      select m.id, m.address
      from (select ${tenantId}::uuid as tenant_id, unnest(${ids}::bigint[]) as id) h
      join messages m on m.tenant_id = h.tenant_id and m.id = h.id
    )
    select h.id, case when h.address is null then 'erased' else 'suppressed' end as reason
    from held h
    left join lateral (
      select address_hash from suppressions
      where tenant_id = ${tenantId}
        and suppressions.address_hash = address_hash(${suppressionKey}, h.address) limit 1
    ) s on true
    where h.address is null or s.address_hash is not null`.execute(tx);
  return rows;
}
