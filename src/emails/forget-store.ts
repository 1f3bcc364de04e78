import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** Emails whose content isn't needed any more: their messages, and the contents that they had. */
export type Freed = { messageId: number; tenantId: string; contentId: string | null };

/** Blanks everything personal in a person's emails. The row stays: that something was sent. */
export async function blankEmails(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<Freed[]> {
  const { rows } = await sql<Freed>`
    with theirs as (
      select e.id, e.content_id from emails e
      where e.tenant_id = ${tenantId} and e.to_address = ${person.email}
      union
      select e.id, e.content_id
      from messages m
      join emails e on e.tenant_id = ${tenantId} and e.message_id = m.id
      where m.tenant_id = ${tenantId} and m.campaign_id is null and m.contact_id = ${person.id}
    )
    update emails e
    set to_address = null, subject = null, data = '{}', metadata = '{}', tags = '{}',
        content_id = null, has_body = false
    from theirs t
    where e.tenant_id = ${tenantId} and e.id = t.id
    returning e.message_id as "messageId", e.tenant_id as "tenantId", t.content_id as "contentId"`.execute(
    tx,
  );
  return rows;
}

/** Crosses tenants: takes content and values from up to `limit` emails that ended `days` ago. */
export async function freeBodies(tx: Tx, days: number, limit: number): Promise<Freed[]> {
  const { rows } = await sql<Freed>`
    with ended as (
      select e.tenant_id, e.id, e.content_id
      from emails e
      join messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
      where e.has_body and e.created_at < now() - ${days} * interval '1 day'
        and m.finished_at < now() - ${days} * interval '1 day'
      order by e.created_at
      limit ${limit}
      for update of e skip locked
    )
    update emails e
    set data = '{}', content_id = null, has_body = false
    from ended n
    where e.tenant_id = n.tenant_id and e.id = n.id
    returning e.message_id as "messageId", e.tenant_id as "tenantId", n.content_id as "contentId"`.execute(
    tx,
  );
  return rows;
}

/** Crosses tenants: deletes those of these contents that no email has any more, with their files. */
export async function deleteUnusedContents(
  tx: Tx,
  contents: { tenantId: string; contentId: string }[],
): Promise<void> {
  await sql`
    delete from email_contents c
    using unnest(${contents.map((c) => c.tenantId)}::uuid[],
                 ${contents.map((c) => c.contentId)}::uuid[]) as g (tenant_id, id)
    where c.tenant_id = g.tenant_id and c.id = g.id
      and not exists (select from emails e
                      where e.tenant_id = c.tenant_id and e.content_id = c.id)`.execute(tx);
}
