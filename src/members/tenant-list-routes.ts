import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../db/database.ts';
import { sessionOf } from '../http/access.ts';
import { TenantsOfUser } from './schemas.ts';
import { listTenantsOf } from './service.ts';

/** Where a user belongs (contract: small print). */
export function tenantListRoutes({ db }: { db: Database }): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.get(
      '/tenants',
      {
        config: { session: true },
        schema: {
          operationId: 'listTenants',
          summary: 'List the tenants that you are a member of, with your role in each',
          tags: ['Members'],
          response: { 200: TenantsOfUser },
        },
      },
      async (request) => ({ data: await listTenantsOf(db, sessionOf(request).userId) }),
    );
  };
  return routes;
}
