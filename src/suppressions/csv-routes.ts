import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import { principalOf } from '../http/access.ts';
import { once } from '../http/idempotency.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { exportSuppressions } from './export-suppressions.ts';
import { type GivenRow, readRows } from './import-rows.ts';
import { importSuppressions } from './import-suppressions.ts';
import { readCsv } from './read-csv.ts';
import { ExportQuery, ImportList, ImportQuery, ImportReply } from './schemas.ts';

const tags = ['Suppressions'];
const IMPORTED = {
  action: 'suppression.import',
  fields: ['created', 'strengthened', 'unchanged', 'failed'],
};

/** Suppressions by the file. */
export function csvRoutes(deps: {
  db: Database;
  suppressionKey: Buffer;
}): FastifyPluginAsyncTypebox {
  const { db, suppressionKey } = deps;
  return async (app) => {
    app.addContentTypeParser(
      'text/csv',
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => decode(body),
    );

    app.post(
      '/suppressions/import',
      {
        // Rows are checked one by one, and a bad one fails alone.
        config: { scope: 'suppressions:write', bulk: true, audit: IMPORTED },
        schema: {
          operationId: 'importSuppressions',
          summary: 'Suppress many addresses: a CSV file of at most 5 MB, or a list',
          description:
            'The first line of the file names its columns: `email`, and `reason` if there is one. ' +
            'Rows without a reason get that of the query. With `unsubscribe` and `complaint` the ' +
            'contact is unsubscribed too. Rows that are wrong are listed and hold up nobody.',
          tags,
          querystring: ImportQuery,
          body: {
            content: {
              'application/json': { schema: ImportList },
              'text/csv': {
                schema: Type.String({ examples: ['email,reason\r\nana@example.com,bounce\r\n'] }),
              },
            },
          },
          response: { 200: ImportReply },
        },
      },
      async (request, reply) => {
        const { tenantId, actor } = principalOf(request);
        const { reason } = request.query as Static<typeof ImportQuery>;
        const batch = readRows(await givenRows(request.body), reason);
        return once(db, request, reply.code(200), (tx) =>
          importSuppressions(tx, tenantId, suppressionKey, batch, actor),
        );
      },
    );

    app.get(
      '/suppressions/export',
      {
        config: { scope: 'suppressions:read' },
        schema: {
          operationId: 'exportSuppressions',
          summary: 'All suppressions as CSV, newest first',
          description:
            'Cells that a spreadsheet would run as a formula begin with an apostrophe; an import ' +
            'takes it away again. An erased address is empty.',
          tags,
          querystring: ExportQuery,
          response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        reply.type('text/csv; charset=utf-8');
        reply.header('content-disposition', 'attachment; filename="suppressions.csv"');
        return exportSuppressions(db, tenantId, request.query) as never;
      },
    );
  };
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw invalidField('body', 'is not UTF-8; save the file as CSV UTF-8');
  }
}

async function givenRows(body: unknown): Promise<GivenRow[]> {
  if (typeof body === 'string') return readCsv(body);
  const list = body as Static<typeof ImportList> | undefined;
  if (!list) {
    throw new PressrunError('unsupported_media_type', 'Send the file with Content-Type: text/csv');
  }
  return list.suppressions.map(({ email, reason }, i) => ({ row: i + 1, email, reason }));
}
