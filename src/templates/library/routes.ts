import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../../db/database.ts';
import { principalOf } from '../../http/access.ts';
import { IdParams } from '../../http/fields.ts';
import { once } from '../../http/idempotency.ts';
import { TemplateCreated } from '../schemas.ts';
import { createTemplate } from '../service.ts';
import { viewOf } from '../version-view.ts';
import { findInLibrary, searchLibrary } from './library.ts';
import { CloneBody, LibraryList, LibraryQuery, LibraryReply } from './schemas.ts';

const tags = ['Library'];

/** Templates to start from, the same for every tenant (contract: Small print). */
export function libraryRoutes({ db }: { db: Database }): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.get(
      '/library',
      {
        config: { scope: 'templates:read' },
        schema: {
          ...{ operationId: 'listLibrary', summary: 'List templates to start from', tags },
          querystring: LibraryQuery,
          response: { 200: LibraryList },
        },
      },
      async (request) => searchLibrary(request.query),
    );

    app.get(
      '/library/:id',
      {
        config: { scope: 'templates:read' },
        schema: {
          ...{ operationId: 'getLibraryTemplate', summary: 'One of them, with its body', tags },
          params: IdParams,
          response: { 200: LibraryReply },
        },
      },
      async (request) => findInLibrary(request.params.id),
    );

    app.post(
      '/library/:id/clone',
      {
        config: { scope: 'templates:write', audit: { action: 'template.clone', fields: ['name'] } },
        schema: {
          operationId: 'cloneLibraryTemplate',
          summary: 'Make a template of your own from it',
          description: 'A draft to edit and publish. Without a name it keeps that of the library.',
          tags,
          params: IdParams,
          body: CloneBody,
          response: { 201: TemplateCreated },
        },
      },
      (request, reply) => {
        const { name, subject, htmlBody, variables } = findInLibrary(request.params.id);
        const source = { name, subject, htmlBody, variables, ...request.body };
        return once(db, request, reply.code(201), async (tx) => {
          const template = await createTemplate(tx, principalOf(request).tenantId, source);
          return { ...template, versions: template.versions.map(viewOf) };
        });
      },
    );
  };
  return routes as FastifyPluginAsync;
}
