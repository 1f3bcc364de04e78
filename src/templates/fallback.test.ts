import { expect, test } from 'vitest';
import { misfit } from './fallback.ts';
import type { VariableType } from './variables.ts';

const CASES: [VariableType, string[], string[]][] = [
  ['string', ['', 'x', '<b>'], []],
  [
    'number',
    ['0', '-12.50', '1e3', '1'.repeat(300)],
    ['', 'x', '1,5', ' 1', 'NaN', '0x1', '1e999'],
  ],
  ['boolean', ['true', 'false'], ['', 'True', '1', 'yes']],
  [
    'url',
    ['https://a.example/x?y=1#z', 'http://a', 'mailto:a@b.example', 'tel:+34123'],
    [
      '',
      '/x',
      'a.example',
      'javascript:alert(1)',
      'java\nscript:1',
      'https://a b',
      'data:,x',
      'ftp://a',
    ],
  ],
  ['image', ['https://a.example/x.png'], ['x.png', 'data:image/png;base64,AA', 'mailto:a@b.c']],
  ['email', ['ana@example.com'], ['', 'ana', 'ana@', 'Ana <ana@example.com>']],
  [
    'color',
    ['#0a7', '#00aa77', '#00aa77ff', 'teal', 'rgb(0, 170, 119)', 'hsl(160deg 100% 33% / 0.5)'],
    ['', '#12', '#12345', 'red;background:url(x)', 'expression(1)', 'url(x)', 'rgb(0);x'],
  ],
];

test('a fallback fits its type or says what would', () => {
  for (const [type, good, bad] of CASES) {
    for (const text of good) expect([type, text, misfit(type, text)]).toEqual([type, text, null]);
    for (const text of bad) {
      expect([type, text, misfit(type, text)]).toEqual([type, text, expect.stringContaining(type)]);
    }
  }
});
