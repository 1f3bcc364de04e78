import { ContactUpsert } from '../contacts/contact-fields.ts';
import { invalidField, type PressrunError } from '../lib/errors.ts';
import { type Column, DELIMITERS, type Delimiter, type ImportOptions, MAX_ROW } from './import.ts';
import { rowReader, TOO_LONG } from './read-rows.ts';

/** More of them are no list of contacts. */
const MAX_COLUMNS = 500;
const ATTRIBUTE = /^attributes\.(.+)$/s;
const MAX_SHOWN = 200;

/** The fields of `PUT /contacts`; `attributes` as a column holds a JSON object. */
export const FIELDS: readonly string[] = Object.keys(ContactUpsert.properties);
const FIELD_BY_WORD = new Map(FIELDS.map((field) => [wordOf(field), field]));
// What spreadsheets and other programs call an address.
for (const word of ['emailaddress', 'mail']) FIELD_BY_WORD.set(word, 'email');

/** The name behind `attributes.`; null for a field that isn't one of them. */
export function attributeName(field: string): string | null {
  return ATTRIBUTE.exec(field)?.[1] ?? null;
}

export type Head = {
  delimiter: Delimiter;
  columns: Column[];
  /** Where the first data row begins, and how many lines lie before it. */
  place: number;
  lines: number;
};

/**
 * Reads the first line of a CSV file: it names the columns. A file of bare addresses needs no such line.
 * 400 in words when no column is an address, or the mapping names what isn't there.
 */
export function readHead(
  text: string,
  isLast: boolean,
  wanted: Delimiter | null,
  options: ImportOptions,
): Head {
  const delimiter = wanted ?? delimiterOf(text, isLast);
  const from = { place: 0, lines: 0, most: 1, isLast };
  const { rows, place, lines } = rowReader('csv', delimiter)(text, from);
  const [row] = rows;
  if (!row) throw headless(text);
  if (!('cells' in row))
    throw invalidField('body', `line ${row.line} names the columns and ${faultOf(row)}`);
  const names = row.cells.map((name) => name.trim());
  if (names.some((name) => name.includes('\0'))) throw invalidField('body', 'is not a text file');
  if (names.length > MAX_COLUMNS) {
    throw invalidField('body', `has ${names.length} columns; there can be ${MAX_COLUMNS}`);
  }
  if (isBareAddress(names))
    return { delimiter, columns: [{ column: '1', field: 'email' }], place: 0, lines: 0 };
  return { delimiter, columns: columnsOf(names, options), place, lines };
}

/** There is no row: nothing but empty lines, or a first line without an end. */
function headless(text: string): PressrunError {
  if (text.trim() === '') {
    return invalidField('body', 'is empty; the first line names the columns: email, …');
  }
  return invalidField('body', `line 1 names the columns and ${TOO_LONG}`);
}

function faultOf(row: object): string {
  return 'fault' in row ? String(row.fault) : 'is not a row';
}

/** The one that makes most columns of the first row; a comma when all make one. */
function delimiterOf(text: string, isLast: boolean): Delimiter {
  const head = text.slice(0, MAX_ROW);
  const from = { place: 0, lines: 0, most: 1, isLast: isLast || head.length < text.length };
  const counts = DELIMITERS.map((delimiter) => {
    const [row] = rowReader('csv', delimiter)(head, from).rows;
    return row && 'cells' in row ? row.cells.length : 0;
  });
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function isBareAddress(names: string[]): boolean {
  return names.length === 1 && names[0]!.includes('@');
}

function columnsOf(names: string[], { mapping, types = {}, unmapped }: ImportOptions): Column[] {
  const missing = Object.keys(mapping).find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw invalidField(
      'mapping',
      `names a column ${shown(missing)}; the file has: ${listed(names)}`,
    );
  }
  const mapped = new Set(Object.values(mapping));
  const columns = names.map((column) => {
    const field = Object.hasOwn(mapping, column) ? mapping[column]! : fieldOf(column, unmapped);
    // What the mapping says goes before what a name looks like.
    const isTaken = field !== null && !Object.hasOwn(mapping, column) && mapped.has(field);
    const type = Object.hasOwn(types, column) ? { type: types[column]! } : {};
    return { column, field: isTaken ? null : field, ...type };
  });
  requireOneOfEach(columns);
  return columns;
}

function fieldOf(column: string, unmapped: ImportOptions['unmapped']): string | null {
  const known = FIELD_BY_WORD.get(wordOf(column));
  if (known) return known;
  const name = attributeName(column);
  if (name) return `attributes.${name}`;
  if (unmapped === 'refuse' && column !== '') {
    throw invalidField('body', `has a column ${shown(column)} that no field is known for`);
  }
  return unmapped === 'attributes' && column !== '' ? `attributes.${column}` : null;
}

function requireOneOfEach(columns: Column[]): void {
  const seen = new Map<string, string>();
  for (const { column, field } of columns) {
    if (field === null) continue;
    const other = seen.get(field);
    if (other !== undefined) {
      const both = `${shown(other)} and ${shown(column)}`;
      throw invalidField('mapping', `the columns ${both} would both be read as ${shown(field)}`);
    }
    seen.set(field, column);
  }
  if (seen.has('email')) return;
  const names = listed(columns.map(({ column }) => column));
  throw invalidField(
    'body',
    `has no column named email in its first line; it has: ${names}. Name it so, or send a mapping`,
  );
}

/** `E-Mail`, `e_mail` and `email` are one word. */
function wordOf(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, MAX_SHOWN).toWellFormed());
}

function listed(names: string[]): string {
  return names.join(', ').slice(0, MAX_SHOWN).toWellFormed();
}
