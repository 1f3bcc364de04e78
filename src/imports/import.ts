import type { Contact } from '../contacts/contact.ts';

/** States of an import; the schema CHECKs the same list. */
export const IMPORT_STATES = [
  'RECEIVING',
  'QUEUED',
  'RUNNING',
  'DONE',
  'CANCELLED',
  'FAILED',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Which state may follow which. FAILED while receiving: the upload broke off, and nothing was read. */
export const IMPORT_MOVES: Record<ImportState, ImportState[]> = {
  RECEIVING: ['QUEUED', 'FAILED'],
  QUEUED: ['RUNNING', 'CANCELLED'],
  RUNNING: ['DONE', 'CANCELLED', 'FAILED'],
  DONE: [],
  CANCELLED: [],
  FAILED: [],
};

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What becomes of columns (CSV) or keys (NDJSON) that no field is known for. */
export const UNMAPPED = ['ignore', 'attributes', 'refuse'] as const;
export type Unmapped = (typeof UNMAPPED)[number];

/** A field of a contact, `attributes` (a JSON object) or `attributes.name`; null: not read. */
export type Mapping = Record<string, string | null>;

/** As what the texts of an attribute's column are read; text unless the mapping says otherwise. */
export const ATTRIBUTE_TYPES = ['text', 'number', 'boolean'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** The columns of attributes that aren't text. */
export type Types = Record<string, Exclude<AttributeType, 'text'>>;

/** Which values rows without one of their own get. */
export type Defaults = Partial<Pick<Contact, 'optIn' | 'source' | 'consentVersion'>>;

/** Imports that began before there were types have none. */
export type ImportOptions = {
  mapping: Mapping;
  types?: Types;
  unmapped: Unmapped;
  defaults: Defaults;
};

/** How a column of the file is read; a null field is not. */
export type Column = { column: string; field: string | null; type?: AttributeType };

/** Where rows begin: a chunk, and the place in its text (UTF-16 units). */
export type Position = { chunk: number; place: number };

/** What is known of an import that rows are read by. */
export type Layout = {
  format: Format;
  delimiter: Delimiter | null;
  columns: Column[] | null;
  options: ImportOptions;
};

/** What became of rows so far. `rowCount` is the sum of the first four; suppressed are some of those. */
export type Counts = {
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  suppressed: number;
};

export const NO_COUNTS: Counts = { created: 0, updated: 0, unchanged: 0, failed: 0, suppressed: 0 };

/** A row that can't be applied: its number among the data rows, its line in the file, both from 1. */
export type Failure = {
  row: number;
  line: number;
  /** As it stood there; null where the row has none that is text. */
  email: string | null;
  message: string;
};

/** Characters of one row, its line breaks included. Attributes have at most 8 KiB. */
export const MAX_ROW = 32_768;
/** Days that failures are kept after the end: they hold addresses. */
export const FAILURE_DAYS = 30;
/** Days that an import, and who came with it, is known after its end. */
export const IMPORT_DAYS = 365;
