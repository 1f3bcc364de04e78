import type { Tx } from '../db/database.ts';
import { PressrunError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { findPublishedVersion, findVersion } from '../templates/service.ts';
import type { Variable } from '../templates/variables.ts';
import { insertAttachment, insertContent } from './content-store.ts';
import type { Content, Draft } from './email.ts';

/** What enqueueing needs of the content: the subject as it is written, and octets to hold for it. */
export type ContentInfo = { subject: string; variables: readonly Variable[]; size: number };

/** Of what came with the request, or of the template version: 404 without it, 422 for a draft. */
export async function contentInfo(tx: Tx, tenantId: string, draft: Draft): Promise<ContentInfo> {
  const { content, templateVersionId } = draft;
  if (content) return { subject: draft.subject ?? '', variables: [], size: sizeOf(content) };
  const version = await findPublishedVersion(tx, tenantId, templateVersionId ?? '');
  if (!version) throw await unusableVersion(tx, tenantId, templateVersionId ?? '');
  const { publishedHtml, publishedText, subject, variables } = version;
  const size = Buffer.byteLength(publishedHtml) + Buffer.byteLength(publishedText);
  return { subject: draft.subject ?? subject, variables, size };
}

async function unusableVersion(tx: Tx, tenantId: string, id: string): Promise<PressrunError> {
  const found = await findVersion(tx, tenantId, id);
  if (!found) return new PressrunError('not_found', 'Template version not found');
  const message = 'is a draft: publish it first';
  return new PressrunError('unprocessable', `templateVersionId ${message}`, [
    { path: 'templateVersionId', message },
  ]);
}

/** What a worker has to hold to send it. */
function sizeOf({ html, text, attachments }: Content): number {
  const files = attachments.reduce((sum, { content }) => sum + content.length, 0);
  return Buffer.byteLength(html) + Buffer.byteLength(text) + files;
}

/** Stores what came with the request; answers its id. */
export async function storeContent(tx: Tx, tenantId: string, content: Content): Promise<string> {
  const id = newId();
  await insertContent(tx, tenantId, { id, ...content });
  for (const [i, attachment] of content.attachments.entries()) {
    await insertAttachment(tx, tenantId, id, i, attachment);
  }
  return id;
}
