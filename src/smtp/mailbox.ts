import { wireAddress } from './address.ts';
import { encodeWords } from './encoded-word.ts';
import { ADVISED_LINE, columnAfter, headerText } from './header.ts';

/** Who a message is from or for. The address is one addr-spec, the name any text. */
export type Mailbox = { address: string; name?: string | null };

const PHRASE_OF_ATOMS = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;
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
 * An address as it stands in a header: as on the wire, a local part beyond ASCII as raw UTF-8 (RFC
 * 6532), since no encoding exists for it. An address that can't be sent at all keeps only its
 * harmless characters: it never gets as far as a server.
 */
function formatAddress(address: string): string {
  const wire = wireAddress(address);
  if (wire.fault !== null) return address.slice(0, 254).replace(/[^\w.+@-]/g, '') || 'invalid';
  return wire.utf8 ? Buffer.from(wire.text, 'utf8').toString('latin1') : wire.text;
}
