import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.ts';

/** A decoder of its own, written from RFC 2045 and not from the encoder. */
function decode(encoded: string): string {
  const octets = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}

function canonical(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/\r\n|\r|\n/g, '\r\n')
    .toWellFormed();
}

describe('encodeQuotedPrintable', () => {
  test.each([
    ['', ''],
    ['plain', 'plain'],
    ['a=b', 'a=3Db'],
    ['ñ', '=C3=B1'],
    ['.hidden\n.dot', '=2Ehidden\r\n=2Edot'],
    ['space \nend\t', 'space=20\r\nend=09'],
    ['a\rb\nc\r\nd', 'a\r\nb\r\nc\r\nd'],
    ['n\0ul', 'nul'],
    ['\ud800', '=EF=BF=BD'],
    [' ', '=20'],
  ])('%j becomes %j', (text, encoded) => {
    expect(encodeQuotedPrintable(text)).toBe(encoded);
  });

  test('a dot that a soft break brings to the front of a line is encoded too', () => {
    const encoded = encodeQuotedPrintable('x'.repeat(75) + '.'.repeat(200));
    expect(encoded.split('\r\n').filter((line) => line.startsWith('.'))).toEqual([]);
    expect(decode(encoded)).toBe('x'.repeat(75) + '.'.repeat(200));
  });

  test('decodes to the text, in lines of at most 76, without white space or a break at an end', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...PIECES)));
    fc.assert(
      fc.property(text, (parts) => {
        const encoded = encodeQuotedPrintable(parts.join(''));
        expect(decode(encoded)).toBe(canonical(parts.join('')));
        expect(encoded).toMatch(/^[\t\r\n -~]*$/);
        expect(encoded).not.toMatch(/[ \t](\r\n|$)|=\r\n$|(^|\n)\./);
        for (const line of encoded.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      }),
      { numRuns: 1000 },
    );
  });

  test('a megabyte takes linear time', () => {
    const started = performance.now();
    for (const text of ['.', '=', ' ', '\n', 'é', 'x']) encodeQuotedPrintable(text.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

const PIECES = [
  '.',
  '\r',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '=',
  '👩‍👩‍👧',
  'é',
  'w'.repeat(74),
  'w'.repeat(900),
  '\0',
  '\ud800',
];

describe('compileQuotedPrintable', () => {
  test('holes decode to what they hold, wherever they stand', () => {
    const piece = fc.oneof(fc.constantFrom('', ...PIECES), fc.string());
    fc.assert(
      fc.property(piece, fc.array(fc.tuple(piece, piece), { maxLength: 8 }), (first, pairs) => {
        const encode = compileQuotedPrintable<string[]>({
          literals: [first, ...pairs.map(([, literal]) => literal)],
          fills: pairs.map((_, i) => (values) => values[i] as string),
        });
        const encoded = encode(pairs.map(([value]) => value));
        expect(decode(encoded)).toBe([first, ...pairs.flat()].map(canonical).join(''));
        expect(encoded).not.toMatch(/=\r\n$|(^|\n)\.|[ \t](\r\n|$)/);
        for (const line of encoded.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      }),
      { numRuns: 1000 },
    );
  });

  test('a value that repeats beyond 4 MB stops with a clear error', () => {
    const holes = 10_000;
    const encode = compileQuotedPrintable<string>({
      literals: Array(holes + 1).fill('x'),
      fills: Array(holes).fill((value: string) => value),
    });
    expect(() => encode('y'.repeat(10_000))).toThrow('too large');
  });
});
