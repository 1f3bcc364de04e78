import { inTenant } from '../../src/db/transaction.ts';
import { SCOPES, type Scope } from '../../src/http/access.ts';
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

/** What the library offers belongs to nobody: every tenant finds it. */
const SHARED = ['Library'];

/** Whether the path names something that one tenant has. */
export function isAboutOne({ pathParameters, tags }: Operation): boolean {
  return pathParameters.length > 0 && !tags.some((tag) => SHARED.includes(tag));
}
