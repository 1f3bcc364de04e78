import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { EXPORT_FORMATS, exportContacts } from './export-contacts.ts';
import { listFilter, readInstant } from './list-filter.ts';
import { queriedSegment } from './segments/segment-contacts.ts';

const ExportQuery = Type.Object(
  { format: Type.Enum(EXPORT_FORMATS, { default: 'csv' }), ...listFilter },
  { additionalProperties: false },
);

const FILES = {
  csv: { type: 'text/csv; charset=utf-8', name: 'contacts.csv' },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', name: 'contacts.ndjson' },
};

const schema = Type.String();

/** Contacts as a file. */
export function exportRoute(deps: {
  db: Database;
  suppressionKey: Buffer;
}): FastifyPluginAsyncTypebox {
  const { db, suppressionKey } = deps;
  const conditionOf = (tenantId: string, id: string) =>
    inTenant(db, tenantId, (tx) => queriedSegment(tx, tenantId, id));
  return async (server) => {
    server.get(
      '/contacts/export',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'exportContacts',
          summary: 'All contacts as CSV or NDJSON, newest first',
          description:
            'Sent as it is read, whatever the number. `POST /contacts/imports` takes either format. Cells ' +
            'of CSV that a spreadsheet would run as a formula begin with an apostrophe; an import takes it ' +
            'away again.',
          tags: ['Contacts'],
          querystring: ExportQuery,
          response: {
            200: { content: { 'text/csv': { schema }, 'application/x-ndjson': { schema } } },
          },
        },
      },
      async (request, reply) => {
        const { format, updatedSince, segmentId, ...query } = request.query;
        const since = updatedSince === undefined ? undefined : readInstant(updatedSince);
        const { tenantId } = principalOf(request);
        const condition = segmentId && (await conditionOf(tenantId, segmentId));
        const { type, name } = FILES[format];
        reply.type(type).header('content-disposition', `attachment; filename="${name}"`);
        const filter = { ...query, updatedSince: since, ...(condition && { condition }) };
        return exportContacts(db, tenantId, filter, format, suppressionKey) as never;
      },
    );
  };
}
