import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { outsideTenants } from '../db/transaction.ts';
import { sessionOf } from '../http/access.ts';
import type { LoginRouteDeps } from './login-routes.ts';
import { Me, MePatch } from './schemas.ts';
import { findUser, patchUser } from './service.ts';

const tags = ['Sessions'];
const config = { session: true };

/** Who is signed in. */
export function meRoutes(deps: Pick<LoginRouteDeps, 'db' | 'tenantsOf'>): FastifyPluginAsync {
  const { db, tenantsOf } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.get(
      '/auth/me',
      {
        config,
        schema: {
          operationId: 'getMe',
          summary: 'Show who is signed in, and this person’s tenants',
          tags,
          response: { 200: Me },
        },
      },
      async (request) => {
        const { userId } = sessionOf(request);
        return { user: await findUser(db.app, userId), tenants: await tenantsOf(userId) };
      },
    );

    app.patch(
      '/auth/me',
      {
        config,
        schema: {
          operationId: 'updateMe',
          summary: 'Change your name and language; null empties a field',
          tags,
          body: MePatch,
          response: { 200: Me },
        },
      },
      async (request) => {
        const { userId } = sessionOf(request);
        const user = await outsideTenants(db, (tx) => patchUser(tx, userId, request.body));
        return { user, tenants: await tenantsOf(userId) };
      },
    );
  };
  return routes;
}
