import type { Tx } from '../db/database.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import {
  deleteUnsubscribes,
  findSuppression,
  type ListFilter,
  listSuppressionRows,
  upsertForgotten,
  upsertSuppression,
} from './store.ts';
import {
  readCursor,
  type Suppression,
  type SuppressionReason,
  writeCursor,
} from './suppression.ts';

// Everywhere below, `key` is the instance's suppression key and addresses are normalised.

/**
 * Stops mail to an address. Idempotent: a second reason replaces the first only when it is stronger
 * (unsubscribe < manual < bounce < complaint), because a new consent lifts an unsubscribe only.
 */
export function suppress(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
  reason: SuppressionReason,
): Promise<Suppression> {
  return upsertSuppression(tx, tenantId, key, address, reason);
}

export async function isSuppressed(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
): Promise<boolean> {
  return (await findSuppression(tx, tenantId, key, address)) !== undefined;
}

/** The entry of an address; 404 when it isn't suppressed. `email` is null after an erasure. */
export async function showSuppression(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  address: string,
): Promise<Suppression> {
  const found = await findSuppression(tx, tenantId, key, address);
  if (!found) throw notFound('Suppression');
  return found;
}

/** The entry of a person's address, for the export of their data; null when there is none. */
export async function suppressionOf(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  { email }: { email: string },
): Promise<Suppression | null> {
  return (await findSuppression(tx, tenantId, key, email)) ?? null;
}

/** Takes back what people did themselves, after their new recorded consent; nothing else (P25). */
export async function liftUnsubscribe(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  addresses: string[],
): Promise<void> {
  if (addresses.length > 0) await deleteUnsubscribes(tx, tenantId, key, addresses);
}

/**
 * Erasure (P45): the keyed hash stays, or is made with the reason `manual`, and the address goes,
 * so that a later import doesn't bring the person back.
 */
export function forgetPerson(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  person: { id: string; email: string },
): Promise<void> {
  return upsertForgotten(tx, tenantId, key, person.email);
}

export type ListQuery = ListFilter & { limit: number; cursor?: string | undefined };

/** A page of the list, newest first. A cursor that isn't ours is 400. */
export async function listSuppressions(
  tx: Tx,
  tenantId: string,
  { limit, cursor, ...filter }: ListQuery,
): Promise<{ data: Suppression[]; meta: { limit: number; nextCursor: string | null } }> {
  const after = cursor === undefined ? null : readCursor(cursor);
  if (cursor !== undefined && !after) throw invalidField('cursor', 'is not one of this list');
  // One row more than the page tells whether it is the last.
  const rows = await listSuppressionRows(tx, tenantId, filter, { limit: limit + 1, after });
  const data = rows.slice(0, limit);
  const last = rows.length > limit ? data.at(-1) : undefined;
  return { data, meta: { limit, nextCursor: last ? writeCursor(last) : null } };
}
