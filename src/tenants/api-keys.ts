import type { Tx } from '../db/database.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { sealText } from '../lib/shown-once.ts';
import type { KeyMode } from './api-key.ts';
import { createKey, type ListedKey, revokeKey } from './service.ts';
import { listKeyRows, lockTenant } from './store.ts';

const MAX_KEYS = 100;

export type NewKey = { name: string; scopes: string[]; mode?: KeyMode | undefined };
/** `key` is sealed until the border shows it. */
export type CreatedKey = Omit<ListedKey, 'lastUsedAt' | 'revokedAt' | 'createdBy'> & {
  key: string;
};

/** Makes a key for an owner. 409 beyond MAX_KEYS that are good. */
export async function addKey(
  tx: Tx,
  tenantId: string,
  { name, scopes, mode = 'live' }: NewKey,
  sealer: Sealer,
): Promise<CreatedKey> {
  await lockTenant(tx, tenantId);
  if ((await listLiveKeys(tx, tenantId)).length >= MAX_KEYS) {
    const message = `There are ${MAX_KEYS} API keys already, which is the most; revoke one first`;
    throw new PressrunError('conflict', message);
  }
  const made = await createKey(tx, tenantId, { name, mode, scopes: [...new Set(scopes)] });
  const {
    lastUsedAt: _,
    revokedAt: __,
    createdBy: ___,
    ...listed
  } = await showKey(tx, tenantId, made.id);
  return { ...listed, key: sealText(sealer, made.key) };
}

/** Those that are good, by when they were made. */
export async function listLiveKeys(tx: Tx, tenantId: string): Promise<ListedKey[]> {
  const keys = await listKeyRows(tx, tenantId);
  return keys.filter(({ revokedAt }) => revokedAt === null);
}

/** One that is good; 404 otherwise. */
export async function showKey(tx: Tx, tenantId: string, id: string): Promise<ListedKey> {
  const key = (await listLiveKeys(tx, tenantId)).find((one) => one.id === id);
  if (!key) throw notFound('API key');
  return key;
}

/** Ends it at the commit, in all processes: each request asks the database (P21). */
export async function endKey(tx: Tx, tenantId: string, id: string) {
  if (!isId(id)) throw notFound('API key');
  await revokeKey(tx, tenantId, id);
  return { deleted: true, id };
}
