import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { isAtLeast, leastRole, type Role, scopesOf } from './role.ts';
import type { Scope } from './scope.ts';

export { SCOPES, type Scope } from './scope.ts';

/** Who acts: an API key or a user, by id. */
export type Actor = { type: 'api_key' | 'user'; id: string };

/** Who asks: the tenant and rights that the credential stands for. */
export type Principal = {
  tenantId: string;
  actor: Actor;
  scopes: readonly string[];
  mode: 'live' | 'test';
  /** The role of the user in this tenant; null for an API key. */
  role: Role | null;
};

/** A user who signed in, whatever the tenant. */
export type Session = { sessionId: string; userId: string };

/** Where the user of a session belongs. */
export type Membership = { tenantId: string; role: Role };

/** Whose credential it is. `memberships`: in the tenant asked about, else the first two there are. */
export type Caller = { principal: Principal } | { session: Session; memberships: Membership[] };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For API keys with this scope, and for sessions whose role has it. */
    scope?: Scope;
    /** For sessions of members with this role or a higher one. */
    role?: Role;
    /** For any user who signed in; no tenant is asked about. 'optional': for anybody else as well. */
    session?: boolean | 'optional';
    /** For anybody. */
    public?: boolean;
    /** Public, and under the rate limit all the same: see rate-limit.ts. */
    limited?: boolean;
    /** The tenant asked about is `:id` of the path. */
    tenantInPath?: boolean;
    /** The body is checked row by row, so that one bad row doesn't spoil the others. */
    bulk?: boolean;
  }
  interface FastifyRequest {
    principal: Principal | null;
    session: Session | null;
  }
  interface FastifyInstance {
    /** Every route there is, also the hidden ones: for the test that asks for each who gets in. */
    knownRoutes: RouteOptions[];
    /** Whether the credential of a request would still be let in: for answers that go on for hours (P21). */
    stillAdmits: (request: FastifyRequest) => Promise<boolean>;
  }
}

/**
 * Finds out whose bearer credential it is; null when it is unknown, expired, revoked or malformed.
 * `tenantId` is the tenant that the request names, if any.
 */
export type Authenticate = (credential: string, tenantId: string | null) => Promise<Caller | null>;

/**
 * Every route states its scope, its role, `session` or `public`; one that forgets stops the start. Who is
 * refused here doesn't reach the rate limit of the route, so `countRefused` counts it.
 */
export function guardRoutes(
  app: FastifyInstance,
  authenticate: Authenticate,
  countRefused: (request: FastifyRequest) => Promise<void>,
): void {
  app.decorateRequest('principal', null);
  app.decorateRequest('session', null);
  const routes: RouteOptions[] = [];
  app.decorate('knownRoutes', routes);
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const open = routes.find((r) => r.method !== 'OPTIONS' && !isGuarded(r) && !r.config?.public);
    if (!open) return;
    throw new Error(
      `route ${open.method} ${open.url} has neither a scope, a role, session: true nor public: true`,
    );
  });
  app.decorate('stillAdmits', async (request) => {
    try {
      await admit(request, authenticate);
      return true;
    } catch (error) {
      if (error instanceof PressrunError) return false;
      throw error;
    }
  });
  app.addHook('onRequest', async (request) => {
    const { session } = request.routeOptions.config;
    if (!isGuarded(request.routeOptions)) return;
    if (session === 'optional' && request.headers.authorization === undefined) return;
    try {
      await admit(request, authenticate);
    } catch (error) {
      if (error instanceof PressrunError) await countRefused(request);
      throw error;
    }
  });
}

async function admit(request: FastifyRequest, authenticate: Authenticate): Promise<void> {
  const asked = tenantAsked(request);
  const caller = await authenticate(bearer(request), asked === null || isId(asked) ? asked : NIL);
  if (!caller) throw unauthorized(BAD_CREDENTIAL);
  if ('principal' in caller) admitKey(request, caller.principal);
  else admitUser(request, caller.session, caller.memberships);
}

/** The principal of a request on a route with a scope or a role. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw unauthorized('Authentication is required');
  return request.principal;
}

/** Whose session it is, on a route with `session: true` or a role. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw unauthorized('Authentication is required');
  return request.session;
}

const BAD_CREDENTIAL = 'The API key or access token is not valid, has expired or was revoked';
/** Stands for a text that can't be a tenant's id. */
const NIL = '00000000-0000-0000-0000-000000000000';

function isGuarded({ config }: { config?: RouteOptions['config'] }): boolean {
  return Boolean(config?.scope || config?.role || config?.session);
}

function admitKey(request: FastifyRequest, principal: Principal): void {
  const { scope, tenantInPath } = request.routeOptions.config;
  const named = request.headers['x-tenant-id'];
  if (named !== undefined && named !== principal.tenantId) {
    throw forbidden('X-Tenant-Id names another tenant than the API key');
  }
  if (!scope) throw forbidden('This needs the session of a user; an API key is not enough');
  if (!principal.scopes.includes(scope)) {
    throw forbidden(`Missing required API key scope: ${scope}`);
  }
  if (tenantInPath && tenantAsked(request) !== principal.tenantId) throw notFound('Tenant');
  request.principal = principal;
}

function admitUser(request: FastifyRequest, session: Session, memberships: Membership[]): void {
  request.session = session;
  const { scope, role, session: anyUser } = request.routeOptions.config;
  if (anyUser) return;
  const membership = membershipFor(request, memberships);
  const needed = role ?? leastRole(scope!);
  if (!isAtLeast(membership.role, needed)) {
    const what = scope ? `${scope}, so the role ${needed}` : `the role ${needed}`;
    throw forbidden(`This needs ${what} in the tenant; yours is ${membership.role}`);
  }
  request.principal = {
    tenantId: membership.tenantId,
    actor: { type: 'user', id: session.userId },
    scopes: scopesOf(membership.role),
    mode: 'live',
    role: membership.role,
  };
}

/** A tenant in the path that isn't the user's is not there (P17); one in the header is refused. */
function membershipFor(request: FastifyRequest, memberships: Membership[]): Membership {
  const { tenantInPath } = request.routeOptions.config;
  const [first, second] = memberships;
  if (tenantInPath) {
    if (!first) throw notFound('Tenant');
    const named = request.headers['x-tenant-id'];
    if (named !== undefined && named !== tenantAsked(request)) {
      throw forbidden('X-Tenant-Id names another tenant than the path');
    }
    return first;
  }
  if (!first) throw forbidden('You are not a member of the tenant, or of any; see GET /tenants');
  if (!second) return first;
  const message = 'is required: you are a member of several tenants; see GET /tenants';
  throw new PressrunError('invalid_request', `X-Tenant-Id: ${message}`, [
    { path: 'X-Tenant-Id', message },
  ]);
}

function tenantAsked(request: FastifyRequest): string | null {
  if (request.routeOptions.config.tenantInPath) return (request.params as { id: string }).id;
  const named = request.headers['x-tenant-id'];
  return named === undefined ? null : String(named);
}

function bearer(request: FastifyRequest): string {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  if (match?.[1]) return match[1];
  throw unauthorized('Send an API key or an access token: "Authorization: Bearer mc_live_…"');
}

function unauthorized(message: string): PressrunError {
  return new PressrunError('unauthorized', message);
}

function forbidden(message: string): PressrunError {
  return new PressrunError('forbidden', message);
}
