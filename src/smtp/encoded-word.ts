/** An encoded-word may have 75 characters, and a line that holds one 76 (RFC 2047 §2). */
const MAX_WORD = 75;
const MAX_LINE = 76;

/** Below this room it is better to begin on a new line. */
const MIN_ROOM = 24;

const B_FRAME = { open: '=?UTF-8?B?', close: '?=' };
const Q_FRAME = { open: '=?UTF-8?Q?', close: '?=' };
const FRAME_LENGTH = B_FRAME.open.length + B_FRAME.close.length;

/** The characters that stand for themselves even inside a display name (RFC 2047 §5 rule 3). */
const Q_LITERAL = /^[A-Za-z0-9!*+/-]$/;

/**
 * Text as encoded-words, folded so that no line passes 76 characters. `column` is where the first
 * word begins. A word never ends inside a UTF-8 character (RFC 2047 §5), and the folds between the
 * words vanish when they are read, so every space of the text survives.
 */
export function encodeWords(text: string, column: number): string {
  const sparse = Buffer.byteLength(text, 'utf8') < text.length * 1.4;
  const words = sparse ? quotedWords(text, column) : base64Words(text, column);
  return words.join('\r\n ');
}

/** Room for the payload of the first word, or undefined when it should go to a line of its own. */
function firstRoom(column: number): number | undefined {
  const room = Math.min(MAX_WORD, MAX_LINE - column) - FRAME_LENGTH;
  return room < MIN_ROOM ? undefined : room;
}

/** Q encoding: readable where most of it is ASCII. */
function quotedWords(text: string, column: number): string[] {
  const pieces = Array.from(text, quoteCharacter);
  const chunks = pack(
    pieces,
    (piece) => piece.length,
    column,
    (room) => room,
  );
  return chunks.map((chunk) => (chunk === '' ? '' : Q_FRAME.open + chunk + Q_FRAME.close));
}

/** How each ASCII character is written. */
const Q_ASCII = Array.from({ length: 128 }, (_, code) => quoteAny(String.fromCharCode(code)));

function quoteCharacter(char: string): string {
  return Q_ASCII[char.charCodeAt(0)] ?? quoteAny(char);
}

function quoteAny(char: string): string {
  if (char === ' ') return '_';
  if (Q_LITERAL.test(char)) return char;
  let out = '';
  for (const octet of Buffer.from(char, 'utf8')) {
    out += `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** B encoding: shorter where most of it isn't ASCII. */
function base64Words(text: string, column: number): string[] {
  const octetsIn = (room: number) => Math.floor(room / 4) * 3;
  const chunks = pack(
    Array.from(text),
    (char) => Buffer.byteLength(char, 'utf8'),
    column,
    octetsIn,
  );
  return chunks.map((chunk) =>
    chunk === ''
      ? ''
      : B_FRAME.open + Buffer.from(chunk, 'utf8').toString('base64') + B_FRAME.close,
  );
}

/**
 * Joins pieces into chunks no longer than the room of their line. An empty first chunk stands for
 * "nothing on the header's own line".
 */
function pack(
  pieces: string[],
  size: (piece: string) => number,
  column: number,
  capacity: (room: number) => number,
): string[] {
  const room = firstRoom(column);
  const chunks: string[] = room === undefined ? [''] : [];
  let limit = capacity(room ?? MAX_WORD - FRAME_LENGTH);
  let chunk = '';
  let used = 0;
  for (const piece of pieces) {
    const cost = size(piece);
    if (used + cost > limit && chunk !== '') {
      chunks.push(chunk);
      limit = capacity(MAX_WORD - FRAME_LENGTH);
      chunk = '';
      used = 0;
    }
    chunk += piece;
    used += cost;
  }
  chunks.push(chunk);
  return chunks;
}
