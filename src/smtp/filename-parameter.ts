/** A parameter's line beside its name (RFC 5322 §2.1.1: 78 at best). */
const MAX_VALUE = 60;
/** RFC 2231's attribute-char; everything else is percent-encoded. */
const PLAIN_OCTET = /[A-Za-z0-9!#$&+.^_`{|}~-]/;

/**
 * The file's name as a parameter: quoted where it is short ASCII, else in the pieces of RFC 2231 §4.1.
 * Total: whatever isn't an octet that may stand there is percent-encoded, so no name adds a header.
 */
export function filenameParameter(filename: string): string {
  const name = filename.toWellFormed();
  // What looks like an encoded-word some readers decode, wherever it stands.
  const isPlain = /^[ !#-[\]-~]{1,60}$/.test(name) && !name.includes('=?');
  if (isPlain) return `;\r\n filename="${name}"`;
  const pieces = pack(Array.from(name, percentEncoded));
  if (pieces.length === 1) return `;\r\n filename*=UTF-8''${pieces[0]}`;
  return pieces
    .map((piece, i) => `;\r\n filename*${i}*=${i === 0 ? "UTF-8''" : ''}${piece}`)
    .join('');
}

function percentEncoded(char: string): string {
  if (PLAIN_OCTET.test(char)) return char;
  const octets = Buffer.from(char, 'utf8');
  return Array.from(
    octets,
    (octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

function pack(words: string[]): string[] {
  const pieces = [''];
  for (const word of words) {
    if (pieces.at(-1)!.length + word.length > MAX_VALUE - 10) pieces.push('');
    pieces[pieces.length - 1] += word;
  }
  return pieces;
}
