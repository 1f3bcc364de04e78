import { inTenant } from '../../src/db/transaction.ts';
import { SCOPES, type Scope } from '../../src/http/access.ts';
import { leastRole, ROLES, type Role } from '../../src/http/role.ts';
import { createKey, revokeKey } from '../../src/tenants/service.ts';
import type { RunningApp } from '../support/app.ts';
import type { Operation } from './operations.ts';
import { FURTHER_SCOPES } from './recipes.ts';
import type { World } from './world.ts';

/** A kind of caller, as the matrix has them: one that must be kept out. */
export type Actor = {
  name: string;
  /** The headers that say who it is; `other` is another tenant than the one that is asked about. */
  headers(its: World, other: World, operation: Operation): Promise<Record<string, string>>;
  /** What it gets; null where this operation is none that the actor must be kept from. */
  status(operation: Operation): 401 | 403 | 404 | null;
  message?(operation: Operation): string;
};

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
const always = (status: 401 | 403) => () => status;

/** A key of this tenant with just these scopes. */
export async function keyWith(app: RunningApp, tenantId: string, scopes: string[]) {
  return inTenant(app.db, tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'Matrix', mode: 'live', scopes }),
  );
}

/** The scopes that are enough for what the operation's recipe asks. */
export function scopesFor({ id, scope }: Operation): string[] {
  return [scope as string, ...(FURTHER_SCOPES[id] ?? [])];
}

/** Everybody who must not get in, one by one (P17, P21). */
export function strangers(app: RunningApp): Actor[] {
  return [
    { name: 'no credential', headers: async () => ({}), status: always(401) },
    { name: 'garbage', headers: async () => bearer('garbage'), status: always(401) },
    {
      name: 'basic credentials',
      headers: async (its) => ({ authorization: `Basic ${btoa(`key:${its.apiKey}`)}` }),
      status: always(401),
    },
    {
      name: 'a key with a character more',
      headers: async (its) => bearer(`${its.apiKey}x`),
      status: always(401),
    },
    {
      name: 'a revoked key',
      headers: async ({ tenantId }) => {
        const { id, key } = await keyWith(app, tenantId, [...SCOPES]);
        await inTenant(app.db, tenantId, (tx) => revokeKey(tx, tenantId, id));
        return bearer(key);
      },
      status: always(401),
    },
    {
      name: 'a key with every scope but this one',
      headers: async ({ tenantId }, _, { scope }) => {
        const others = SCOPES.filter((one: Scope) => one !== scope);
        return bearer((await keyWith(app, tenantId, others)).key);
      },
      status: always(403),
      message: ({ scope }) => `Missing required API key scope: ${scope}`,
    },
    {
      name: "another tenant's key that names this tenant",
      headers: async (its, other) => ({ ...bearer(other.apiKey), 'x-tenant-id': its.tenantId }),
      status: always(403),
    },
    {
      name: 'the right key that names another tenant',
      headers: async (its, other) => ({ ...bearer(its.apiKey), 'x-tenant-id': other.tenantId }),
      status: always(403),
    },
    {
      name: "another tenant's key",
      headers: async (_, other) => bearer(other.apiKey),
      // Without an id in the path it is asked about its own tenant: see 'shows one tenant'.
      status: (operation) => (isAboutOne(operation) ? 404 : null),
    },
  ];
}

const signedOut = async (its: World) => {
  const { call, accessToken } = await its.member('owner');
  await call('POST', '/auth/logout');
  return bearer(accessToken);
};

/** Users who must not get in where a key would, and why. */
export function strangeUsers(): Actor[] {
  return [
    { name: 'a session that was logged out', headers: signedOut, status: always(401) },
    {
      name: 'a member with the next lower role',
      headers: async (its, _, operation) =>
        bearer((await its.member(lowerRole(roleFor(operation)) ?? 'owner')).accessToken),
      status: (operation) => (lowerRole(roleFor(operation)) ? 403 : null),
    },
    {
      name: "another tenant's owner who names this tenant",
      headers: async (its, other) => ({
        ...bearer((await other.owner()).accessToken),
        'x-tenant-id': its.tenantId,
      }),
      status: (operation) => asksTenant(operation) && (namesTenant(operation) ? 404 : 403),
    },
    {
      name: 'the owner who names another tenant',
      headers: async (its, other) => ({
        ...bearer((await its.owner()).accessToken),
        'x-tenant-id': other.tenantId,
      }),
      status: (operation) => asksTenant(operation) && 403,
    },
    {
      name: "another tenant's owner",
      headers: async (_, other) => bearer((await other.owner()).accessToken),
      status: (operation) => (asksTenant(operation) && isAboutOne(operation) ? 404 : null),
    },
  ];
}

/** Everybody who must not get into what only a session may do. */
export function strangersToSessions(app: RunningApp): Actor[] {
  const nobody = strangers(app).slice(0, 3);
  return [
    ...nobody,
    {
      name: 'a key with every scope',
      headers: async (its) => bearer(its.apiKey),
      status: always(403),
      message: () => 'This needs the session of a user; an API key is not enough',
    },
    ...strangeUsers(),
  ];
}

/** The least role that may do it; null where any user may. */
export function roleFor({ scope, session }: Operation): Role | null {
  if (scope) return leastRole(scope as Scope);
  return session === 'signed-in' ? null : session;
}

function lowerRole(role: Role | null): Role | null {
  return role ? (ROLES[ROLES.indexOf(role) - 1] ?? null) : null;
}

/** Null where no tenant is asked about. */
function asksTenant(operation: Operation): true | null {
  return roleFor(operation) === null ? null : true;
}

function namesTenant({ path }: Operation): boolean {
  return path.startsWith('/tenants/{id}');
}

/** What the library offers belongs to nobody: every tenant finds it. */
const SHARED = ['Library'];

/** Whether the path names something that one tenant has. */
export function isAboutOne({ pathParameters, tags }: Operation): boolean {
  return pathParameters.length > 0 && !tags.some((tag) => SHARED.includes(tag));
}
