import { expect, test } from 'vitest';
import { MAX_SLUG_LENGTH, SLUG, slugFrom } from './slug.ts';

test('a slug is lower-case ASCII words with dashes', () => {
  for (const [name, slug] of [
    ['News', 'news'],
    ['  März & Größe!  ', 'marz-grosse'],
    ['Çà et là', 'ca-et-la'],
    ['Łódź Æther Ørsted', 'lodz-aether-orsted'],
    ['İstanbul', 'istanbul'],
    ['ﬁne ２０２６', 'fine-2026'],
    ['日本', 'template'],
    ['---', 'template'],
    ['👩‍👩‍👧 a', 'a'],
  ] as const) {
    expect(slugFrom(name)).toBe(slug);
  }
});

test('any name gives a slug with room for a number', () => {
  for (const name of ['x'.repeat(200), 'a '.repeat(100), '㎉'.repeat(200), 'ß'.repeat(200)]) {
    expect(slugFrom(name)).toMatch(new RegExp(SLUG));
    expect(slugFrom(name).length).toBeLessThanOrEqual(MAX_SLUG_LENGTH - 11);
  }
});
