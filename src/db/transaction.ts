import { sql, type Transaction } from 'kysely';
import type { Database, Tx } from './database.ts';
import type { DB } from './schema.ts';

/**
 * Runs `work` in one transaction that sees the rows of this tenant only (row-level security).
 * Commits when `work` returns, rolls back when it throws. No network call belongs inside.
 */
export async function inTenant<T>(
  db: Database,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.app.transaction().execute(async (tx) => {
    await setTenant(tx, tenantId);
    return work(tx);
  });
}

/**
 * Runs `work` in one transaction that sees no tenant at all: for users and their sessions, which
 * belong to none.
 */
export async function outsideTenants<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.app.transaction().execute(work);
}

/** Runs `work` in one transaction that sees every tenant. Callers are listed in docs/flow.md. */
export async function acrossTenants<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.engine.transaction().execute(work);
}

async function setTenant(tx: Transaction<DB>, tenantId: string): Promise<void> {
  await sql`select set_config('pressrun.tenant', ${tenantId}, true)`.execute(tx);
}
