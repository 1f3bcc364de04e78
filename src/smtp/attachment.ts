import { wrapBase64 } from './base64.ts';
import { filenameParameter } from './filename-parameter.ts';

/** A file of a message. The media type has no parameters, and both it and the id are printable ASCII. */
export type Attachment = {
  filename: string;
  contentType: string;
  /** The id by which the HTML shows it (`cid:`, RFC 2392); null: it is only attached. */
  inlineId: string | null;
  content: Buffer;
};

/**
 * The message's content with its files: `multipart/mixed` around it all, `multipart/related` around the
 * content and what its HTML shows (RFC 2046 §5.1.3, RFC 2387). Unchanged when there are none. The marks
 * begin differently from each other and from the content's own, so none is the beginning of another.
 */
export function writeAttachments(
  content: string,
  attachments: readonly Attachment[],
  mark: string,
): string {
  if (attachments.length === 0) return content;
  const inline = attachments.filter(({ inlineId }) => inlineId !== null);
  const attached = attachments.filter(({ inlineId }) => inlineId === null);
  const shown = wrap(content, inline, 'related', mark.replace('=_', '=_r'));
  return wrap(shown, attached, 'mixed', mark.replace('=_', '=_m'));
}

function wrap(
  content: string,
  attachments: readonly Attachment[],
  subtype: 'mixed' | 'related',
  mark: string,
): string {
  if (attachments.length === 0) return content;
  // RFC 2387 §3.1 wants the type of the root part in the head of a related one.
  const root =
    subtype === 'related' ? `;\r\n type="${/^Content-Type: ([\w/]+)/.exec(content)![1]}"` : '';
  const parts = attachments.map((attachment) => `--${mark}\r\n${writePart(attachment)}`).join('');
  return (
    `Content-Type: multipart/${subtype};\r\n boundary="${mark}"${root}\r\n\r\n` +
    `--${mark}\r\n${content}${parts}--${mark}--\r\n`
  );
}

function writePart({ filename, contentType, inlineId, content }: Attachment): string {
  const disposition = inlineId === null ? 'attachment' : 'inline';
  const id = inlineId === null ? '' : `Content-ID: <${inlineId}>\r\n`;
  return (
    `Content-Type: ${contentType}\r\nContent-Transfer-Encoding: base64\r\n${id}` +
    `Content-Disposition: ${disposition}${filenameParameter(filename)}\r\n\r\n` +
    `${wrapBase64(content.toString('base64'))}\r\n`
  );
}
