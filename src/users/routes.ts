import cookie from '@fastify/cookie';
import type { FastifyPluginAsync } from 'fastify';
import { sessionRoutes } from '../sessions/routes.ts';
import { type LoginRouteDeps, loginRoutes } from './login-routes.ts';
import { meRoutes } from './me-routes.ts';
import { passwordRoutes } from './password-routes.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';

/** Everything below /auth that is about the person and their session. */
export function authRoutes(deps: LoginRouteDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(cookie);
    await app.register(sessionRoutes(deps));
    await app.register(loginRoutes(deps));
    await app.register(meRoutes(deps));
    await app.register(passwordRoutes(deps));
    await app.register(secondFactorRoutes(deps));
  };
}
