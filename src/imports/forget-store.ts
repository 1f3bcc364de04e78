import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** Failed rows of this address, in whatever form it stood there. */
export async function deleteFailuresOf(tx: Tx, tenantId: string, address: string): Promise<void> {
  await sql`
    delete from contact_import_failures
    where tenant_id = ${tenantId} and address = ${address}`.execute(tx);
}

/** Import by import, so that the primary key finds it. */
export async function deleteMembershipsOf(
  tx: Tx,
  tenantId: string,
  contactId: string,
): Promise<void> {
  await sql`
    delete from contact_import_members
    where tenant_id = ${tenantId} and contact_id = ${contactId}
      and import_id in (select id from contact_imports where tenant_id = ${tenantId})`.execute(tx);
}

/** What a dry run would have made of them. */
export async function deleteDraftsOf(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  await sql`
    delete from contact_import_drafts
    where tenant_id = ${tenantId} and (contact_id = ${person.id} or email = ${person.email})
      and import_id in (select id from contact_imports where tenant_id = ${tenantId})`.execute(tx);
}

/** Crosses tenants: failed rows of imports that ended `days` ago. */
export async function deleteOldFailures(tx: Tx, days: number): Promise<void> {
  await sql`
    delete from contact_import_failures f
    using contact_imports i
    where i.finished_at < now() - ${days} * interval '1 day'
      and f.tenant_id = i.tenant_id and f.import_id = i.id`.execute(tx);
}

/** Crosses tenants: imports that ended `days` ago, with who came with them. */
export async function deleteOldImports(tx: Tx, days: number): Promise<void> {
  await sql`
    with gone as (
      delete from contact_imports where finished_at < now() - ${days} * interval '1 day'
      returning tenant_id, id)
    delete from contact_import_members m
    using gone g where m.tenant_id = g.tenant_id and m.import_id = g.id`.execute(tx);
}

/** Crosses tenants: uploads that nothing came of for `minutes`: whoever took them in is dead. */
export async function failAbandoned(tx: Tx, minutes: number, reason: string): Promise<void> {
  await sql`
    with given_up as (
      update contact_imports i
      set status = 'FAILED', reason = ${reason}, finished_at = now()
      where i.status = 'RECEIVING' and i.created_at < now() - ${minutes} * interval '1 minute'
        and not exists (
          select from contact_import_chunks c
          where c.tenant_id = i.tenant_id and c.import_id = i.id
            and c.received_at > now() - ${minutes} * interval '1 minute')
      returning i.tenant_id, i.id)
    delete from contact_import_chunks c
    using given_up g where c.tenant_id = g.tenant_id and c.import_id = g.id`.execute(tx);
}
