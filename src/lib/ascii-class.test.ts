import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asciiClass } from './ascii-class.ts';

const isWord = asciiClass(/[a-z0-9_]/);

test('a text of these characters, short or long, and no other', () => {
  expect(['', 'word', 'word_9'.repeat(30)].map(isWord)).toEqual([true, true, true]);
  expect(['Word', 'wo rd', 'wörd', `${'a'.repeat(200)}\n`, 'a\n'].map(isWord)).toEqual(
    Array(5).fill(false),
  );
});

test('says what the expression says, of any text', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '0', '_', ' ', '\n', 'ä', '\u{1f600}'),
    maxLength: 90,
  });
  fc.assert(fc.property(text, (any) => isWord(any) === /^[a-z0-9_]*$(?!\n)/.test(any)));
});
