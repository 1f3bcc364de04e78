import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { type Principal, principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once, onceOutside } from '../http/idempotency.ts';
import { PressrunError } from '../lib/errors.ts';
import { withCompiledMjml } from './mjml.ts';
import { type PreviewInput, previewVersion } from './preview-version.ts';
import { prepareVersion, publishVersion, unpublishVersion } from './publish-version.ts';
import {
  ContentBody,
  Deleted,
  PreviewBody,
  PreviewReply,
  VersionPage,
  VersionParams,
  VersionQuery,
  VersionReply,
} from './schemas.ts';
import type { VersionPath } from './version.ts';
import { viewOf } from './version-view.ts';
import {
  addVersion,
  deleteVersion,
  findVersionOf,
  listVersions,
  updateVersion,
} from './versions.ts';

const tags = ['Templates'];
const read = { scope: 'templates:read' } as const;
/** What the audit log keeps of a version: no content. */
const FIELDS = ['number', 'status', 'locale', 'localeGroupId'];

function changing(verb: string) {
  const before = verb === 'create' ? {} : { before: findVersion };
  const audit = { action: `template_version.${verb}`, fields: FIELDS, ...before };
  return { scope: 'templates:write', audit } as const;
}

function findVersion(tx: Tx, tenantId: string, params: Record<string, string>) {
  return findVersionOf(tx, tenantId, params as VersionPath);
}

/** `/templates/:id/versions` and everything below (contract: Templates). */
export function versionRoutes({ db }: { db: Database }): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/templates/:id/versions',
      {
        config: changing('create'),
        schema: {
          ...{ operationId: 'createTemplateVersion', summary: 'Add a draft', tags },
          description: 'Fields that are missing are taken from the newest version.',
          params: IdParams,
          body: ContentBody,
          response: { 201: VersionReply },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        const content = await withCompiledMjml(tenantId, request.body);
        return once(db, request, reply.code(201), async (tx) =>
          viewOf(await addVersion(tx, tenantId, id, content)),
        );
      },
    );

    app.get(
      '/templates/:id/versions',
      {
        config: read,
        schema: {
          ...{ operationId: 'listTemplateVersions', summary: 'List versions, newest first', tags },
          params: IdParams,
          querystring: VersionQuery,
          response: { 200: VersionPage },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return inTenant(db, tenantId, (tx) => listVersions(tx, tenantId, id, request.query));
      },
    );

    app.get(
      '/templates/:id/versions/:versionId',
      {
        config: read,
        schema: {
          ...{ operationId: 'getTemplateVersion', summary: 'A version with its bodies', tags },
          params: VersionParams,
          response: { 200: VersionReply },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { params } = request;
        return viewOf(await inTenant(db, tenantId, (tx) => findVersionOf(tx, tenantId, params)));
      },
    );

    app.patch(
      '/templates/:id/versions/:versionId',
      {
        config: changing('update'),
        schema: {
          ...{ operationId: 'updateTemplateVersion', summary: 'Change a draft', tags },
          params: VersionParams,
          body: ContentBody,
          response: { 200: VersionReply },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { params, body } = request;
        const content = await withCompiledMjml(tenantId, body);
        return viewOf(
          await runChange(db, request, (tx) => updateVersion(tx, tenantId, params, content)),
        );
      },
    );

    app.delete(
      '/templates/:id/versions/:versionId',
      {
        config: changing('delete'),
        schema: {
          ...{
            operationId: 'deleteTemplateVersion',
            summary: 'Delete a draft that no campaign uses',
            tags,
          },
          params: VersionParams,
          response: { 200: Deleted },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { params } = request;
        await runChange(db, request, (tx) => deleteVersion(tx, tenantId, params));
        return { deleted: true as const, id: params.versionId };
      },
    );

    app.post(
      '/templates/:id/versions/:versionId/publish',
      {
        config: changing('publish'),
        schema: {
          ...{ operationId: 'publishTemplateVersion', summary: 'Publish a draft', tags },
          description: 'Inlines CSS, and makes the plain text where none is given.',
          params: VersionParams,
          response: { 200: VersionReply },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const { params } = request;
        const prepared = await prepareVersion(db, tenantId, params);
        return once(db, request, reply.code(200), async (tx) =>
          viewOf(await publishVersion(tx, tenantId, params, prepared)),
        );
      },
    );

    app.post(
      '/templates/:id/versions/:versionId/unpublish',
      {
        config: changing('unpublish'),
        schema: {
          ...{
            operationId: 'unpublishTemplateVersion',
            summary: 'Make a published version a draft again',
            tags,
          },
          params: VersionParams,
          response: { 200: VersionReply },
        },
      },
      (request, reply) => {
        const { tenantId } = principalOf(request);
        const { params } = request;
        return once(db, request, reply.code(200), async (tx) =>
          viewOf(await unpublishVersion(tx, tenantId, params)),
        );
      },
    );

    app.post(
      '/templates/:id/versions/:versionId/preview',
      {
        config: read,
        schema: {
          ...{
            operationId: 'previewTemplateVersion',
            summary: 'Render a version for a contact or for given data',
            tags,
          },
          description: 'With `contactId` the key also needs `contacts:read`.',
          params: VersionParams,
          body: PreviewBody,
          response: { 200: PreviewReply },
        },
      },
      (request, reply) => {
        const principal = principalOf(request);
        const { params, body } = request;
        requireContactScope(principal, body);
        return onceOutside(db, request, reply.code(200), () =>
          previewVersion(db, principal.tenantId, params, body),
        );
      },
    );
  };
  return routes as FastifyPluginAsync;
}

/** A preview prints what is stored about the contact. */
function requireContactScope({ scopes }: Principal, { contactId }: PreviewInput): void {
  if (contactId === undefined || scopes.includes('contacts:read')) return;
  throw new PressrunError('forbidden', 'Missing required API key scope: contacts:read');
}
