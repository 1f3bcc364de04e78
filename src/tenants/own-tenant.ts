import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { PressrunError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { addMember, listTenantsOf } from '../members/service.ts';
import { createTenant } from './service.ts';
import { showTenant, type Tenant } from './settings.ts';

/** So that nobody fills the database with them; a person works in a handful. */
const MAX_TENANTS = 100;

/**
 * A user makes a tenant and is its owner; `record` writes the audit log in the same transaction. 409
 * for one who is in MAX_TENANTS already.
 */
export async function createOwnTenant(
  db: Database,
  userId: string,
  name: string,
  record: (tx: Tx, tenant: Tenant) => Promise<void>,
): Promise<Tenant> {
  if ((await listTenantsOf(db, userId)).length >= MAX_TENANTS) {
    const message = `You are a member of ${MAX_TENANTS} tenants, which is the most`;
    throw new PressrunError('conflict', message);
  }
  const id = newId();
  return inTenant(db, id, async (tx) => {
    await createTenant(tx, name, id);
    await addMember(tx, id, userId, 'owner');
    const tenant = await showTenant(tx, id);
    await record(tx, tenant);
    return tenant;
  });
}
