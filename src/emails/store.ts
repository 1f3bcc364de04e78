import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Tracking } from '../links/link.ts';

/** What all emails of one request share in their rows. */
export type Shared = {
  from: { address: string; name: string };
  replyTo: string | null;
  templateVersionId: string | null;
  contentId: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  mode: 'live' | 'test';
  projectId: string | null;
  unsubscribeLang: string | null;
  sendAt: Date | null;
  size: number;
  tracking: Tracking;
  linkSource: string | null;
};
export type NewEmail = {
  id: string;
  messageId: number;
  address: string;
  subject: string;
  data: Record<string, unknown>;
};

export async function insertEmails(
  tx: Tx,
  tenantId: string,
  shared: Shared,
  emails: NewEmail[],
): Promise<void> {
  await sql`
    insert into emails (tenant_id, id, message_id, to_address, subject, data, from_address, from_name,
                        reply_to, template_version_id, content_id, tags, metadata, mode, project_id,
                        unsubscribe_lang, send_at, size, track_opens, track_clicks, link_source)
    select ${tenantId}, g.id, g.message_id, g.address, g.subject, g.data::jsonb,
           ${shared.from.address}, ${shared.from.name}, ${shared.replyTo},
           ${shared.templateVersionId}, ${shared.contentId}, ${shared.tags},
           ${JSON.stringify(shared.metadata)}::jsonb, ${shared.mode}, ${shared.projectId},
           ${shared.unsubscribeLang}, ${shared.sendAt}, ${shared.size},
           ${shared.tracking.opens}, ${shared.tracking.clicks}, ${shared.linkSource}
    from unnest(${emails.map((e) => e.id)}::uuid[], ${emails.map((e) => e.messageId)}::bigint[],
                ${emails.map((e) => e.address)}::text[], ${emails.map((e) => e.subject)}::text[],
                ${emails.map((e) => JSON.stringify(e.data))}::text[])
      as g (id, message_id, address, subject, data)`.execute(tx);
}
