import { expect, test } from 'vitest';
import { BODY_LIMIT_BYTES } from '../../src/http/server.ts';
import { chunksOf } from './chunks.ts';

async function sizes(rows: Iterable<unknown> | AsyncIterable<unknown>, size = 1_000) {
  const found: number[] = [];
  for await (const chunk of chunksOf(rows, size)) found.push(chunk.length);
  return found;
}

test('at most so many rows, of a list or an async iterable', async () => {
  expect(await sizes([])).toEqual([]);
  expect(await sizes(new Array(1_000).fill({}))).toEqual([1_000]);
  expect(await sizes(new Array(2_001).fill({}))).toEqual([1_000, 1_000, 1]);
  async function* rows() {
    for (let n = 0; n < 7; n += 1) yield { n };
  }
  expect(await sizes(rows(), 3)).toEqual([3, 3, 1]);
});

test('at most 4.5 MB, counted in octets of UTF-8', async () => {
  // 8,000 characters of two octets, and 59 around them: 280 rows are 4.497 MB.
  const row = { email: 'ana@example.com', attributes: { note: 'é'.repeat(8_000) } };
  const found = await sizes(new Array(600).fill(row));
  expect(found).toEqual([280, 280, 40]);
  const largest = JSON.stringify({ contacts: new Array(280).fill(row) });
  expect(Buffer.byteLength(largest)).toBeLessThan(BODY_LIMIT_BYTES);
  // One row that is too large by itself goes alone: the server says what is wrong with it.
  expect(await sizes([{}, { note: 'x'.repeat(5_000_000) }, {}])).toEqual([1, 1, 1]);
});

test('a size that the API would refuse is refused before the first row is read', async () => {
  for (const size of [0, 1_001, 1.5, Number.NaN]) {
    await expect(sizes([{}], size)).rejects.toMatchObject({ code: 'invalid_option' });
  }
});
