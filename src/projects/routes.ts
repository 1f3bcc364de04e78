import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once, onceOutside } from '../http/idempotency.ts';
import {
  ProjectChange,
  ProjectCreate,
  ProjectDeleted,
  ProjectList,
  ProjectQuery,
  ProjectReply,
} from './schemas.ts';
import {
  changeProject,
  createProject,
  deleteProject,
  getProject,
  listProjects,
  type ProjectRules,
} from './service.ts';
import { verifyProject } from './verify.ts';
import { VerifyBody, VerifyReply } from './verify-schemas.ts';

export type ProjectDeps = ProjectRules & { db: Database };

const tags = ['Projects'];
const read = { config: { scope: 'campaigns:read' } } as const;
/** What the audit log keeps: neither credentials nor the server, whose user may be somebody's address. */
const FIELDS = ['name', 'tlsMode', 'rateLimit', 'retryWindow', 'isDefault'];

/** The config of a route that changes projects. */
function changing(verb: 'create' | 'update' | 'delete') {
  const audit = { action: `project.${verb}`, fields: FIELDS };
  if (verb === 'create') return { scope: 'campaigns:write', audit } as const;
  return { scope: 'campaigns:write', audit: { ...audit, before } } as const;
}

function before(tx: Tx, tenantId: string, { id }: Record<string, string>) {
  return getProject(tx, tenantId, id!);
}

/** Sender identities with SMTP servers of their own (an extension of the contract). */
export function projectRoutes(deps: ProjectDeps): FastifyPluginAsyncTypebox {
  const { db } = deps;
  return async (app) => {
    app.post(
      '/projects',
      {
        config: changing('create'),
        schema: {
          tags,
          operationId: 'createProject',
          summary: 'Add a project: a sender with an SMTP server of its own',
          body: ProjectCreate,
          response: { 201: ProjectReply },
        },
      },
      (request, reply) =>
        once(db, request, reply.code(201), (tx) =>
          createProject(tx, principalOf(request).tenantId, request.body, deps),
        ),
    );
    app.get(
      '/projects',
      {
        ...read,
        schema: {
          tags,
          operationId: 'listProjects',
          summary: 'List projects, newest first',
          querystring: ProjectQuery,
          response: { 200: ProjectList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listProjects(tx, tenantId, request.query));
      },
    );
    app.get(
      '/projects/:id',
      {
        ...read,
        schema: {
          tags,
          operationId: 'getProject',
          summary: 'Show a project, without its password',
          params: IdParams,
          response: { 200: ProjectReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => getProject(tx, tenantId, request.params.id));
      },
    );
    app.patch(
      '/projects/:id',
      {
        config: changing('update'),
        schema: {
          tags,
          operationId: 'updateProject',
          summary: 'Change only what is sent; campaigns that run take it over within seconds',
          params: IdParams,
          body: ProjectChange,
          response: { 200: ProjectReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return runChange(db, request, (tx) => changeProject(tx, tenantId, id, request.body, deps));
      },
    );
    app.delete(
      '/projects/:id',
      {
        config: changing('delete'),
        schema: {
          tags,
          operationId: 'deleteProject',
          summary: 'Delete a project that no scheduled or running campaign uses',
          params: IdParams,
          response: { 200: ProjectDeleted },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) => deleteProject(tx, tenantId, request.params.id));
      },
    );
    app.post(
      '/projects/:id/verify',
      {
        config: { scope: 'campaigns:write' },
        schema: {
          tags,
          operationId: 'verifyProject',
          summary: 'Hold a real SMTP conversation with its server, and show it',
          params: IdParams,
          body: VerifyBody,
          response: { 200: VerifyReply },
        },
      },
      (request, reply) =>
        onceOutside(db, request, reply, () => {
          const { tenantId } = principalOf(request);
          return verifyProject(deps, tenantId, request.params.id, request.body ?? {});
        }),
    );
  };
}
