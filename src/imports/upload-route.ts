import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../db/database.ts';
import { principalOf } from '../http/access.ts';
import { REPLAYED } from '../http/change.ts';
import { once } from '../http/idempotency.ts';
import { PressrunError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Format } from './import.ts';
import { readOptions } from './options.ts';
import { discardFile, receiveFile } from './receive.ts';
import { ImportQuery, ImportReply, UploadBody } from './schemas.ts';
import { queueImport } from './service.ts';
import type { Upload } from './upload.ts';

export type UploadDeps = {
  db: Database;
  /** Octets of a file after decompression; more are refused with 413. */
  maxBytes: number;
  /** Milliseconds that an upload may stand still. */
  idleMs?: number | undefined;
};

const IDLE_MS = 60_000;
/** How long a client may go on sending what was refused, so that it hears why. */
const LINGER_MS = 5_000;
const FORMAT_BY_TYPE: Record<string, Format> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};

/** The way in for a file of any size. A plugin of its own: here alone a body is a stream. */
export function uploadRoute({
  db,
  maxBytes,
  idleMs = IDLE_MS,
}: UploadDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addContentTypeParser(Object.keys(FORMAT_BY_TYPE), (_request, payload, done) => {
      done(null, payload);
    });

    app.post(
      '/contacts/imports',
      {
        config: {
          scope: 'contacts:write',
          bulk: true,
          audit: { action: 'contact.import', fields: ['name', 'format', 'dryRun', 'bytes'] },
        },
        schema: {
          operationId: 'createImport',
          summary: 'Import contacts from a CSV or NDJSON file of any size',
          description:
            'The file is the body, also with `Content-Encoding: gzip`. It is taken in as it comes and then ' +
            'worked through row by row, in its order, as a bulk upsert would: `GET /contacts/imports/{id}` ' +
            'tells how far it is. The first line of a CSV file names the columns; an empty cell keeps what ' +
            'is known. A row that fails holds up nobody.',
          tags: ['Contacts'],
          querystring: ImportQuery,
          body: UploadBody,
          response: { 202: ImportReply },
        },
      },
      async (request, reply) => {
        const asked = readOptions(request.query, formatOf(request));
        const { tenantId } = principalOf(request);
        const id = newId();
        const upload = { ...uploadOf(request), maxBytes, idleMs };
        const { digest, ...received } = await lingering(request, reply, () =>
          receiveFile(db, tenantId, id, asked, upload),
        );
        // From here on the file stands for itself: an Idempotency-Key belongs to its content.
        request.body = digest;
        return onceOrDiscard(db, request, reply, id, () =>
          once(db, request, reply.code(202), (tx) => queueImport(tx, tenantId, id, received)),
        ) as never;
      },
    );
  };
}

/** The file of a request that was made before, or that is refused now, is not needed. */
async function onceOrDiscard<T>(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  work: () => Promise<T>,
): Promise<T> {
  const { tenantId } = principalOf(request);
  try {
    const answer = await work();
    if (reply.hasHeader(REPLAYED)) await discardFile(db, tenantId, id);
    return answer;
  } catch (error) {
    await discardFile(db, tenantId, id);
    throw error;
  }
}

function formatOf(request: FastifyRequest): Format {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const format = FORMAT_BY_TYPE[type];
  if (format && isStream(request.body)) return format;
  const known = Object.keys(FORMAT_BY_TYPE).join(' or ');
  throw new PressrunError('unsupported_media_type', `Send the file with Content-Type: ${known}`);
}

function isStream(body: unknown): body is Readable {
  return typeof (body as Readable | null)?.iterator === 'function';
}

function uploadOf(request: FastifyRequest): Pick<Upload, 'body' | 'isGzip'> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') {
    const message = 'Content-Encoding: only gzip is understood; or send the file as it is';
    throw new PressrunError('unsupported_media_type', message);
  }
  return { body: request.body as Readable, isGzip: encoding !== 'identity' };
}

/**
 * A client that is refused in the middle of its file may go on sending for a while: were the connection
 * ended at once, it would see a broken connection and not the answer. Then it is ended.
 */
async function lingering<T>(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    reply.header('connection', 'close');
    reply.raw.once('finish', () => {
      const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
      raw.socket.once('close', () => clearTimeout(timer));
    });
    throw error;
  }
}
