import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_ROW } from './import.ts';
import { type RawRow, rowReader } from './read-rows.ts';

/** Reads a text that arrives in pieces, as a chunked file does. */
function readAll(text: string, cuts: number[], delimiter: ',' | ';' = ','): RawRow[] {
  const read = rowReader('csv', delimiter);
  const rows: RawRow[] = [];
  let [window, lines, at] = ['', 0, 0];
  for (const cut of [...cuts.sort((a, b) => a - b), text.length]) {
    window += text.slice(at, Math.max(at, cut));
    at = Math.max(at, cut);
    const isLast = at >= text.length;
    const found = read(window, { place: 0, lines, most: 100_000, isLast });
    rows.push(...found.rows);
    lines = found.lines;
    window = window.slice(found.place);
  }
  return rows;
}

const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '"', '""', 'a,b', 'a\nb', 'a\r\nb', '\n', ' x ', ',', "'=1"),
);
const cuts = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 });

test('rows that a CSV library wrote are read as they were, wherever the text is cut', () => {
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
  const property = fc.property(table, cuts, fc.boolean(), (rows, at, quoted) => {
    const text = stringify(rows, { quoted, quoted_match: /[\r\n]/, record_delimiter: '\r\n' });
    const found = readAll(text, at).map((row) => 'cells' in row && row.cells);
    expect(found).toEqual(rows.filter((cells) => cells.some((one) => one !== '')));
  });
  fc.assert(property, { numRuns: 500 });
});

test('a broken row is one line, and those behind it are read', () => {
  const text =
    'a,b\n"x"y,1\nc,d\n"open,2\ne,f\n"g\nh",i\n\n,\n"long' +
    'z'.repeat(MAX_ROW) +
    '",1\nlast,"one"';
  expect(readAll(text, [3, 9, 20, 30])).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, fault: expect.stringContaining('behind a closing quote') },
    { line: 3, cells: ['c', 'd'] },
    { line: 4, fault: expect.stringMatching(/closing quote|not closed/) },
    { line: 5, cells: ['e', 'f'] },
    { line: 6, cells: ['g\nh', 'i'] },
    { line: 10, fault: expect.stringContaining('longer than 32,768') },
    { line: 11, cells: ['last', 'one'] },
  ]);
});

test('a quote that is never closed is told from one whose end is still to come', () => {
  expect(readAll('a,b\n"open,2', [5])).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, fault: expect.stringContaining('not closed') },
  ]);
  const lines = 'x\n'.repeat(MAX_ROW);
  const [first, second, ...rest] = readAll(`"open\n${lines}`, [7, 100]);
  expect(first).toEqual({ line: 1, fault: expect.stringContaining('not closed') });
  expect([second, rest.length]).toEqual([{ line: 2, cells: ['x'] }, MAX_ROW - 1]);
});

test('a file in which every line is broken is read in time', () => {
  const text = '"a"b,c\n'.repeat(20_000);
  const start = performance.now();
  expect(readAll(text, []).every((row) => 'fault' in row)).toBe(true);
  expect(performance.now() - start).toBeLessThan(5_000);
});
