import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidField, PressrunError } from '../lib/errors.ts';

/** How many octets may come out of one. Files of contacts shrink to a tenth, seldom to a fiftieth. */
const MAX_RATIO = 200;
/** Small files of equal lines shrink further, and do no harm. */
const UNSUSPECTED_BYTES = 1024 * 1024;

/**
 * The octets inside a gzip stream (RFC 1952), as the reader takes them. 413 as soon as a part grows out of
 * all proportion (P42: 10 MB that hold 10 GB are refused within the first), 400 when it isn't gzip or is
 * cut off.
 */
export async function* gunzipped(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // Its errors come out of the loop below; here they must only not be unhandled.
  const feeding = pipeline(Readable.from(parts), gunzip).catch(() => {});
  let size = 0;
  try {
    for await (const part of gunzip as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > Math.max(UNSUSPECTED_BYTES, MAX_RATIO * gunzip.bytesWritten)) throw tooDense();
      yield part;
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

function tooDense(): PressrunError {
  const message =
    `The file grows to more than ${MAX_RATIO} times its compressed size, which no list of contacts does. ` +
    'Nothing was imported; send it uncompressed.';
  return new PressrunError('payload_too_large', message);
}

function asRefusal(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return invalidField('body', 'is gzip that is cut off before its end');
  if (code?.startsWith('Z_')) return invalidField('body', 'is not gzip, or is damaged');
  return error;
}
