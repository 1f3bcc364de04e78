import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';
import type { Encoding } from './import.ts';

/** Decodes octets that come in parts of these lengths. */
function decoded(bytes: Buffer, wanted: Encoding | null, lengths: number[]) {
  const decoding = decodeText(wanted);
  let text = '';
  let at = 0;
  for (const length of lengths) {
    text += decoding.push(bytes.subarray(at, at + length));
    at += length;
  }
  text += decoding.push(bytes.subarray(at));
  text += decoding.end();
  return { text, encoding: decoding.encoding() };
}

const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 8 });

test('UTF-8 in any parts is what was written', () => {
  const property = fc.property(
    fc.string({ unit: 'grapheme', maxLength: 2_000 }),
    lengths,
    (text, cuts) => {
      const found = decoded(Buffer.from(`email\n${text}`), null, cuts);
      expect(found).toEqual({ text: `email\n${text}`, encoding: 'utf-8' });
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test('Windows-1252 is found wherever its first character beyond ASCII is', () => {
  const written = (length: number) => Buffer.from(`${'a'.repeat(length)};Málaga € ñ`, 'latin1');
  for (const length of [0, 1_022, 1_023, 1_024, 5_000]) {
    const bytes = written(length);
    bytes[bytes.indexOf(0xac)] = 0x80;
    for (const cuts of [[], [1_000], [1_025, 1], [length + 3, 1, 1, 1]]) {
      const { text, encoding } = decoded(bytes, null, cuts);
      expect([encoding, text]).toEqual(['windows-1252', `${'a'.repeat(length)};Málaga € ñ`]);
    }
  }
});

test('UTF-16 is found by its mark, and without one by its zeros', () => {
  const text = 'email;city\nana@example.com;Málaga\n';
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  for (const [bytes, encoding] of [
    [little, 'utf-16le'],
    [big, 'utf-16be'],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 'utf-16le'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), big]), 'utf-16be'],
  ] as const) {
    expect(decoded(bytes, null, [3, 1])).toEqual({ text, encoding });
  }
});

test('what is not text of its encoding is refused, with its place', () => {
  const mixed = Buffer.concat([
    Buffer.from('email\nMálaga '),
    Buffer.from([0xe1]),
    Buffer.from('x'),
  ]);
  expect(() => decoded(mixed, null, [9])).toThrow('body: is not UTF-8: octet 15');
  expect(() => decoded(mixed.subarray(0, -1), 'utf-8', [])).toThrow('is not UTF-8');
  expect(() => decoded(Buffer.from([0x00, 0xd8, 0x41, 0x00]), 'utf-16le', [])).toThrow('utf-16le');
});
