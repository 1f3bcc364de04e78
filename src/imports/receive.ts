import { createHash, type Hash } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { invalidField } from '../lib/errors.ts';
import { CHUNK_LENGTH, packChunk } from './chunk.ts';
import { type Head, readHead } from './columns.ts';
import { decodeText, type TextDecoding } from './decode-text.ts';
import { MAX_ROW } from './import.ts';
import type { Asked } from './options.ts';
import {
  deleteChunks,
  deleteUnqueued,
  insertChunk,
  insertImport,
  type Received,
  setEnded,
} from './store.ts';
import { BrokenOff, type Upload, uploadedBytes } from './upload.ts';

/** The whole file is in the database; `digest` is the SHA-256 of its octets, for the Idempotency-Key. */
export type Receipt = Received & { digest: string };

/**
 * Takes a file in: RECEIVING, chunk by chunk as the client sends it, so that memory stays flat whatever its
 * size. What is refused (400, 413) is removed again; an upload that broke off stays as FAILED, for the
 * client never heard of it. Nothing is imported here.
 */
export async function receiveFile(
  db: Database,
  tenantId: string,
  id: string,
  asked: Asked,
  upload: Upload,
): Promise<Receipt> {
  await inTenant(db, tenantId, (tx) => insertImport(tx, tenantId, { id, ...asked }));
  try {
    return await storeChunks(db, tenantId, id, asked, upload);
  } catch (error) {
    await (error instanceof BrokenOff
      ? breakOff(db, tenantId, id, error.message)
      : discardFile(db, tenantId, id));
    throw error;
  }
}

/**
 * Removes a file that nothing is to come of: one that was refused, or had been sent before. Not one that is
 * queued after all, when the database went away before it could say so (P40): the client asks again.
 */
export async function discardFile(db: Database, tenantId: string, id: string): Promise<void> {
  await inTenant(db, tenantId, (tx) => deleteUnqueued(tx, tenantId, id));
}

async function breakOff(db: Database, tenantId: string, id: string, why: string): Promise<void> {
  const reason = `${why}. Nothing was imported; send it again.`;
  await inTenant(db, tenantId, async (tx) => {
    await setEnded(tx, tenantId, id, { status: 'FAILED', reason, from: ['RECEIVING'] });
    await deleteChunks(tx, tenantId, id);
  });
}

async function storeChunks(
  db: Database,
  tenantId: string,
  id: string,
  asked: Asked,
  upload: Upload,
): Promise<Receipt> {
  const digest = createHash('sha256');
  const decoding = decodeText(asked.encoding);
  let head: Head | null = null;
  let [chunks, bytes] = [0, 0];
  for await (const { text, isLast } of chunksOf(uploadedBytes(upload), decoding, digest)) {
    if (chunks === 0) {
      requireText(text);
      if (asked.format === 'csv') head = readHead(text, isLast, asked.delimiter, asked.options);
    }
    const chunk = { number: chunks, bytes: await packChunk(text) };
    await inTenant(db, tenantId, (tx) => insertChunk(tx, tenantId, id, chunk));
    chunks += 1;
    bytes += Buffer.byteLength(text);
  }
  const { delimiter = null, columns = null, place = 0, lines = 0 } = (head as Head | null) ?? {};
  const encoding = decoding.encoding();
  return {
    encoding,
    delimiter,
    columns,
    bytes,
    chunks,
    place,
    lines,
    digest: digest.digest('hex'),
  };
}

/** The file's text in pieces of CHUNK_LENGTH, the last one shorter; always at least one. */
async function* chunksOf(bytes: AsyncIterable<Buffer>, decoding: TextDecoding, digest: Hash) {
  const lineBreaks = oneLineBreak();
  let text = '';
  for await (const part of bytes) {
    digest.update(part);
    text += decoding.push(part);
    // One chunk is kept back: only then is it known whether it is the last one.
    while (text.length >= 2 * CHUNK_LENGTH) {
      const end = chunkEnd(text);
      yield { text: lineBreaks(text.slice(0, end)), isLast: false };
      text = text.slice(end);
    }
  }
  text += decoding.end();
  if (text.length > CHUNK_LENGTH) {
    const end = chunkEnd(text);
    yield { text: lineBreaks(text.slice(0, end)), isLast: false };
    text = text.slice(end);
  }
  yield { text: lineBreaks(text), isLast: true };
}

/** Not between the halves of a surrogate pair. */
function chunkEnd(text: string): number {
  const isHigh = (text.charCodeAt(CHUNK_LENGTH - 1) & 0xfc00) === 0xd800;
  return isHigh ? CHUNK_LENGTH - 1 : CHUNK_LENGTH;
}

/** Very old files end lines with CR alone: they get LF. Which kind it is, the first chunk says. */
function oneLineBreak(): (text: string) => string {
  let isOld: boolean | null = null;
  return (text) => {
    isOld ??= text.includes('\r') && !text.includes('\n');
    return isOld ? text.replaceAll('\r', '\n') : text;
  };
}

function requireText(text: string): void {
  if (text.trim() === '') throw invalidField('body', 'is empty; send a CSV or NDJSON file');
  if (text.startsWith('PK\u0003\u0004')) {
    throw invalidField('body', 'is a ZIP archive or an Excel workbook; save it as CSV');
  }
  if (text.slice(0, MAX_ROW).includes('\0')) throw invalidField('body', 'is not a text file');
}
