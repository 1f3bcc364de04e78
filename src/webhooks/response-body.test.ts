import { expect, test } from 'vitest';
import { readBeginning, storableBody } from './response-body.ts';

test('P30: a body is cut at 4 kB between characters', () => {
  for (const [character, length] of [
    ['a', 4_096],
    ['é', 4_096],
    ['€', 4_095],
    ['\u{1f600}', 4_096],
  ] as const) {
    for (const shift of ['', 'x', 'xy', 'xyz']) {
      const text = storableBody(Buffer.from(shift + character.repeat(5_000)));
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
      expect(Buffer.byteLength(text)).toBeGreaterThan(length - 5);
      expect(text).not.toContain('\ufffd');
    }
  }
});

test('bytes that are no text become U+FFFD, and still fit', () => {
  expect(storableBody(Buffer.from('a\0b'))).toBe('a\ufffdb');
  for (const byte of [0x00, 0xff]) {
    const text = storableBody(Buffer.alloc(9_000, byte));
    expect(text).toMatch(/^\ufffd+$/);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
  }
  expect(storableBody(Buffer.alloc(0))).toBe('');
});

test('an endless body is read no further than needed; a broken one is as it is', async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1;
      yield Buffer.alloc(1_000, 'a');
    }
  }
  expect(storableBody(await readBeginning(endless()))).toHaveLength(4_096);
  expect(given).toBe(5);
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('reset');
  }
  expect((await readBeginning(broken())).toString()).toBe('half');
});
