import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { MessageState } from '../messages/message.ts';
import type { Attachment } from '../smtp/attachment.ts';

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

export async function insertContent(
  tx: Tx,
  tenantId: string,
  content: { id: string; hash: Buffer; html: string; text: string },
): Promise<void> {
  await sql`
    insert into email_contents (tenant_id, id, hash, html, text)
    values (${tenantId}, ${content.id}, ${content.hash}, ${content.html}, ${content.text})`.execute(
    tx,
  );
}

export async function insertAttachment(
  tx: Tx,
  tenantId: string,
  contentId: string,
  position: number,
  { filename, contentType, inlineId, content }: Attachment,
): Promise<void> {
  await sql`
    insert into email_attachments
      (tenant_id, content_id, position, filename, content_type, inline_id, content)
    values (${tenantId}, ${contentId}, ${position}, ${filename}, ${contentType}, ${inlineId},
            ${content})`.execute(tx);
}

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
                        unsubscribe_lang, send_at, size)
    select ${tenantId}, g.id, g.message_id, g.address, g.subject, g.data::jsonb,
           ${shared.from.address}, ${shared.from.name}, ${shared.replyTo},
           ${shared.templateVersionId}, ${shared.contentId}, ${shared.tags},
           ${JSON.stringify(shared.metadata)}::jsonb, ${shared.mode}, ${shared.projectId},
           ${shared.unsubscribeLang}, ${shared.sendAt}, ${shared.size}
    from unnest(${emails.map((e) => e.id)}::uuid[], ${emails.map((e) => e.messageId)}::bigint[],
                ${emails.map((e) => e.address)}::text[], ${emails.map((e) => e.subject)}::text[],
                ${emails.map((e) => JSON.stringify(e.data))}::text[])
      as g (id, message_id, address, subject, data)`.execute(tx);
}

/** Where one email stands. */
export type Standing = {
  messageId: number;
  status: MessageState;
  attempts: number;
  reason: string | null;
  fromAddress: string;
};

export async function findStanding(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`
    select e.message_id as "messageId", m.status, m.attempts, m.reason,
           e.from_address as "fromAddress"
    from emails e
    join messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
    where e.tenant_id = ${tenantId} and e.id = ${id}`.execute(tx);
  return rows[0];
}

/** To whom an email went; null after an erasure, undefined when there is no such email. */
export async function findAddress(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ address: string | null } | undefined> {
  const { rows } = await sql<{ address: string | null }>`
    select to_address as address from emails where tenant_id = ${tenantId} and id = ${id}`.execute(
    tx,
  );
  return rows[0];
}
