import { setImmediate as breathe } from 'node:timers/promises';
import { readRow, rowError, type Upsert } from '../contacts/contact-input.ts';
import type { Failure, Layout, Position } from './import.ts';
import { MAX_ROW } from './import.ts';
import { type RawRow, rowReader, TOO_LONG } from './read-rows.ts';
import { type RowInput, rowInputs } from './row-input.ts';

/**
 * Rows and characters of a batch: a tenth of a second of work, a few MB of memory. With 5,000 rows it was no
 * faster, and the process grew by 30 MB more (P42).
 */
const BATCH = { rows: 2_000, length: 1_000_000 };

/**
 * Rows read in one go, about a millisecond: between them whatever PostgreSQL answered for the batch before is
 * dealt with, so that neither waits for the other.
 */
const SLICE = 100;

/** A row that can be applied, with its number and line. */
export type NumberedUpsert = { row: number; line: number; change: Upsert };

/** Rows that are applied in one transaction, and the place behind them. */
export type Batch = {
  from: Position;
  to: Position;
  /** Lines and rows of the file up to `to`. */
  lines: number;
  rows: number;
  upserts: NumberedUpsert[];
  failures: Failure[];
};

/** Where reading begins, and what has been read before. */
export type Start = { position: Position; lines: number; rows: number; chunks: number };

/** The text of a chunk. */
export type LoadChunk = (number: number) => Promise<string>;

/**
 * Reads a stored file from a position on, batch by batch, and checks each row as a bulk upsert does. The
 * batches depend on the file and the position only. The last one ends behind the last chunk.
 */
export async function* readBatches(
  load: LoadChunk,
  layout: Layout,
  { position, lines, rows, chunks }: Start,
): AsyncGenerator<Batch> {
  const read = rowReader(layout.format, layout.delimiter);
  const inputOf = rowInputs(layout);
  const window = new Window(load, position, chunks);
  let batch = emptyBatch(position, lines, rows);
  let length = 0;
  const add = (row: RawRow) => {
    batch.rows += 1;
    addRow(batch, row, inputOf(row));
  };
  while (!window.isThrough) {
    const most = Math.min(SLICE, BATCH.rows - batch.upserts.length - batch.failures.length);
    const { text, at, isLast } = window;
    const {
      rows: found,
      place,
      lines: behind,
    } = read(text, { place: at, lines: batch.lines, most, isLast });
    for (const row of found) add(row);
    batch.lines = behind;
    length += place - at;
    window.at = place;
    if (window.isThrough) break;
    if (found.length === SLICE) await breathe();
    if (batch.upserts.length + batch.failures.length >= BATCH.rows || length >= BATCH.length) {
      yield { ...batch, to: window.position() };
      batch = emptyBatch(window.position(), batch.lines, batch.rows);
      length = 0;
    } else if (found.length === most) {
      // A slice is read; more of the text may be rows.
    } else if (window.rest > MAX_ROW) {
      batch.lines += 1;
      add({ line: batch.lines, fault: TOO_LONG });
      await window.skipLine();
    } else {
      await window.extend();
    }
  }
  yield { ...batch, to: { chunk: chunks, place: 0 } };
}

function emptyBatch(from: Position, lines: number, rows: number): Batch {
  return { from, to: from, lines, rows, upserts: [], failures: [] };
}

function addRow(batch: Batch, { line }: RawRow, shaped: RowInput): void {
  const row = batch.rows;
  if ('fault' in shaped) {
    batch.failures.push(failureOf(row, line, { email: shaped.email }, shaped.fault));
    return;
  }
  const read = readRow(shaped.input);
  if ('value' in read) batch.upserts.push({ row, line, change: read.value });
  else batch.failures.push(failureOf(row, line, shaped.input, read.message));
}

/** As a bulk upsert words it. */
export function failureOf(row: number, line: number, input: unknown, message: string): Failure {
  const { email, message: words } = rowError(row, input, message);
  return { row, line, email, message: words };
}

/** The part of the file that is in memory: the rest of a chunk and at most the next one. */
class Window {
  text = '';
  /** The next row begins here in the text. */
  at = 0;
  readonly #load: LoadChunk;
  readonly #chunks: number;
  /** The chunks in the text: which, from which place on, and how long the rest of it is. */
  #parts: { chunk: number; place: number; length: number }[] = [];
  #next: Position;

  constructor(load: LoadChunk, start: Position, chunks: number) {
    this.#load = load;
    this.#chunks = chunks;
    this.#next = start;
  }

  get isLast(): boolean {
    return this.#next.chunk >= this.#chunks;
  }

  get isThrough(): boolean {
    return this.isLast && this.at >= this.text.length;
  }

  get rest(): number {
    return this.text.length - this.at;
  }

  /** Where the next row begins in the file. */
  position(): Position {
    let left = this.at;
    for (const { chunk, place, length } of this.#parts) {
      if (left < length) return { chunk, place: place + left };
      left -= length;
    }
    return this.#next;
  }

  /** Forgets what was read and takes the next chunk in. */
  async extend(): Promise<void> {
    const here = this.position();
    const { chunk, place } = this.#next;
    const text = (await this.#load(chunk)).slice(place);
    this.#parts = this.#parts
      .filter((part) => part.chunk >= here.chunk)
      .map((part) => (part.chunk === here.chunk ? cutTo(part, here.place) : part));
    this.#parts.push({ chunk, place, length: text.length });
    this.text = this.text.slice(this.at) + text;
    this.at = 0;
    this.#next = { chunk: chunk + 1, place: 0 };
  }

  /** Forgets the rest of a line that is too long to be a row, whatever its length. */
  async skipLine(): Promise<void> {
    for (;;) {
      const end = this.text.indexOf('\n', this.at);
      if (end >= 0) {
        this.at = end + 1;
        return;
      }
      this.at = this.text.length;
      if (this.isLast) return;
      await this.extend();
    }
  }
}

function cutTo(part: { chunk: number; place: number; length: number }, place: number) {
  return { ...part, place, length: part.length - (place - part.place) };
}
