import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { PressrunError } from '../lib/errors.ts';

/** What an API key may do (contract: Authentication, tenants, scopes). */
export const SCOPES = [
  'email:send',
  'email:read',
  'templates:read',
  'templates:write',
  'contacts:read',
  'contacts:write',
  'campaigns:read',
  'campaigns:write',
  'suppressions:read',
  'suppressions:write',
  'webhooks:manage',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: the tenant and rights that the credential stands for. */
export type Principal = {
  tenantId: string;
  keyId: string;
  scopes: string[];
  mode: 'live' | 'test';
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that the route needs; a route without one must be `public`. */
    scope?: Scope;
    public?: boolean;
    /** The body is checked row by row, so that one bad row doesn't spoil the others. */
    bulk?: boolean;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** Every route there is, also the hidden ones: for the test that asks for each who gets in. */
    knownRoutes: RouteOptions[];
  }
}

/** Finds the principal of a bearer credential; null when it is unknown, revoked or malformed. */
export type Authenticate = (credential: string) => Promise<Principal | null>;

/** Every route states its scope or that it is public; one that forgets both stops the start. */
export function guardRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest('principal', null);
  const routes: RouteOptions[] = [];
  app.decorate('knownRoutes', routes);
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const open = routes.find(
      (r) => r.method !== 'OPTIONS' && !r.config?.scope && !r.config?.public,
    );
    if (open)
      throw new Error(`route ${open.method} ${open.url} has neither a scope nor public: true`);
  });
  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config;
    if (!scope) return;
    const principal = await authenticate(bearer(request));
    if (!principal) throw unauthorized('The API key is not valid or was revoked');
    requireTenant(request, principal);
    if (!principal.scopes.includes(scope)) {
      throw new PressrunError('forbidden', `Missing required API key scope: ${scope}`);
    }
    request.principal = principal;
  });
}

/** The principal of a request on a guarded route. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw unauthorized('Authentication is required');
  return request.principal;
}

function bearer(request: FastifyRequest): string {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  if (!match?.[1]) throw unauthorized('Send an API key: "Authorization: Bearer mc_live_…"');
  return match[1];
}

function requireTenant(request: FastifyRequest, principal: Principal): void {
  const named = request.headers['x-tenant-id'];
  if (named === undefined || named === principal.tenantId) return;
  throw new PressrunError('forbidden', 'X-Tenant-Id names another tenant than the API key');
}

function unauthorized(message: string): PressrunError {
  return new PressrunError('unauthorized', message);
}
