import { createHash } from 'node:crypto';
import { invalidField } from '../lib/errors.ts';
import { checkSizes } from '../templates/publish.ts';
import { parseTemplate } from '../templates/template.ts';
import { textPartOf } from '../templates/text-part.ts';
import { type AttachmentInput, readAttachments } from './attachments.ts';
import type { Content } from './email.ts';

/** Content as it stands in a request. */
export type ContentInput = {
  subject?: string | undefined;
  htmlBody?: string | undefined;
  textBody?: string | null | undefined;
  attachments?: AttachmentInput[] | undefined;
};

/** Checks the bodies and files of a request, and makes the text part where none is given. */
export async function readContent(tenantId: string, input: ContentInput): Promise<Content> {
  const { htmlBody: html, textBody, subject = '' } = input;
  if (html === undefined) {
    throw invalidField('htmlBody', 'is required, unless templateVersionId is given');
  }
  checkSizes({ subject, htmlBody: html, textBody });
  parseTemplate(html);
  const text = textBody?.trim() ? textBody : await textPartOf(tenantId, html);
  parseTemplate(text);
  const hash = createHash('sha256')
    .update(JSON.stringify([html, text]))
    .digest();
  return { html, text, hash, attachments: readAttachments(input.attachments ?? []) };
}
