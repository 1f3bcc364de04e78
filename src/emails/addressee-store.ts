import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** What is known of an address before something is sent to it. */
export type Addressee = {
  address: string;
  isSuppressed: boolean;
  contactId: string | null;
  externalId: string | null;
  locale: string | null;
};

/** Each of these addresses once, with its contact if there is one. */
export async function findAddressees(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  addresses: string[],
): Promise<Addressee[]> {
  const { rows } = await sql<Addressee>`
    select g.address, s.address_hash is not null as "isSuppressed", c.id as "contactId",
           c.external_id as "externalId", c.locale
    from (select distinct unnest(${addresses}::text[]) as address) g
    left join lateral (
      select address_hash from suppressions
      where tenant_id = ${tenantId}
        and suppressions.address_hash = address_hash(${suppressionKey}, g.address) limit 1
    ) s on true
    left join contacts c on c.tenant_id = ${tenantId} and c.email = g.address`.execute(tx);
  return rows;
}
