import { messageTooLarge } from './message-too-large.ts';
import { fillPattern, MAX_TEXT_LENGTH, type Pattern } from './pattern.ts';

/** Characters on an encoded line (RFC 2045 §6.8). */
const LINE = 76;

/** UTF-8 text as base64 in lines of 76; line breaks become CRLF first, NUL is dropped. */
export function encodeBase64(text: string): string {
  const canonical = text.replaceAll('\0', '').replace(/\r\n|\r|\n/g, '\r\n');
  return wrap(Buffer.from(canonical, 'utf8').toString('base64'));
}

function wrap(encoded: string): string {
  let out = encoded.slice(0, LINE);
  for (let at = LINE; at < encoded.length; at += LINE) {
    out += `\r\n${encoded.slice(at, at + LINE)}`;
  }
  return out;
}

/**
 * Compiles a pattern for base64. Octets shift through the alphabet in threes, so nothing can be
 * encoded ahead: a message costs the encoding of the whole part.
 */
export function compileBase64<V>(pattern: Pattern<V>): (values: V) => string {
  return (values) => {
    const encoded = encodeBase64(fillPattern(pattern, values));
    if (encoded.length > MAX_TEXT_LENGTH) throw messageTooLarge();
    return encoded;
  };
}
