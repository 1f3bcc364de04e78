import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf, sessionOf } from '../http/access.ts';
import { describeChange } from '../http/audited-change.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import type { Sealer } from '../lib/seal.ts';
import { keyRoutes } from './key-routes.ts';
import { createOwnTenant } from './own-tenant.ts';
import { TenantChange, TenantCreate, TenantReply } from './schemas.ts';
import { changeTenant, type MaySendFrom, showTenant } from './settings.ts';

export type TenantDeps = { db: Database; sealer: Sealer; maySendFrom: MaySendFrom };

const tags = ['Tenants'];
const tenantInPath = true;
const FIELDS = [
  ...['name', 'defaultLocale', 'defaultSender', 'postalAddress', 'tracking', 'preflight'],
];
const CREATED = { action: 'tenant.create', fields: FIELDS };
const before = (tx: Tx, tenantId: string) => showTenant(tx, tenantId);
const CHANGED = { action: 'tenant.update', fields: FIELDS, before };

/** Tenants for those who work in them (contract: Authentication, tenants, scopes). */
export function tenantRoutes({ db, sealer, maySendFrom }: TenantDeps): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    await app.register(keyRoutes({ db, sealer }));

    app.post(
      '/tenants',
      {
        config: { session: true },
        schema: {
          ...{ operationId: 'createTenant', summary: 'Make a tenant, and be its owner', tags },
          description: 'At most 100 tenants a user.',
          body: TenantCreate,
          response: { 201: TenantReply },
        },
      },
      async (request, reply) => {
        const { userId } = sessionOf(request);
        const actor = { type: 'user', id: userId } as const;
        reply.code(201);
        return createOwnTenant(db, userId, request.body.name, (tx, tenant) =>
          app.recordChange(tx, tenant.id, describeChange(request, actor, CREATED, null, tenant)),
        );
      },
    );

    app.get(
      '/tenants/:id',
      {
        config: { role: 'viewer', tenantInPath },
        schema: {
          ...{ operationId: 'getTenant', summary: 'A tenant, its quota and its defaults', tags },
          params: IdParams,
          response: { 200: TenantReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => showTenant(tx, tenantId));
      },
    );

    app.patch(
      '/tenants/:id',
      {
        config: { role: 'owner', tenantInPath, audit: CHANGED },
        schema: {
          ...{ operationId: 'updateTenant', summary: 'Change its name and defaults', tags },
          description:
            'Only what is sent; null clears. The quota is the operator’s: `pressrun tenant set`.',
          params: IdParams,
          body: TenantChange,
          response: { 200: TenantReply },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) =>
          changeTenant(tx, tenantId, request.body, maySendFrom),
        );
      },
    );
  };
  return routes;
}
