import { createHash } from 'node:crypto';
import { PressrunError } from '../lib/errors.ts';
import { type Attachment, writeAttachments } from './attachment.ts';
import { compileBase64 } from './base64.ts';
import { formatDate } from './date-header.ts';
import { formatExtraHeaders } from './extra-headers.ts';
import { encodeHeaderText, headerText } from './header.ts';
import { formatMailbox, type Mailbox } from './mailbox.ts';
import { fillPattern, type Pattern } from './pattern.ts';
import { compileQuotedPrintable } from './quoted-printable.ts';
import { writeOctets } from './slab.ts';

/** What is the same for every recipient. At least one of `text` and `html` is given. */
export type MessageSource<V> = {
  from: Mailbox;
  replyTo?: Mailbox | undefined;
  subject: Pattern<V>;
  text?: Pattern<V> | undefined;
  html?: Pattern<V> | undefined;
  /** List-Id, Feedback-ID, X-…; none that the composer writes itself. */
  headers?: Readonly<Record<string, string>>;
};

/** What differs. `messageId` with or without its angle brackets. */
export type Recipient<V> = {
  to: Mailbox;
  values: V;
  messageId: string;
  date: Date;
  /** The HTTPS address of RFC 8058's one-click unsubscribe, printable ASCII. */
  listUnsubscribe?: string | undefined;
  /** Files that go with it; those with an `inlineId` stand beside the HTML that shows them. */
  attachments?: readonly Attachment[];
};

export type CompiledMessage<V> = {
  /**
   * One whole message (RFC 5322, MIME): CRLF only, lines of at most 998 octets, ending in CRLF. No
   * line ever begins with a dot, so it needs no dot-stuffing (RFC 5321 §4.5.2); the final dot is
   * the connection's. 7-bit unless the recipient's local part isn't ASCII (RFC 6532).
   * Throws `unprocessable` when the values make it larger than 4 MB per part.
   */
  compose(recipient: Recipient<V>): Buffer;
};

/**
 * Compiles a message once per campaign: headers and constants are encoded here, so that a message
 * costs little more than filling the holes. Throws `invalid_request` for a header that may not be
 * given.
 */
export function compileMessage<V>(source: MessageSource<V>): CompiledMessage<V> {
  const opening = `\r\nFrom: ${formatMailbox(source.from, 6)}${replyTo(source.replyTo)}\r\nTo: `;
  const extra = formatExtraHeaders(source.headers ?? {});
  const content = compileContent(source);
  const mark = boundary(source);
  return {
    compose({ to, values, messageId, date, listUnsubscribe, attachments = [] }) {
      return writeOctets(
        `Date: ${formatDate(date)}${opening}${formatMailbox(to, 4)}\r\n` +
          `Subject: ${encodeHeaderText(headerText(fillPattern(source.subject, values)), 9)}\r\n` +
          `Message-ID: <${bareMessageId(messageId)}>\r\n${unsubscribe(listUnsubscribe)}${extra}` +
          `MIME-Version: 1.0\r\n${writeAttachments(content(values), attachments, mark)}`,
      );
    },
  };
}

function replyTo(mailbox: Mailbox | undefined): string {
  return mailbox ? `\r\nReply-To: ${formatMailbox(mailbox, 10)}` : '';
}

/** An id is made by us; what can't stand in one is dropped all the same. */
function bareMessageId(id: string): string {
  return /^[\w.@-]{1,500}$/.test(id) ? id : id.replace(/[^!-~]|[<>]/g, '').slice(0, 500);
}

/** Both headers of RFC 8058, or none. The address stands alone on its line: it can't be folded. */
function unsubscribe(url: string | undefined): string {
  if (url === undefined) return '';
  if (!/^[!-;=?-~]{1,990}$/.test(url)) {
    throw new PressrunError('unprocessable', 'the unsubscribe address can not stand in a header');
  }
  return `List-Unsubscribe:\r\n <${url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`;
}

/** From Content-Type to the last line: one part, or text before HTML (RFC 2046 §5.1.4). */
function compileContent<V>(source: MessageSource<V>): (values: V) => string {
  const { text, html } = source;
  if (text && html)
    return compileAlternative(
      compilePart('plain', text),
      compilePart('html', html),
      boundary(source),
    );
  const only = html
    ? compilePart('html', html)
    : compilePart('plain', text ?? { literals: [''], fills: [] });
  return (values) => `${only.head}${only.encode(values)}\r\n`;
}

type Part<V> = { head: string; encode: (values: V) => string };

function compileAlternative<V>(text: Part<V>, html: Part<V>, mark: string): (values: V) => string {
  const before = `Content-Type: multipart/alternative;\r\n boundary="${mark}"\r\n\r\n--${mark}\r\n${text.head}`;
  const between = `\r\n--${mark}\r\n${html.head}`;
  const after = `\r\n--${mark}--\r\n`;
  return (values) => before + text.encode(values) + between + html.encode(values) + after;
}

/**
 * Quoted-printable keeps mostly-ASCII text readable and cheap; base64 is smaller as soon as more
 * than about a sixth of the octets would need three characters each.
 */
function compilePart<V>(subtype: 'plain' | 'html', pattern: Pattern<V>): Part<V> {
  const constant = pattern.literals.join('');
  const octets = Buffer.byteLength(constant, 'utf8');
  const escaped = octets - constant.replace(/[^\x00-\x7f]/g, '').length;
  const base64 = escaped * 6 > octets;
  const encoding = base64 ? 'base64' : 'quoted-printable';
  return {
    head: `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
    encode: base64 ? compileBase64(pattern) : compileQuotedPrintable(pattern),
  };
}

/**
 * A boundary that no body can contain: `=_` occurs neither in quoted-printable (a `=` is followed by
 * hex or a line break) nor in base64. The same source gives the same one.
 */
function boundary<V>(source: MessageSource<V>): string {
  const hash = createHash('sha256');
  for (const pattern of [source.subject, source.text, source.html]) {
    hash.update(JSON.stringify(pattern?.literals ?? null));
  }
  return `=_${hash.digest('hex').slice(0, 24)}`;
}
