import type { Database, Tx } from '../db/database.ts';
import { type Authenticate, SCOPES, type Scope } from '../http/access.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { createApiKey, hashApiKey, isApiKey, type KeyMode } from './api-key.ts';
import {
  findKeyByHash,
  findTenantRow,
  insertKey,
  insertTenant,
  type ListedKey,
  listKeyRows,
  lockTenant,
  revokeKeyRow,
  setWeightRow,
  type TenantRow,
  touchKey,
  updateTenant,
} from './store.ts';

export type { ListedKey, TenantRow } from './store.ts';

/** Makes a tenant; its id is the answer. Names have 1 to 200 characters. */
export async function createTenant(tx: Tx, name: string, id = newId()): Promise<string> {
  if (name.length < 1 || name.length > 200) {
    throw new PressrunError('invalid_request', 'A tenant name has 1 to 200 characters');
  }
  await insertTenant(tx, id, name);
  return id;
}

export async function findTenant(tx: Tx, tenantId: string): Promise<TenantRow> {
  const tenant = await findTenantRow(tx, tenantId);
  if (!tenant) throw notFound('Tenant');
  return tenant;
}

/** The same, for whoever writes the settings back: another change of them waits until the commit. */
export async function holdTenant(tx: Tx, tenantId: string): Promise<TenantRow> {
  await lockTenant(tx, tenantId);
  return findTenant(tx, tenantId);
}

/** The largest weight; the smallest, and that of a new tenant, is 1. */
const MOST_WEIGHT = 100;

/**
 * Sets how many messages a tenant gets for each one of a tenant of weight 1, while both have mail
 * waiting for the same relay (P19). A whole number from 1 to 100; takes effect at the next claim.
 */
export async function setWeight(tx: Tx, tenantId: string, weight: number): Promise<void> {
  if (!Number.isInteger(weight) || weight < 1 || weight > MOST_WEIGHT) {
    const problem = `A weight is a whole number from 1 to ${MOST_WEIGHT}`;
    throw new PressrunError('invalid_request', problem);
  }
  if (!(await setWeightRow(tx, tenantId, weight))) throw notFound('Tenant');
}

/** Switches tracking on or off (P47); what is composed from then on follows it. */
export async function setTracking(
  tx: Tx,
  tenantId: string,
  change: { trackOpens?: boolean; trackClicks?: boolean },
): Promise<void> {
  await updateTenant(tx, tenantId, { ...(await holdTenant(tx, tenantId)), ...change });
}

/** Makes an API key. `key` is its only appearance in full: afterwards just its hash exists (P20). */
export async function createKey(
  tx: Tx,
  tenantId: string,
  input: { name: string; mode: KeyMode; scopes: string[] },
): Promise<{ id: string; key: string; prefix: string; lastFour: string }> {
  requireScopes(input.scopes);
  const key = createApiKey(input.mode);
  const row = { id: newId(), prefix: key.slice(0, 12), lastFour: key.slice(-4) };
  await insertKey(tx, tenantId, { ...row, ...input, hash: hashApiKey(key) });
  return { ...row, key };
}

export function listKeys(tx: Tx, tenantId: string): Promise<ListedKey[]> {
  return listKeyRows(tx, tenantId);
}

/** Revokes a key; requests with it get 401 from then on. Not found when it was revoked already. */
export async function revokeKey(tx: Tx, tenantId: string, id: string): Promise<void> {
  if (!isId(id) || !(await revokeKeyRow(tx, tenantId, id))) throw notFound('API key');
}

/** The border's question whose credential this is. Asks the database each time: P21 gives 5 s. */
export function createAuthenticate(db: Database): Authenticate {
  return async (credential) => {
    if (!isApiKey(credential)) return null;
    const row = await findKeyByHash(db.engine, hashApiKey(credential));
    if (!row) return null;
    if (row.stale) await touchKey(db.engine, row.tenantId, row.id);
    const actor = { type: 'api_key', id: row.id } as const;
    const { tenantId, scopes, mode } = row;
    return { principal: { tenantId, actor, scopes, mode, role: null } };
  };
}

function requireScopes(scopes: string[]): void {
  const wrong = scopes.filter((scope) => !SCOPES.includes(scope as Scope));
  if (scopes.length > 0 && wrong.length === 0) return;
  const problem = wrong.length > 0 ? `Unknown scope: ${wrong.join(', ')}` : 'A key needs a scope';
  throw new PressrunError('invalid_request', `${problem}. Known are: ${SCOPES.join(', ')}`);
}
