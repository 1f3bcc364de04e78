import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { AuditPage, AuditQuery } from './schemas.ts';
import { listAuditLog } from './service.ts';

/** Who changed what in a tenant, for its owners; an extension of the contract. */
export function auditRoutes({ db }: { db: Database }): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.get(
      '/audit-log',
      {
        config: { role: 'owner' },
        schema: {
          operationId: 'listAuditLog',
          summary: 'Who changed what, from where; newest first',
          description:
            'Written with each change, and never changed. Of fields that may speak of readers or hold ' +
            'a secret only the name is kept.',
          tags: ['Audit log'],
          querystring: AuditQuery,
          response: { 200: AuditPage },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listAuditLog(tx, tenantId, request.query));
      },
    );
  };
  return routes;
}
