import { invalidField } from '../lib/errors.ts';
import { encodeHeaderText, headerText } from './header.ts';
import { formatPhrase } from './mailbox.ts';

/** RFC 5322 §3.6.8 allows any visible ASCII but the colon; this is what real headers use. */
const FIELD_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/;

/** Written by the composer itself, or changing what the body means: nobody else may add one. */
const RESERVED = new Set(
  `date from sender reply-to to cc bcc subject message-id in-reply-to references mime-version
   list-unsubscribe list-unsubscribe-post return-path received dkim-signature`.split(/\s+/),
);

/** A word as long as this still fits on a line of 998 octets beside its name (RFC 5322 §2.1.1). */
const LONGEST_WORD = 900;

/**
 * Further constant headers (List-Id, Feedback-ID, X-…) as finished lines with their CRLF.
 * Throws `invalid_request` for a name that isn't a field name, that the composer writes itself, or
 * that comes twice: receivers refuse duplicates (lessons §1).
 */
export function formatExtraHeaders(headers: Readonly<Record<string, string>>): string {
  const seen = new Set<string>();
  let out = '';
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (!FIELD_NAME.test(name))
      throw invalidField('headers', 'a header name may have letters, digits and -');
    if (RESERVED.has(key) || key.startsWith('content-')) {
      throw invalidField(`headers.${name}`, 'this header is written by Pressrun itself');
    }
    if (seen.has(key)) throw invalidField(`headers.${name}`, 'a header may be given once');
    seen.add(key);
    out += formatLine(name, headerText(value));
  }
  return out;
}

function formatLine(name: string, text: string): string {
  if (text === '') return '';
  const column = name.length + 2;
  const encoded =
    name.toLowerCase() === 'list-id'
      ? formatListId(text, column)
      : encodeHeaderText(text, column, LONGEST_WORD);
  return `${name}: ${encoded}\r\n`;
}

/** `Name <id>` (RFC 2919): only the name may be encoded, the id is what clients compare. */
function formatListId(text: string, column: number): string {
  const open = text.lastIndexOf('<');
  const id = text
    .slice(open + 1)
    .replace(/[^A-Za-z0-9._-]/g, '')
    .slice(0, 255);
  const name = open > 0 ? text.slice(0, open).trim() : '';
  return name === '' ? `<${id}>` : `${formatPhrase(name, column)}\r\n <${id}>`;
}
