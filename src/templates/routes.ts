import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import { libraryRoutes } from './library/routes.ts';
import { withCompiledMjml } from './mjml.ts';
import {
  Deleted,
  NewTemplateBody,
  TemplateChange,
  TemplateCreated,
  TemplatePage,
  TemplateQuery,
  TemplateReply,
  TemplateWithVersions,
} from './schemas.ts';
import {
  createTemplate,
  deleteTemplate,
  findTemplate,
  findTemplateWithVersions,
  listTemplates,
  updateTemplate,
} from './service.ts';
import { versionRoutes } from './version-routes.ts';
import { viewOf } from './version-view.ts';

const tags = ['Templates'];

/** `/templates` and everything below, and `/library` (contract: Templates, Small print). */
export function templateRoutes({ db }: { db: Database }): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    await app.register(versionRoutes({ db }));
    await app.register(libraryRoutes({ db }));

    app.post(
      '/templates',
      {
        config: {
          scope: 'templates:write',
          audit: { action: 'template.create', fields: ['name', 'slug'] },
        },
        schema: {
          ...{
            operationId: 'createTemplate',
            summary: 'Create a template with its first draft',
            tags,
          },
          body: NewTemplateBody,
          response: { 201: TemplateCreated },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const content = await withCompiledMjml(tenantId, request.body);
        return once(db, request, reply.code(201), async (tx) => {
          const template = await createTemplate(tx, tenantId, content);
          return { ...template, versions: template.versions.map(viewOf) };
        });
      },
    );

    app.get(
      '/templates',
      {
        config: { scope: 'templates:read' },
        schema: {
          ...{ operationId: 'listTemplates', summary: 'List templates, newest first', tags },
          querystring: TemplateQuery,
          response: { 200: TemplatePage },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listTemplates(tx, tenantId, request.query));
      },
    );

    app.get(
      '/templates/:id',
      {
        config: { scope: 'templates:read' },
        schema: {
          ...{
            operationId: 'getTemplate',
            summary: 'A template and its versions, newest first',
            tags,
          },
          description: 'Bodies and variables are in each version itself.',
          params: IdParams,
          response: { 200: TemplateWithVersions },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return inTenant(db, tenantId, (tx) => findTemplateWithVersions(tx, tenantId, id));
      },
    );

    app.patch(
      '/templates/:id',
      {
        config: {
          scope: 'templates:write',
          audit: { action: 'template.update', fields: ['name', 'slug'], before: template },
        },
        schema: {
          ...{
            operationId: 'updateTemplate',
            summary: 'Rename a template, or change its slug',
            tags,
          },
          params: IdParams,
          body: TemplateChange,
          response: { 200: TemplateReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return runChange(db, request, (tx) => updateTemplate(tx, tenantId, id, request.body));
      },
    );

    app.delete(
      '/templates/:id',
      {
        config: {
          scope: 'templates:write',
          audit: { action: 'template.delete', fields: ['name', 'slug'], before: template },
        },
        schema: {
          ...{
            operationId: 'deleteTemplate',
            summary: 'Delete a template that no campaign uses',
            tags,
          },
          params: IdParams,
          response: { 200: Deleted },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        await runChange(db, request, (tx) => deleteTemplate(tx, tenantId, id));
        return { deleted: true as const, id };
      },
    );
  };
  return routes as FastifyPluginAsync;
}

/** For the audit log. */
function template(tx: Tx, tenantId: string, { id }: Record<string, string>) {
  return findTemplate(tx, tenantId, id!);
}
