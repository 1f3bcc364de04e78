import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Attachment } from '../smtp/attachment.ts';

export type SendingRow = {
  id: string;
  messageId: number;
  address: string;
  subject: string;
  externalId: string | null;
  locale: string | null;
  unsubscribeLang: string | null;
  metadata: Record<string, unknown>;
  data: Record<string, unknown>;
  fromAddress: string;
  fromName: string;
  replyTo: string | null;
  versionId: string | null;
  publishedAt: Date | null;
  contentId: string | null;
  hash: Buffer | null;
  size: number;
};

/** All that composing these emails needs but their content. */
export async function findForSending(
  tx: Tx,
  tenantId: string,
  messageIds: number[],
): Promise<SendingRow[]> {
  const { rows } = await sql<SendingRow>`
    select e.id, e.message_id as "messageId", e.to_address as address, e.subject,
           k.external_id as "externalId", k.locale, e.unsubscribe_lang as "unsubscribeLang",
           e.metadata, e.data, e.from_address as "fromAddress", e.from_name as "fromName",
           e.reply_to as "replyTo", e.template_version_id as "versionId",
           v.published_at as "publishedAt", e.content_id as "contentId", c.hash, e.size
    from emails e
    join messages m on m.tenant_id = ${tenantId} and m.id = e.message_id
    left join contacts k on k.tenant_id = ${tenantId} and k.id = m.contact_id
    left join template_versions v on v.tenant_id = ${tenantId} and v.id = e.template_version_id
    left join email_contents c on c.tenant_id = ${tenantId} and c.id = e.content_id
    where e.tenant_id = ${tenantId} and e.message_id = any(${messageIds}::bigint[])
      and e.to_address is not null`.execute(tx);
  return rows;
}

export async function findContent(
  tx: Tx,
  tenantId: string,
  contentId: string,
): Promise<{ html: string; text: string } | undefined> {
  const { rows } = await sql<{ html: string; text: string }>`
    select html, text from email_contents
    where tenant_id = ${tenantId} and id = ${contentId}`.execute(tx);
  return rows[0];
}

/** The files of these contents, in their order. */
export async function findAttachments(
  tx: Tx,
  tenantId: string,
  contentIds: string[],
): Promise<(Attachment & { contentId: string })[]> {
  if (contentIds.length === 0) return [];
  const { rows } = await sql<Attachment & { contentId: string }>`
    select content_id as "contentId", filename, content_type as "contentType",
           inline_id as "inlineId", content
    from email_attachments
    where tenant_id = ${tenantId} and content_id = any(${contentIds}::uuid[])
    order by content_id, position`.execute(tx);
  return rows;
}
