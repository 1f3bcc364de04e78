import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Person } from '../events/person.ts';

/** One open or click; `emailId`: null of a campaign's copy. */
export type HitRow = {
  messageId: number;
  emailId: string | null;
  kind: 'open' | 'click';
  automated: boolean | null;
  linkUrl: string | null;
  userAgent: string | null;
  ip: string | null;
  createdAt: Date;
};

/** The messages to a person that may have been opened or clicked. */
export function messagesOf(tenantId: string, { id, email }: Person): RawBuilder<unknown> {
  return sql`
    select message_id from message_engagement
    where tenant_id = ${tenantId} and contact_id = ${id}
    union
    select message_id from emails
    where tenant_id = ${tenantId} and to_address = ${email}`;
}

/** The single opens and clicks of a person, newest first. */
export async function listHitsOf(
  tx: Tx,
  tenantId: string,
  person: Person,
  limit: number,
): Promise<HitRow[]> {
  const { rows } = await sql<HitRow>`
    select h.message_id as "messageId", e.id as "emailId", h.kind, h.automated, l.url as "linkUrl",
           h.user_agent as "userAgent", h.ip, h.created_at as "createdAt"
    from (${messagesOf(tenantId, person)}) t
    join message_hits h on h.tenant_id = ${tenantId} and h.message_id = t.message_id
    join messages m on m.tenant_id = ${tenantId} and m.id = h.message_id
    left join emails e
      on m.campaign_id is null and e.tenant_id = ${tenantId} and e.message_id = m.id
    left join tracked_links l
      on l.tenant_id = ${tenantId} and l.link_id = h.link_id
      and l.source_id = coalesce(e.link_source, m.template_version_id)
    order by h.created_at desc, h.id desc
    limit ${limit}`.execute(tx);
  return rows;
}
