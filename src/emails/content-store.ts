import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Attachment } from '../smtp/attachment.ts';

/** Stores content that came with a request. */
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

/** Stores a file of it, under its place among them. */
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
