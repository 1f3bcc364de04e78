import { isAscii } from 'node:buffer';
import { invalidField } from '../lib/errors.ts';
import type { Encoding } from './import.ts';

/** Octets by which an encoding is told: some lines of a file. */
const HEAD = 1_024;
const BOM = '\ufeff';

/** Turns the octets of one file into text, part by part. */
export type TextDecoding = {
  /** The text of these octets; what is cut in the middle of a character comes with the next ones. */
  push(bytes: Buffer): string;
  /** The rest. Call once, after the last `push`. */
  end(): string;
  /** What it is; not known before some octets are there. */
  encoding(): Encoding;
};

/**
 * Decodes a file; `wanted` null finds out the encoding itself: by a byte order mark, by the zeros of
 * UTF-16, else UTF-8. What is none because its first character beyond ASCII isn't one of UTF-8 is
 * Windows-1252, as older spreadsheets write it. 400 when the octets are not text of the encoding, with
 * the place of the first that isn't.
 */
export function decodeText(wanted: Encoding | null): TextDecoding {
  let head: Buffer | null = Buffer.alloc(0);
  let decode: PartDecoder | null = null;
  let encoding = wanted;
  let begun = false;
  const run = (bytes: Buffer, isLast: boolean): string => {
    if (head !== null) {
      head = Buffer.concat([head, bytes]);
      if (head.length < HEAD && !isLast) return '';
      [bytes, head] = [head, null];
      encoding ??= encodingOf(bytes);
      const onOther = (other: Encoding) => {
        encoding = other;
      };
      decode = encoding === 'utf-8' ? utf8(wanted === null ? onOther : null) : fixed(encoding);
    }
    const text = decode!(bytes, isLast);
    if (begun || text === '') return text;
    begun = true;
    return text.startsWith(BOM) ? text.slice(1) : text;
  };
  return {
    push: (bytes) => run(bytes, false),
    end: () => run(Buffer.alloc(0), true),
    encoding: () => encoding ?? 'utf-8',
  };
}

type PartDecoder = (bytes: Buffer, isLast: boolean) => string;

function encodingOf(head: Buffer): Encoding {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let at = 0; at < Math.min(head.length, HEAD); at += 1) {
    if (head[at] === 0) zeros[at % 2]! += 1;
  }
  // Latin letters have their zero first in one order and second in the other.
  const many = Math.min(head.length, HEAD) / 8;
  if (zeros[1]! > many && zeros[0]! < zeros[1]! / 4) return 'utf-16le';
  if (zeros[0]! > many && zeros[1]! < zeros[0]! / 4) return 'utf-16be';
  return 'utf-8';
}

function fixed(encoding: Encoding): PartDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes, isLast) => {
    try {
      return decoder.decode(bytes, { stream: !isLast });
    } catch {
      throw invalidField(
        'body',
        `is not text in ${encoding}; name its encoding, or save it as UTF-8`,
      );
    }
  };
}

/**
 * As long as everything was ASCII, it still may be Windows-1252 (`onOther`): text that was given out is
 * the same in both.
 */
function utf8(onOther: ((encoding: Encoding) => void) | null): PartDecoder {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const older = new TextDecoder('windows-1252');
  let rest: Buffer = Buffer.alloc(0);
  let wasAscii = true;
  let isOlder = false;
  let offset = 0;
  return (bytes, isLast) => {
    if (isOlder) return older.decode(bytes);
    const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    const end = isLast ? all.length : wholeCharacters(all);
    const whole = all.subarray(0, end);
    rest = Buffer.from(all.subarray(end));
    if (isAscii(whole)) {
      offset += whole.length;
      return whole.toString('latin1');
    }
    try {
      const text = decoder.decode(whole);
      wasAscii = false;
      offset += whole.length;
      return text;
    } catch {
      const fault = firstFault(whole);
      const isFirst = wasAscii && isAscii(whole.subarray(0, fault));
      if (!isFirst || onOther === null) throw notUtf8(offset + fault);
      onOther('windows-1252');
      isOlder = true;
      return older.decode(all);
    }
  };
}

/** The length without a character at the end that isn't whole yet: at most three octets. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function firstFault(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  const lenient = new TextDecoder('utf-8', { fatal: true });
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      lenient.decode(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))));
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  // What is not whole at its end is where it begins.
  return wholeCharacters(bytes.subarray(0, low));
}

function notUtf8(offset: number): Error {
  const message =
    `is not UTF-8: octet ${offset + 1} and those before it don't go together. ` +
    'Name its encoding, or save it as UTF-8';
  return invalidField('body', message);
}
