import { messageTooLarge } from './message-too-large.ts';
import { type Fill, MAX_TEXT_LENGTH, type Pattern } from './pattern.ts';

/** A line break that the decoder removes again (RFC 2045 §6.7 rule 5). */
const SOFT_BREAK = '=\r\n';

/** A line holds 76 characters at most, the `=` of a soft break included. */
const MAX_LINE = 75;

/** One short line that stands for itself: the usual value of a hole, passed through untouched. */
const PLAIN = /^(?![.])[ -<>-~]{0,74}[!-<>-~]$/;

/** What stands for itself inside a line; white space at a line's end is dealt with apart. */
const LITERAL_RUN = /[\t -<>-~]+/y;

/** Three characters for each of the 256 octets. */
const ESCAPED = Array.from({ length: 256 }, (_, octet) => {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
});

/**
 * Encodes text as quoted-printable in UTF-8 (RFC 2045 §6.7), beginning at column 0. Every kind of
 * line break becomes CRLF, NUL is dropped, a lone surrogate becomes U+FFFD. A dot that begins a
 * line is written `=2E`, so the result never needs the dot-stuffing of RFC 5321 §4.5.2 and no relay
 * can get it wrong; white space at the end of a line or of the text is encoded, so that the caller
 * may go on with a soft break, a line break or nothing.
 */
export function encodeQuotedPrintable(text: string): string {
  if (text === '' || PLAIN.test(text)) return text;
  return text
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join('\r\n');
}

/** Encodes one line without its line break, with soft breaks where it grows too long. */
function encodeLine(line: string): string {
  let out = '';
  let row = '';
  for (const token of tokens(line)) {
    let rest = token;
    while (row.length + rest.length > MAX_LINE) {
      // An escape or a character's octets are never cut; a run of literals may be.
      const room = rest.startsWith('=') ? 0 : MAX_LINE - row.length;
      out += row + rest.slice(0, room) + SOFT_BREAK;
      rest = rest.slice(room);
      row = '';
      if (rest.startsWith('.')) {
        row = ESCAPED[0x2e] as string;
        rest = rest.slice(1);
      }
    }
    row += row === '' && rest.startsWith('.') ? `=2E${rest.slice(1)}` : rest;
  }
  return out + row;
}

/** Cuts a line into runs of literal characters and single escapes. */
function* tokens(line: string): Generator<string> {
  const body = line.replace(/[\t ]$/, '');
  let at = 0;
  while (at < body.length) {
    LITERAL_RUN.lastIndex = at;
    const run = LITERAL_RUN.exec(body)?.[0];
    if (run !== undefined) {
      yield run;
      at += run.length;
      continue;
    }
    const char = String.fromCodePoint(body.codePointAt(at) as number);
    for (const octet of Buffer.from(char, 'utf8')) yield ESCAPED[octet] as string;
    at += char.length;
  }
  if (body.length < line.length) yield ESCAPED[line.charCodeAt(body.length)] as string;
}

/**
 * Compiles a pattern so that only the values are encoded per recipient: constants are encoded once,
 * each from column 0, and a soft break is put between a constant and a value. The result of the
 * returned function never ends in a soft break (RFC 2045 §6.7: nothing may follow it but a line).
 */
export function compileQuotedPrintable<V>(pattern: Pattern<V>): (values: V) => string {
  const { fills } = pattern;
  const literals = pattern.literals.map(encodeQuotedPrintable);
  const beginsLine = literals.map((literal) => literal.startsWith('\r\n'));
  const leavesLineOpen = literals.map((literal) => literal !== '' && !literal.endsWith('\r\n'));
  return (values) => {
    let out = literals[0] as string;
    let open = leavesLineOpen[0] as boolean;
    for (let i = 0; i < fills.length; ) {
      const value = encodeQuotedPrintable((fills[i] as Fill<V>)(values));
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
