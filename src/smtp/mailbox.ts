import { domainToASCII } from 'node:url';
import { encodeWords } from './encoded-word.ts';
import { ADVISED_LINE, columnAfter, headerText } from './header.ts';

/** Who a message is from or for. The address is one addr-spec, the name any text. */
export type Mailbox = { address: string; name?: string | null };

const SIMPLE_ADDRESS = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9.-]+$/;
const DOT_ATOM =
  /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const QUOTED = /^"(?:[^"\\]|\\.)*"$/;
const PHRASE_OF_ATOMS = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN_LITERAL = /^\[[A-Za-z0-9.:]+\]$/;

/** Longest address that is written: RFC 5321 §4.5.3.1.3 allows a path of 256 with its brackets. */
const MAX_ADDRESS = 254;

/** A display name beyond this goes into encoded-words, which can be folded anywhere. */
const LONGEST_RAW_NAME = 60;

/**
 * `name <address>` for From, Reply-To and To, beginning at `column`. Total: hostile input loses what
 * can't stand in a header, it never adds one (P31). Returns octets as a latin1 string: 7-bit unless
 * the local part isn't ASCII.
 */
export function formatMailbox(mailbox: Mailbox, column: number): string {
  const address = formatAddress(mailbox.address);
  const name = mailbox.name ? headerText(mailbox.name) : '';
  if (name === '') return column + address.length > ADVISED_LINE ? `\r\n ${address}` : address;
  const phrase = formatPhrase(name, column);
  const end = columnAfter(phrase, column) + address.length + 3;
  return `${phrase}${end > ADVISED_LINE ? '\r\n' : ''} <${address}>`;
}

/** A headerText as a phrase (RFC 5322 §3.2.5): atoms, a quoted-string, or encoded-words. */
export function formatPhrase(name: string, column: number): string {
  const raw = name.length <= LONGEST_RAW_NAME && /^[ -~]*$/.test(name) && !name.includes('=?');
  if (!raw) return encodeWords(name, column);
  if (PHRASE_OF_ATOMS.test(name)) return name;
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * An address as it stands in a header: the domain as A-labels, a local part beyond ASCII as raw
 * UTF-8 (RFC 6532), since no encoding exists for it.
 */
export function formatAddress(address: string): string {
  if (address.length <= MAX_ADDRESS && SIMPLE_ADDRESS.test(address)) return address;
  const text = headerText(address).slice(0, MAX_ADDRESS).toWellFormed();
  const at = text.lastIndexOf('@');
  const local = formatLocalPart(at < 0 ? text : text.slice(0, at));
  const domain = at < 0 ? '' : asciiDomain(text.slice(at + 1));
  return Buffer.from(domain === '' ? local : `${local}@${domain}`, 'utf8').latin1Slice();
}

function formatLocalPart(local: string): string {
  if (DOT_ATOM.test(local) || QUOTED.test(local)) return local;
  return `"${local.replace(/["\\]/g, '\\$&')}"`;
}

/** The domain in A-labels (RFC 5890); what can't be a domain loses every character that isn't LDH. */
export function asciiDomain(domain: string): string {
  if (DOMAIN_LITERAL.test(domain)) return domain;
  // domainToASCII lets commas, quotes and brackets through, which have a meaning in a header.
  return (domainToASCII(domain) || domain).replace(/[^A-Za-z0-9._-]/g, '');
}

/** Whether the address can only be sent with SMTPUTF8 (RFC 6531): its local part isn't ASCII. */
export function needsSmtpUtf8(address: string): boolean {
  return !/^[\x00-\x7f]*$/.test(address.slice(0, Math.max(0, address.lastIndexOf('@'))));
}
