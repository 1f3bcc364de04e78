import { asciiClass } from '../lib/ascii-class.ts';
import { messageTooLarge } from './message-too-large.ts';
import { MAX_TEXT_LENGTH, type Pattern } from './pattern.ts';

/** A line break that the decoder removes again (RFC 2045 §6.7 rule 5). */
const SOFT_BREAK = '=\r\n';

/** A line holds 76 characters at most, the `=` of a soft break included. */
const MAX_LINE = 75;

const isLiteral = asciiClass(/[ -<>-~]/);

/** One short line that stands for itself: the usual value of a hole, passed through untouched. */
function isPlain(line: string): boolean {
  const last = line.length - 1;
  const fits = last >= 0 && last < MAX_LINE && line.charCodeAt(0) !== 0x2e;
  return fits && line.charCodeAt(last) !== 0x20 && isLiteral(line);
}

/** How each octet is written inside a line: as itself, or as `=` and two digits. */
const WRITTEN = Array.from({ length: 256 }, (_, octet) => {
  const literal = octet === 0x09 || (octet >= 0x20 && octet <= 0x7e && octet !== 0x3d);
  return literal ? String.fromCharCode(octet) : escaped(octet);
});

function escaped(octet: number): string {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * Encodes text as quoted-printable in UTF-8 (RFC 2045 §6.7), beginning at column 0. Every kind of
 * line break becomes CRLF, NUL is dropped, a lone surrogate becomes U+FFFD. A dot that begins a
 * line is written `=2E`, so the result never needs the dot-stuffing of RFC 5321 §4.5.2 and no relay
 * can get it wrong; white space at the end of a line or of the text is encoded, so that the caller
 * may go on with a soft break, a line break or nothing.
 */
export function encodeQuotedPrintable(text: string): string {
  if (text === '' || isPlain(text)) return text;
  return text
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join('\r\n');
}

/** Needs no escape, however long: the links of a message, which every recipient has of their own. */
const UNESCAPED = /^[ -<>-~]*[!-<>-~]$/;

/** Soft breaks into a line that needs nothing else; null when a row would begin with a dot. */
function fold(line: string): string | null {
  let out = '';
  let at = 0;
  for (; line.length - at > MAX_LINE; at += MAX_LINE) {
    if (line.charCodeAt(at) === 0x2e) return null;
    out += line.slice(at, at + MAX_LINE) + SOFT_BREAK;
  }
  return line.charCodeAt(at) === 0x2e ? null : out + line.slice(at);
}

/** Encodes one line without its line break, with soft breaks where it grows too long. */
function encodeLine(line: string): string {
  if (isPlain(line)) return line;
  const folded = UNESCAPED.test(line) ? fold(line) : null;
  if (folded !== null) return folded;
  const octets = Buffer.from(line, 'utf8');
  let out = '';
  let row = '';
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] as number;
    const last = i === octets.length - 1;
    let written =
      last && (octet === 0x20 || octet === 0x09) ? escaped(octet) : (WRITTEN[octet] as string);
    if (row.length + written.length > MAX_LINE) {
      out += row + SOFT_BREAK;
      row = '';
    }
    if (row === '' && octet === 0x2e) written = escaped(octet);
    row += written;
  }
  return out + row;
}

/**
 * Compiles a pattern so that only the values are encoded per recipient: constants are encoded once,
 * each from column 0, and a soft break is put between a constant and a value. A fill that stands in
 * several holes (the reader's id in each link) is computed once per message. The result of the
 * returned function never ends in a soft break (RFC 2045 §6.7: nothing may follow it but a line).
 */
export function compileQuotedPrintable<V>(pattern: Pattern<V>): (values: V) => string {
  const fills = [...new Set(pattern.fills)];
  const holes = pattern.fills.map((fill) => fills.indexOf(fill));
  const literals = pattern.literals.map(encodeQuotedPrintable);
  const beginsLine = literals.map((literal) => literal.startsWith('\r\n'));
  const leavesLineOpen = literals.map((literal) => literal !== '' && !literal.endsWith('\r\n'));
  return (values) => {
    const encoded = fills.map((fill) => encodeQuotedPrintable(fill(values)));
    let out = literals[0] as string;
    let open = leavesLineOpen[0] as boolean;
    for (let i = 0; i < holes.length; ) {
      const value = encoded[holes[i] as number] as string;
      if (value !== '') {
        out += open ? SOFT_BREAK + value : value;
        open = true;
      }
      const literal = literals[++i] as string;
      if (literal !== '') {
        out += open && !beginsLine[i] ? SOFT_BREAK + literal : literal;
        open = leavesLineOpen[i] as boolean;
      }
      if (out.length > MAX_TEXT_LENGTH) throw messageTooLarge();
    }
    return out;
  };
}
