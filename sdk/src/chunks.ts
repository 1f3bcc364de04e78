import { PressrunError } from './failure.ts';

const MOST_ROWS = 1_000;
/** A body may have 5 MB; 1,000 contacts with 8 KiB of attributes each would have 8. */
const MOST_OCTETS = 4_500_000;

/** Rows in chunks of at most so many, and of at most 4.5 MB as JSON. */
export async function* chunksOf<T>(
  rows: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  if (!Number.isInteger(size) || size < 1 || size > MOST_ROWS) {
    throw new PressrunError('invalid_option', `chunkSize must be 1 to ${MOST_ROWS}`);
  }
  let chunk: T[] = [];
  let octets = 0;
  for await (const row of rows) {
    const more = octetsOf(row);
    if (chunk.length === size || (chunk.length > 0 && octets + more > MOST_OCTETS)) {
      yield chunk;
      chunk = [];
      octets = 0;
    }
    chunk.push(row);
    octets += more;
  }
  if (chunk.length > 0) yield chunk;
}

const encoder = new TextEncoder();

function octetsOf(row: unknown): number {
  // With the comma; undefined becomes null in a list.
  return encoder.encode(JSON.stringify(row) ?? 'null').length + 1;
}
