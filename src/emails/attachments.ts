import { invalidField, PressrunError } from '../lib/errors.ts';
import type { Attachment } from '../smtp/attachment.ts';

/** Of all files of an email together, decoded. */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;
export const MAX_ATTACHMENTS = 20;

export type AttachmentInput = {
  filename: string;
  contentType: string;
  content: string;
  contentId?: string | undefined;
};

/** RFC 2045 §5.1 token / token; of the parameters only the charset, the name is ours to write. */
const MEDIA_TYPE =
  /^[A-Za-z0-9!#$&^_.+-]{1,40}\/[A-Za-z0-9!#$&^_.+-]{1,63}(?:; ?charset=[A-Za-z0-9_-]{1,20})?$/;
/** What would change how the message around it is read. */
const REFUSED_TYPE = /^(?:multipart|message)\//i;
/** The dot-atom of RFC 2392, with or without a domain. */
const CONTENT_ID = /^[A-Za-z0-9_.+-]{1,64}(?:@[A-Za-z0-9.-]{1,63})?$/;
/** Line ends and everything invisible: a name is one line of text, and only a name (no path). */
const BAD_NAME = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069/\\]/u;

/**
 * Decodes the files of a request. Throws `invalid_request` with the field for a name with line breaks
 * or a path in it, a type or id that can't stand in a header, and what isn't base64; 413
 * `payload_too_large` beyond 10 MB in all.
 */
export function readAttachments(inputs: AttachmentInput[]): Attachment[] {
  const attachments = inputs.map(readAttachment);
  const ids = attachments.flatMap(({ inlineId }) => inlineId ?? []);
  if (new Set(ids).size < ids.length) {
    throw invalidField('attachments', 'have the same contentId twice');
  }
  const total = attachments.reduce((sum, { content }) => sum + content.length, 0);
  if (total <= MAX_ATTACHMENT_BYTES) return attachments;
  const message = `have ${total} octets together; an email may have ${MAX_ATTACHMENT_BYTES} (10 MB)`;
  throw new PressrunError('payload_too_large', `attachments ${message}`, [
    { path: 'attachments', message },
  ]);
}

function readAttachment(input: AttachmentInput, i: number): Attachment {
  const { filename, contentType, content, contentId = null } = input;
  const path = `attachments.${i}`;
  if (BAD_NAME.test(filename) || filename.trim() === '') {
    throw invalidField(`${path}.filename`, 'must be a name of one line, without a path');
  }
  if (!MEDIA_TYPE.test(contentType) || REFUSED_TYPE.test(contentType)) {
    throw invalidField(`${path}.contentType`, 'must be a media type such as application/pdf');
  }
  if (contentId !== null && !CONTENT_ID.test(contentId)) {
    throw invalidField(`${path}.contentId`, 'must have letters, digits, _ . + - and at most one @');
  }
  const octets = decode(content);
  if (!octets) throw invalidField(`${path}.content`, 'must be base64 (RFC 4648 §4)');
  return { filename, contentType, inlineId: contentId, content: octets };
}

/** Null for what isn't base64. A pattern over the whole text would overflow its stack at megabytes. */
function decode(content: string): Buffer | null {
  const text = content.replace(/\r?\n/g, '');
  const bare = text.replace(/={1,2}$/, '');
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(bare)) return null;
  return Buffer.from(bare, 'base64');
}
