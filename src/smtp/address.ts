import { domainToASCII } from 'node:url';

/** An address as it may stand in MAIL FROM or RCPT TO, or why it may not. */
export type WireAddress =
  | { fault: null; text: string; utf8: boolean }
  | { fault: string; text: ''; utf8: false };

/** Nearly every address there is: goes on the wire as it is. */
const PLAIN = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const QUOTED = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/;
// \p{C} has the controls and the lone surrogates, \p{Z} the line and paragraph separators.
const UTF8_LOCAL = /^(?:[\w.!#$%&'*+/=?^`{|}~-]|[^\x00-\x7f\p{C}\p{Z}])+$/u;
const ASCII = /^[\x20-\x7e]*$/;
const ASCII_DOMAIN = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const LITERAL = /^\[[a-z0-9.:]+\]$/i;
/** RFC 5321 §4.5.3.1.3: a path has at most 256 octets, with its angle brackets. */
const MAX_OCTETS = 254;

/**
 * Brings an address into the form of a command: the domain as A-labels (RFC 5890), a non-ASCII local
 * part marked as needing SMTPUTF8 (RFC 6531). CR, LF, NUL, other control characters, spaces outside
 * quotes and angle brackets can't pass. The local part is never changed. `''` is the null
 * reverse-path and only right for a sender.
 */
export function wireAddress(address: string): WireAddress {
  if (address.length <= MAX_OCTETS && PLAIN.test(address)) {
    return { fault: null, text: address, utf8: false };
  }
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const utf8 = !ASCII.test(local);
  if (!QUOTED.test(local) && !UTF8_LOCAL.test(local)) return wrong('has no valid local part');
  const domain = wireDomain(address.slice(at + 1));
  if (domain === null) return wrong('has no valid domain');
  const text = `${local}@${domain}`;
  if (Buffer.byteLength(text) > MAX_OCTETS) return wrong(`is longer than ${MAX_OCTETS} octets`);
  return { fault: null, text, utf8 };
}

function wrong(fault: string): WireAddress {
  return { fault, text: '', utf8: false };
}

function wireDomain(domain: string): string | null {
  if (LITERAL.test(domain) || ASCII_DOMAIN.test(domain)) return domain;
  if (ASCII.test(domain) || /[\p{C}\p{Z}]/u.test(domain)) return null;
  const ascii = domainToASCII(domain);
  return ASCII_DOMAIN.test(ascii) ? ascii : null;
}
