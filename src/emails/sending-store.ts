import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Attachment } from '../smtp/attachment.ts';

export type SendingRow = {
  id: string;
  messageId: number;
  address: string;
  subject: string;
  postalAddress: string | null;
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
  tracksOpens: boolean;
  tracksClicks: boolean;
};

/** All that composing these emails needs but their content. */
export async function findForSending(
  tx: Tx,
  tenantId: string,
  messageIds: number[],
): Promise<SendingRow[]> {
  const { rows } = await sql<SendingRow>`
    select e.id, e.message_id as "messageId", e.to_address as address, e.subject,
           t.postal_address as "postalAddress",
           e.track_opens and t.track_opens as "tracksOpens",
           e.track_clicks and t.track_clicks as "tracksClicks",
           k.external_id as "externalId", k.locale, e.unsubscribe_lang as "unsubscribeLang",
           e.metadata, e.data, e.from_address as "fromAddress", e.from_name as "fromName",
           e.reply_to as "replyTo", e.template_version_id as "versionId",
           v.published_at as "publishedAt", e.content_id as "contentId", c.hash, e.size
    from unnest(${messageIds}::bigint[]) as asked (id)
    cross join lateral (
      select * from emails where tenant_id = ${tenantId} and message_id = asked.id limit 1) e
    join tenants t on t.id = ${tenantId}
    left join lateral (
      select contact_id from messages where tenant_id = ${tenantId} and id = asked.id limit 1
    ) m on true
    left join lateral (
      select external_id, locale from contacts
      where tenant_id = ${tenantId} and id = m.contact_id limit 1
    ) k on true
    left join lateral (
      select published_at from template_versions
      where tenant_id = ${tenantId} and id = e.template_version_id limit 1
    ) v on true
    left join lateral (
      select hash from email_contents where tenant_id = ${tenantId} and id = e.content_id limit 1
    ) c on true
    where e.to_address is not null`.execute(tx);
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
