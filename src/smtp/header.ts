import { encodeWords } from './encoded-word.ts';

/** Advised length of a header line without CRLF (RFC 5322 §2.1.1). */
export const ADVISED_LINE = 78;

/** Longest header text that is written: the contract's limit of a subject. The rest is cut off. */
export const MAX_HEADER_TEXT = 998;

/** Everything that could end a line or hide in one: C0, DEL, C1, U+2028 and U+2029 (P31). */
const CONTROL = /\r\n|[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * One line of well-formed text from any text: control characters and line breaks become a space,
 * lone surrogates U+FFFD, the edges are trimmed, and it is cut to 998 characters. Everything that
 * goes into a header passes through here, so no value can begin a header of its own (P31).
 */
export function headerText(raw: string): string {
  if (raw.length <= MAX_HEADER_TEXT && PRINTABLE_ASCII.test(raw)) return raw.trim();
  // Cut before the expensive steps: a value may have a megabyte.
  const cut = raw.length > MAX_HEADER_TEXT ? cutText(raw) : raw;
  return cut.replace(CONTROL, ' ').toWellFormed().trim();
}

/** Cuts to the limit without leaving half of a surrogate pair. */
function cutText(raw: string): string {
  const last = raw.charCodeAt(MAX_HEADER_TEXT - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return raw.slice(0, splitsPair ? MAX_HEADER_TEXT - 1 : MAX_HEADER_TEXT);
}

/**
 * Encodes a headerText for an unstructured field (RFC 5322 §2.2.1): as it is where that is possible,
 * folded at spaces; as encoded-words (RFC 2047) when it isn't ASCII, looks like an encoded-word, has
 * a word of more than `longestWord` characters, or would be folded at two spaces, which some readers
 * take for one.
 */
export function encodeHeaderText(text: string, column: number, longestWord = 66): string {
  const ascii = PRINTABLE_ASCII.test(text) && !text.includes('=?');
  if (ascii && column + text.length <= ADVISED_LINE) return text;
  const words = text.split(' ');
  const foldable = ascii && words.every((word) => word !== '' && word.length <= longestWord);
  return foldable ? fold(words, column) : encodeWords(text, column);
}

/** Joins words with spaces, with a CRLF before a space where the line would pass 78 characters. */
function fold(words: readonly string[], column: number): string {
  let out = '';
  let used = column;
  for (const word of words) {
    const breaks = out !== '' && used + 1 + word.length > ADVISED_LINE;
    out += out === '' ? word : breaks ? `\r\n ${word}` : ` ${word}`;
    used = (breaks ? 0 : used) + 1 + word.length;
  }
  return out;
}

/** Characters behind the last line break of a piece of header that began at `column`. */
export function columnAfter(encoded: string, column: number): number {
  const lineBreak = encoded.lastIndexOf('\n');
  return lineBreak < 0 ? column + encoded.length : encoded.length - lineBreak - 1;
}
