import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

import { type HandOverDeps, handOver } from '../sessions/hand-over.ts';
import { type LoggedIn as Entry, type LoginDeps, logIn, logInWithCode } from './login.ts';
import { LoggedIn, Login, LoginReply, LoginWithCode } from './schemas.ts';
import type { UserTenant } from './user.ts';

const tags = ['Sessions'];
const config = { public: true, limited: true };

export type LoginRouteDeps = LoginDeps &
  HandOverDeps & {
    /** The tenants that a user is a member of: members stand below users. */
    tenantsOf(userId: string): Promise<UserTenant[]>;
  };

/** How a session begins (contract: Authentication; at most 15 requests per 15 minutes). */
export function loginRoutes(deps: LoginRouteDeps): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/auth/login',
      {
        config,
        schema: {
          operationId: 'logIn',
          summary: 'Log in with address and password',
          description:
            'At most 15 requests in 15 minutes. After 10 wrong ones in 10 minutes for an account, ' +
            'or 100 from an IP address, 429 with Retry-After.',
          tags,
          body: Login,
          response: { 200: LoginReply },
        },
      },
      async (request, reply) => {
        const { cookie = false, ...credentials } = request.body;
        const entry = await logIn(deps, credentials, request.ip);
        return entry ? admit(entry, cookie, reply) : { twoFactorRequired: true };
      },
    );

    app.post(
      '/auth/login/verify-2fa',
      {
        config,
        schema: {
          operationId: 'logInWithCode',
          summary: 'Log in with address, password and a code of the second factor',
          description: 'A recovery code works in the place of the app’s, once.',
          tags,
          body: LoginWithCode,
          response: { 200: LoggedIn },
        },
      },
      async (request, reply) => {
        const { cookie = false, totpCode, ...credentials } = request.body;
        const proof = { ...credentials, code: totpCode };
        return admit(await logInWithCode(deps, proof, request.ip), cookie, reply);
      },
    );
  };

  async function admit({ session, user }: Entry, inCookie: boolean, reply: FastifyReply) {
    const tokens = await handOver(reply, session, inCookie, deps);
    const tenants = await deps.tenantsOf(user.id);
    return { ...tokens, twoFactorRequired: false as const, user, tenants };
  }

  return routes;
}
