import Papa from 'papaparse';
import { readText } from './file-text.ts';
import type { Format, ImportQuery } from './import-type.ts';

/** Rows that are shown before a file is imported. */
const SHOWN = 5;
const SIGNS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };

type DelimiterName = keyof typeof SIGNS;
export type Reading = Required<Pick<ImportQuery, 'delimiter' | 'encoding'>>;

/** What a file begins with. `columns` of NDJSON are the keys of its first rows. */
export type FileHead = {
  format: Format;
  isGzip: boolean;
  reading: Reading;
  columns: string[];
  rows: string[][];
  /** It has no line that names columns: each line is an address. */
  isBare: boolean;
};

/** Reads the beginning of a file as the server will; throws with words when there is nothing in it. */
export async function readHead(file: File, wanted: Reading): Promise<FileHead> {
  const { text, isGzip, isWhole, encoding } = await readText(file, wanted.encoding).catch(() => {
    throw new Error('This file can’t be read.');
  });
  if (text.trim() === '') throw new Error('This file is empty.');
  if (text.includes('\0')) throw new Error('This is no text file. Save it as CSV first.');
  // The last line may be cut.
  const lines = isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1) || text;
  const found = /^\s*\{/.test(lines) ? readJson(lines) : readCsv(lines, wanted.delimiter);
  const { delimiter = 'auto', ...head } = found;
  return { ...head, isGzip, reading: { encoding, delimiter } };
}

type Found = Pick<FileHead, 'format' | 'columns' | 'rows' | 'isBare'> & {
  delimiter?: DelimiterName;
};

function readCsv(text: string, wanted: Reading['delimiter']): Found {
  const delimiter = wanted === 'auto' ? delimiterOf(text) : wanted;
  const [first = [], ...rows] = parse(text, delimiter);
  const columns = first.map((name) => name.trim());
  const isBare = columns.length === 1 && columns[0]!.includes('@');
  const bare = { columns: ['1'], rows: [first, ...rows].slice(0, SHOWN) };
  return { format: 'csv', delimiter, isBare, ...(isBare ? bare : { columns, rows }) };
}

/** The one that makes most columns of the first row; a comma when all make one. */
function delimiterOf(text: string): DelimiterName {
  const names = Object.keys(SIGNS) as DelimiterName[];
  const counts = names.map((name) => parse(text, name)[0]?.length ?? 0);
  return names[counts.indexOf(Math.max(...counts))]!;
}

function parse(text: string, delimiter: DelimiterName): string[][] {
  const { data } = Papa.parse<string[]>(text, {
    delimiter: SIGNS[delimiter],
    preview: SHOWN + 1,
    skipEmptyLines: true,
  });
  return data;
}

function readJson(text: string): Found {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.slice(0, SHOWN).map(objectOf);
  const columns = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const rows = values.map((value) => columns.map((column) => shown(value[column])));
  return { format: 'ndjson', columns, rows, isBare: false };
}

function objectOf(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
