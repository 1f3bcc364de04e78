import { domainToASCII } from 'node:url';

// RFC 5321 §4.5.3.1: local part 64 octets, path 256 with its brackets.
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
// RFC 5321 dot-string, with RFC 6531's non-ASCII characters. Quoted local parts are refused: nobody
// subscribes with one, and they are how control characters get into commands.
const LOCAL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~\u{a1}-\u{10ffff}-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\u{a1}-\u{10ffff}-]+)*$/iu;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Cs}]/u;

/**
 * The one form in which an address is stored and compared: trimmed, NFC, lower case, its domain as
 * A-label. Null when it isn't an address that mail can be sent to (RFC 5321 §4.1.2, RFC 6531).
 */
export function normaliseAddress(text: string): string | null {
  const trimmed = text.trim().normalize('NFC');
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || UNPRINTABLE.test(trimmed)) return null;
  const local = trimmed.slice(0, at).toLowerCase();
  const domain = domainToASCII(trimmed.slice(at + 1)).toLowerCase();
  if (!LOCAL.test(local) || !DOMAIN.test(domain)) return null;
  if (Buffer.byteLength(local) > MAX_LOCAL) return null;
  const address = `${local}@${domain}`;
  return Buffer.byteLength(address) > MAX_ADDRESS ? null : address;
}

/** What stands behind the last `@` of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** For logs and pages: `ana@example.com` → `a•••@example.com`; what is masked already stays. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, Math.max(at, 0));
  return `${first}•••${at < 0 ? '' : address.slice(at)}`;
}

/** A mailbox as people write it: `Ana <ana@example.com>`, `"Press, Inc." <a@b.org>` or an address. */
export type Mailbox = { name: string; address: string };

/** Splits a mailbox; null when its address isn't one. */
export function parseMailbox(text: string): Mailbox | null {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*)?<([^<>]+)>\s*$/.exec(text);
  const address = normaliseAddress(match?.[2] ?? text);
  return address === null ? null : { name: match?.[1]?.trim() ?? '', address };
}
