import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeHeaderText, headerText } from './header.ts';

describe('headerText', () => {
  test.each([
    ['a\r\nBcc: x@y.example', 'a Bcc: x@y.example'],
    ['a\0b\u2028c\u2029d\u0085e\x7ff', 'a b c d e f'],
    ['  edges\t', 'edges'],
    ['\ud800x', '\ufffdx'],
    ['emoji 👩‍👩‍👧', 'emoji 👩‍👩‍👧'],
  ])('%j becomes %j', (raw, text) => {
    expect(headerText(raw)).toBe(text);
  });

  test('is cut at 998 without leaving half a character', () => {
    expect(headerText(`${'x'.repeat(997)}😀 more`)).toBe('x'.repeat(997));
    expect(headerText('y'.repeat(1_000_000))).toHaveLength(998);
  });
});

describe('encodeHeaderText', () => {
  test('short ASCII stays readable', () => {
    expect(encodeHeaderText('News: 50% off (today)', 9)).toBe('News: 50% off (today)');
  });

  test('long ASCII is folded at its spaces, which stay', () => {
    const text = 'word another '.repeat(20).trim();
    const folded = encodeHeaderText(text, 9);
    expect(folded.replaceAll('\r\n', '')).toBe(text);
    for (const line of `Subject: ${folded}`.split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(78);
      expect(line.trim()).not.toBe('');
    }
  });

  test('two spaces are never folded: readers would make one of them', () => {
    expect(encodeHeaderText('word  '.repeat(20).trim(), 9)).toMatch(/^=\?UTF-8\?Q\?word__word/);
  });

  test('text that looks like an encoded-word is encoded, so that it stays what it is', () => {
    expect(encodeHeaderText('=?UTF-8?Q?x?=', 9)).toBe('=?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=');
  });

  test('encoded-words are short, whole and never split a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (raw) => {
        const text = headerText(`é${raw}`);
        const encoded = encodeHeaderText(text, 9);
        for (const line of `Subject: ${encoded}`.split('\r\n'))
          expect(line.length).toBeLessThanOrEqual(76);
        const words = encoded.trim().split('\r\n ');
        // Each word decodes by itself to whole characters: no U+FFFD appears.
        expect(words.map(decodeWord).join('')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

function decodeWord(word: string): string {
  const [, , kind, payload] = word.split('?') as [string, string, string, string];
  if (kind === 'B')
    return new TextDecoder('utf8', { fatal: true }).decode(Buffer.from(payload, 'base64'));
  const octets = payload
    .replaceAll('_', ' ')
    .replace(/=(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder('utf8', { fatal: true }).decode(Buffer.from(octets, 'latin1'));
}
