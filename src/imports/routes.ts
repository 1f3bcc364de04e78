import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import { failuresCsv } from './failures-csv.ts';
import { ImportList, ImportReply, ListQuery, TextReply } from './schemas.ts';
import { cancelImport, listImports, requireImport, showImport } from './service.ts';
import { type UploadDeps, uploadRoute } from './upload-route.ts';

const tags = ['Contacts'];
const COUNTS = ['status', 'rows', 'created', 'updated', 'unchanged', 'failed'];

/** Contacts by the file. */
export function importRoutes(deps: UploadDeps): FastifyPluginAsync {
  const { db } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    await app.register(uploadRoute(deps));

    app.get(
      '/contacts/imports',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'listImports',
          summary: 'List imports, newest first',
          tags,
          querystring: ListQuery,
          response: { 200: ImportList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listImports(tx, tenantId, request.query));
      },
    );

    app.get(
      '/contacts/imports/:id',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'getImport',
          summary: 'Show an import: how far it is, and what became of its rows',
          tags,
          params: IdParams,
          response: { 200: ImportReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => showImport(tx, tenantId, request.params.id));
      },
    );

    app.post(
      '/contacts/imports/:id/cancel',
      {
        config: {
          scope: 'contacts:write',
          audit: { action: 'contact.cancel_import', fields: COUNTS },
        },
        schema: {
          operationId: 'cancelImport',
          summary: 'Cancel an import that waits or runs',
          description: 'What was applied before stays; the counts in the answer are final.',
          tags,
          params: IdParams,
          response: { 200: ImportReply },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        return once(db, request, reply.code(200), (tx) =>
          cancelImport(tx, tenantId, request.params.id),
        );
      },
    );

    app.get(
      '/contacts/imports/:id/failures',
      {
        config: { scope: 'contacts:read' },
        schema: {
          operationId: 'exportImportFailures',
          summary: 'The rows that failed, as CSV: number, line, address and reason',
          description:
            'Rows are counted from 1 without the line that names the columns; lines with it. Kept for 30 ' +
            'days after the end.',
          tags,
          params: IdParams,
          response: { 200: TextReply },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        await inTenant(db, tenantId, (tx) => requireImport(tx, tenantId, id));
        reply.type('text/csv; charset=utf-8');
        reply.header('content-disposition', 'attachment; filename="import-failures.csv"');
        return failuresCsv(db, tenantId, id) as never;
      },
    );
  };
  return routes;
}
