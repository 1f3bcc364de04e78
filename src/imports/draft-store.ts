import { sql } from 'kysely';
import type { Contact } from '../contacts/contact.ts';
import type { Tx } from '../db/database.ts';

export type DraftKeys = { emails: string[]; externalIds: string[]; ids: string[] };

/** The drafts of a dry run with one of these addresses, externalIds or ids, each once. */
export async function selectDrafts(
  tx: Tx,
  tenantId: string,
  importId: string,
  { emails, externalIds, ids }: DraftKeys,
): Promise<Contact[]> {
  const { rows } = await sql<{ contact: Contact }>`
    with found as (
      select contact_id from contact_import_drafts
      where tenant_id = ${tenantId} and import_id = ${importId} and email = any(${emails}::text[])
      union
      select contact_id from contact_import_drafts
      where tenant_id = ${tenantId} and import_id = ${importId}
        and external_id = any(${externalIds}::text[])
      union
      select contact_id from contact_import_drafts
      where tenant_id = ${tenantId} and import_id = ${importId} and contact_id = any(${ids}::uuid[]))
    select d.contact from contact_import_drafts d join found f on f.contact_id = d.contact_id
    where d.tenant_id = ${tenantId} and d.import_id = ${importId}`.execute(tx);
  return rows.map(({ contact }) => withDates(contact));
}

export async function upsertDrafts(
  tx: Tx,
  tenantId: string,
  importId: string,
  contacts: Contact[],
): Promise<void> {
  await sql`
    insert into contact_import_drafts (tenant_id, import_id, contact_id, email, external_id, contact)
    select ${tenantId}, ${importId}, (c ->> 'id')::uuid, c ->> 'email', c ->> 'externalId', c
    from jsonb_array_elements(${JSON.stringify(contacts)}::jsonb) as c
    on conflict (tenant_id, import_id, contact_id) do update
      set email = excluded.email, external_id = excluded.external_id, contact = excluded.contact`.execute(
    tx,
  );
}

export async function deleteDrafts(tx: Tx, tenantId: string, importId: string): Promise<void> {
  await sql`
    delete from contact_import_drafts
    where tenant_id = ${tenantId} and import_id = ${importId}`.execute(tx);
}

/** JSON has no dates. */
function withDates(contact: Contact): Contact {
  const { createdAt, updatedAt, unsubscribedAt } = contact;
  return {
    ...contact,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    unsubscribedAt: unsubscribedAt === null ? null : new Date(unsubscribedAt),
  };
}
