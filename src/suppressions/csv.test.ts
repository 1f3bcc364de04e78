import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from './import-rows.ts';
import { readCsv } from './read-csv.ts';
import { csvHead, csvLines } from './write-csv.ts';

const read = async (text: string) => readRows(await readCsv(text), 'manual');
const addresses = async (text: string) => (await read(text)).rows.map(({ address }) => address);

test('the first line names the columns, in any order and case; others are not looked at', async () => {
  const { rows, errors } = await read(
    '\ufeffReason,Name,EMAIL\r\nbounce,"Ana, of course",Ana@Example.com\r\n,Ben,ben@example.com\r\n',
  );
  expect(errors).toEqual([]);
  expect(rows).toEqual([
    { address: 'ana@example.com', reason: 'bounce' },
    { address: 'ben@example.com', reason: 'manual' },
  ]);
});

test.each([
  ['semicolons', 'name;email\nAna;ana@example.com\n'],
  ['tabs', 'email\treason\nana@example.com\tmanual'],
  ['bare addresses', 'ana@example.com\n'],
  ['bare addresses with reasons', 'ana@example.com,Manual\n\n'],
  ['quotes and blank lines', '"email"\n\n"ana@example.com"\n'],
])('%s are read', async (_name, text) => {
  expect(await addresses(text)).toEqual(['ana@example.com']);
});

test('rows at fault are named by their line', async () => {
  const { rows, errors, failed } = await read(
    'email,reason\nana@example.com,boredom\n\nno address\n"two\nlines@example.com"\nok@example.com\n',
  );
  expect(rows).toEqual([{ address: 'ok@example.com', reason: 'manual' }]);
  expect(failed).toBe(3);
  expect(errors.map(({ row, message }) => [row, message.split(':')[0]])).toEqual([
    [2, 'reason'],
    [4, 'email'],
    [6, 'email'],
  ]);
});

test.each([
  ['', 'is empty'],
  ['name,phone\nAna,1\n', 'no column named email'],
  ['email\n"ana@example.com\n', 'is not CSV'],
  ['email\n"a"b@example.com\n', 'is not CSV'],
])('%j is refused in words', async (text, words) => {
  await expect(readCsv(text)).rejects.toThrow(words);
});

test('P34: of 1,000 hostile values no cell begins a formula, and each comes back', async () => {
  const starts = ['=', '+', '-', '@', '\t', '\r', '\0', "'", '"', ',', '\n', ''];
  const values = fc.sample(
    fc.tuple(fc.constantFrom(...starts), fc.string({ maxLength: 20, unit: 'binary' })),
    1_000,
  );
  const rows = values.map(([start, rest]) => ({
    email: `${start}${rest}`,
    reason: 'manual' as const,
    createdAt: new Date(0),
  }));
  const cells = readRaw(csvHead() + csvLines(rows)).map((row) => row[0]!);
  expect(cells).toHaveLength(1_001);
  expect(cells.filter((cell) => /^[=+\-@\t\r\0]/.test(cell))).toEqual([]);
});

test('P34: an address that looks like a formula survives export and import', async () => {
  const emails = ['=cmd@example.com', '+ana@example.com', '-a@example.com', "'o@example.com"];
  const rows = emails.map((email) => ({
    email,
    reason: 'bounce' as const,
    createdAt: new Date('2026-03-01T09:30:00Z'),
  }));
  const text = csvHead() + csvLines([...rows, { ...rows[0]!, email: null as never }]);
  expect(text.split('\n')[1]).toBe("'=cmd@example.com,bounce,2026-03-01T09:30:00.000Z");
  expect((await read(text)).rows).toEqual(emails.map((address) => ({ address, reason: 'bounce' })));
  expect((await read(text)).errors.map(({ row }) => row)).toEqual([6]);
});

/** The cells as a spreadsheet reads them. */
function readRaw(text: string): string[][] {
  return parse(text, { relax_column_count: true }) as string[][];
}
