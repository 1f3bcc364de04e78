import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../db/database.ts';
import { outsideTenants } from '../db/transaction.ts';
import { sessionOf } from '../http/access.ts';
import { invalidField } from '../lib/errors.ts';
import { type HandOverDeps, handOver } from './hand-over.ts';
import { clearRefreshCookie, readRefreshCookie } from './refresh-cookie.ts';
import { LoggedOut, Logout, Refresh, Tokens } from './schemas.ts';
import { endSession, refreshSession } from './service.ts';

const tags = ['Sessions'];

/** How a session goes on and ends (contract: Authentication). It begins in users/login-routes.ts. */
export function sessionRoutes(deps: HandOverDeps & { db: Database }): FastifyPluginAsync {
  const { db, publicUrl } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/auth/refresh',
      {
        config: { public: true, limited: true },
        schema: {
          operationId: 'refreshSession',
          summary: 'Exchange a refresh token for the next one, and a new access token',
          description:
            'Without one in the body, the cookie’s. Each works once; one that was used before ends ' +
            'its session, because two have it.',
          tags,
          body: Refresh,
          response: { 200: Tokens },
        },
      },
      async (request, reply) => {
        const sent = request.body?.refreshToken;
        const token = sent ?? readRefreshCookie(request, publicUrl);
        if (!token) throw invalidField('refreshToken', 'is required, here or in the cookie');
        return handOver(reply, await refreshSession(db, token), sent === undefined, deps);
      },
    );

    app.post(
      '/auth/logout',
      {
        config: { session: true },
        schema: {
          operationId: 'logOut',
          summary: 'End this session, or all of this user’s',
          tags,
          body: Logout,
          response: { 200: LoggedOut },
        },
      },
      async (request, reply) => {
        const everywhere = request.body?.everywhere ?? false;
        await outsideTenants(db, (tx) => endSession(tx, sessionOf(request), everywhere));
        clearRefreshCookie(reply, publicUrl);
        return { loggedOut: true };
      },
    );
  };
  return routes;
}
