import Papa from 'papaparse';
import { type Delimiter, type Format, MAX_ROW } from './import.ts';

/** One row as it stands in the file: cells of CSV, a value of NDJSON, or what is wrong with it. */
export type RawRow = { line: number } & (
  | { cells: string[] }
  | { value: unknown }
  | { fault: string }
);

/** What was read: the rows, where the next one begins in the text, and how many lines lie before it. */
export type Read = { rows: RawRow[]; place: number; lines: number };

/** From where in a text to read, how many lines of the file lie before it, and where to stop. */
export type From = { place: number; lines: number; most: number; isLast: boolean };

export type RowReader = (text: string, from: From) => Read;

/**
 * Reads whole rows out of a text that may end anywhere. A row that isn't whole yet is left, unless
 * `isLast`. A row that is broken is one line with a fault: the next line is read as a new row, so one stray
 * quote never swallows the rows behind it. Empty lines are no rows.
 */
export function rowReader(format: Format, delimiter: Delimiter | null): RowReader {
  const readOne = format === 'csv' ? csvRow(delimiter ?? ',') : jsonRow;
  return (text, { place, lines, most, isLast }) => {
    const rows: RawRow[] = [];
    while (rows.length < most && place < text.length) {
      const one = readOne(text, place, isLast);
      if (one === null) break;
      if (one.row !== null) rows.push({ line: lines + 1, ...one.row });
      lines += one.lineCount;
      place = one.end;
    }
    return { rows, place, lines };
  };
}

/** A row and where it ends; null where these lines hold none. */
type One = { end: number; lineCount: number; row: Content | null };
type Content = { cells: string[] } | { value: unknown } | { fault: string };

export const TOO_LONG = `is longer than ${MAX_ROW.toLocaleString('en')} characters`;
const UNCLOSED = 'has a quote (") that is opened and not closed';
const STRAY = 'has text behind a closing quote ("); a quote inside a quoted cell is doubled ("")';
const NOT_JSON = 'is not JSON; each line is one object: {"email":"ana@example.com"}';

function jsonRow(text: string, place: number, isLast: boolean): One | null {
  const end = lineEnd(text, place, isLast);
  if (end === null) return null;
  if (end - place > MAX_ROW) return { end, lineCount: 1, row: { fault: TOO_LONG } };
  const line = text.slice(place, end).trim();
  return { end, lineCount: 1, row: line === '' ? null : parsed(line) };
}

function parsed(line: string): Content {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return { fault: NOT_JSON };
  }
}

/** The library reads what is quoted; a line without a quote is only split, ten times as fast. */
function csvRow(delimiter: Delimiter) {
  const config = { delimiter, newline: '\n', quoteChar: '"', fastMode: false, preview: 1 } as const;
  const parser = new Papa.Parser(config);
  return (text: string, place: number, isLast: boolean): One | null => {
    const end = lineEnd(text, place, isLast);
    if (end === null) return null;
    const whole = { end, lineCount: 1 };
    if (end - place > MAX_ROW) return { ...whole, row: { fault: TOO_LONG } };
    const line = text.slice(place, end);
    if (!line.includes('"')) return { ...whole, row: cellsOf(withoutBreak(line).split(delimiter)) };
    const quoted = parseFirst(parser, line, !line.endsWith('\n'));
    if (quoted.cells) return { ...whole, row: cellsOf(quoted.cells) };
    if (quoted.isStray) return { ...whole, row: { fault: STRAY } };
    return severalLines(parser, text, place, isLast) ?? whenUnclosed(text, place, isLast, whole);
  };
}

/** A quoted cell may hold line breaks. Null where the row has no end within MAX_ROW characters. */
function severalLines(parser: Papa.Parser, text: string, place: number, isLast: boolean) {
  const window = text.slice(place, place + MAX_ROW);
  const isEnd = isLast && place + window.length === text.length;
  const { cells, length } = parseFirst(parser, window, isEnd);
  if (!cells) return null;
  const lineCount = window.slice(0, length).split('\n').length - 1;
  return { end: place + length, lineCount: Math.max(1, lineCount), row: cellsOf(cells) };
}

/** Its end may still be to come: null. Else the row is what stands in its first line. */
function whenUnclosed(
  text: string,
  place: number,
  isLast: boolean,
  firstLine: { end: number; lineCount: number },
): One | null {
  if (!isLast && text.length - place < MAX_ROW) return null;
  return { ...firstLine, row: { fault: UNCLOSED } };
}

/** The cells of the first row, if it is whole and nothing is wrong with its quotes, and its length. */
function parseFirst(parser: Papa.Parser, text: string, isEnd: boolean) {
  const { data, errors, meta } = parser.parse(text, 0, !isEnd) as Papa.ParseResult<string[]>;
  const isStray = errors.some(({ code }) => code === 'InvalidQuotes');
  const cells = errors.length === 0 ? data[0] : undefined;
  return { cells, isStray, length: meta.cursor };
}

/** A row whose cells are all empty is none: spreadsheets write them below the last one. */
function cellsOf(cells: string[]): Content | null {
  const last = cells.length - 1;
  if (cells[last]!.endsWith('\r')) cells[last] = cells[last]!.slice(0, -1);
  return cells.every((cell) => cell === '') ? null : { cells };
}

function withoutBreak(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : line;
}

/** Behind the line's break; null when it isn't there yet. */
function lineEnd(text: string, place: number, isLast: boolean): number | null {
  const at = text.indexOf('\n', place);
  if (at >= 0) return at + 1;
  return isLast ? text.length : null;
}
