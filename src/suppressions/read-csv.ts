import { type CsvError, parse } from 'csv-parse';
import { unguardedCell } from '../lib/csv-cell.ts';
import { invalidField } from '../lib/errors.ts';
import type { GivenRow } from './import-rows.ts';

const DELIMITERS = [',', ';', '\t'];

/**
 * The rows of a CSV file (RFC 4180; also with semicolons or tabs, with a byte order mark). The first
 * line names the columns, in any case and order: `email`, and `reason` if there is one; others are
 * not looked at. A file of bare addresses needs no such line. 400 when it isn't CSV or has no
 * addresses, with the line at fault.
 */
export async function readCsv(text: string): Promise<GivenRow[]> {
  const lines = await parseLines(text);
  const [head, ...body] = lines;
  if (!head)
    throw invalidField('body', 'is empty; the first line names the columns: email, reason');
  const names = head.cells.map((cell) => cell.trim().toLowerCase());
  const email = names.indexOf('email');
  if (email >= 0) return body.map((line) => givenRow(line, email, names.indexOf('reason')));
  if (head.cells[0]?.includes('@')) return [head, ...body].map((line) => givenRow(line, 0, 1));
  throw invalidField(
    'body',
    `has no column named email in its first line; its columns are: ${names.join(', ').slice(0, 200)}`,
  );
}

type Line = { row: number; cells: string[] };
async function parseLines(text: string): Promise<Line[]> {
  const options = {
    bom: true,
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  };
  const lines: Line[] = [];
  try {
    for await (const { record, info } of parse(text, options)) {
      lines.push({ row: info.lines, cells: record });
    }
  } catch (error) {
    const { message, code } = error as CsvError;
    if (!code?.startsWith('CSV_')) throw error;
    throw invalidField('body', `is not CSV: ${message.slice(0, 300)}`);
  }
  return lines;
}

/** The one that the first line has most of; a comma when it has none. */
function delimiterOf(text: string): string {
  const first = /^.*/.exec(text)![0];
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function givenRow({ row, cells }: Line, email: number, reason: number): GivenRow {
  return { row, email: unguardedCell(cells[email] ?? ''), reason: cells[reason] };
}
