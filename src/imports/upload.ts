import type { Readable } from 'node:stream';
import { PressrunError } from '../lib/errors.ts';
import { gunzipped } from './inflate.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);

export type Upload = {
  body: Readable;
  /** The Content-Encoding of the request says so; a gzip file without one is recognised too. */
  isGzip: boolean;
  /** Octets that it may have after decompression. */
  maxBytes: number;
  /** Milliseconds that may pass without an octet. */
  idleMs: number;
};

/** The client ended the connection, or said nothing for too long, before the file was whole. */
export class BrokenOff extends PressrunError {
  constructor(message: string) {
    super('invalid_request', message);
  }
}

/**
 * The octets of a file, decompressed, as the reader takes them; the client is held back meanwhile. 413
 * when they are too many, `BrokenOff` when they stop. The connection stays open for the answer.
 */
export async function* uploadedBytes(upload: Upload): AsyncGenerator<Buffer> {
  const parts = patiently(upload.body, upload.idleMs);
  let size = 0;
  for await (const part of await plain(parts, upload.isGzip)) {
    size += part.length;
    if (size > upload.maxBytes) throw tooLarge(upload.maxBytes);
    yield part;
  }
}

async function plain(
  parts: AsyncGenerator<Buffer>,
  isGzip: boolean,
): Promise<AsyncIterable<Buffer>> {
  if (isGzip) return gunzipped(parts);
  const { value: first, done } = await parts.next();
  const all = startingWith(done ? null : first, parts);
  return first?.subarray(0, 2).equals(GZIP) ? gunzipped(all) : all;
}

async function* startingWith(first: Buffer | null, rest: AsyncGenerator<Buffer>) {
  if (first !== null) yield first;
  yield* rest;
}

/** Ends with an error when nothing comes for `idleMs`. The stream itself is left as it is. */
async function* patiently(body: Readable, idleMs: number): AsyncGenerator<Buffer> {
  const parts = body.iterator({ destroyOnReturn: false });
  for (;;) {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const seconds = Math.round(idleMs / 1_000);
    const timer = setTimeout(
      () => reject(new BrokenOff(`Nothing came for ${seconds} s, and the file was not whole`)),
      idleMs,
    );
    try {
      const next = await Promise.race([parts.next(), tooLate]);
      if (next.done) return;
      yield next.value;
    } catch (error) {
      throw isAborted(error)
        ? new BrokenOff('The connection ended before the file was whole')
        : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function isAborted(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function tooLarge(maxBytes: number): PressrunError {
  const megabytes = Math.floor(maxBytes / 1_000_000).toLocaleString('en');
  const message =
    `The file has more than ${megabytes} MB after decompression (IMPORT_MAX_MB). Nothing was imported; ` +
    'send it in parts.';
  return new PressrunError('payload_too_large', message);
}
