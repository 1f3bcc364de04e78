import type { Tx } from '../db/database.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import type { KeyMode } from './api-key.ts';
import { type Quota, requireRoom, roomOf } from './quota-rules.ts';
import { addUsage, lockUsage, readUsage, setMonthlyQuota } from './quota-store.ts';

/** The schema CHECKs the same. */
const MOST_MESSAGES = 1_000_000_000;

/**
 * Counts `messages` that the caller's transaction enqueues (contract: Limits: each transactional
 * recipient and each fanned-out one). Mail of a test key isn't counted. Exact: with a quota the
 * tenant's count of the month is locked until the commit, so call it late. Throws 429 `quota_exceeded`
 * when they don't all fit; the caller's transaction must then roll back, which also takes back the count.
 */
export async function spendQuota(
  tx: Tx,
  tenantId: string,
  mode: KeyMode,
  messages: number,
): Promise<void> {
  if (mode === 'test' || messages === 0) return;
  const { limit, used } = await addUsage(tx, tenantId, messages);
  requireRoom({ limit, used: used - messages }, messages);
}

/** The quota of this month, or of the one that `at` lies in, by the database's clock. */
export function findQuota(tx: Tx, tenantId: string, at: Date | null = null): Promise<Quota> {
  return readUsage(tx, tenantId, at);
}

/**
 * How many messages still fit this month, and nobody else takes them before this transaction ends;
 * null without a quota.
 */
export async function lockRoom(tx: Tx, tenantId: string): Promise<number | null> {
  const quota = await lockUsage(tx, tenantId);
  return quota.limit === null ? null : roomOf(quota);
}

/**
 * Sets the messages a month, 1 to 1,000,000,000; null: unlimited. It is the operator's word, so no route
 * does this. What was used this month stays counted. 400 for another number, 404 without the tenant.
 */
export async function setQuota(tx: Tx, tenantId: string, limit: number | null): Promise<void> {
  const isNumber = Number.isInteger(limit) && limit! >= 1 && limit! <= MOST_MESSAGES;
  if (limit !== null && !isNumber) {
    throw invalidField('quota', 'must be a whole number from 1 to 1,000,000,000, or none');
  }
  if (!(await setMonthlyQuota(tx, tenantId, limit))) throw notFound('Tenant');
}
