import type { Database, Tx } from '../db/database.ts';
import type { Role } from '../http/role.ts';
import { PressrunError } from '../lib/errors.ts';
import type { UserTenant } from '../users/user.ts';
import { deleteOldInvitations } from './invitation-store.ts';
import { insertMember, listTenantsOfUser } from './store.ts';

/** The tenants that a user is a member of, by name, each with the role there. */
export function listTenantsOf(db: Database, userId: string): Promise<UserTenant[]> {
  return listTenantsOfUser(db.engine, userId);
}

/** Makes a user a member. 409 for one who is a member already. */
export async function addMember(
  tx: Tx,
  tenantId: string,
  userId: string,
  role: Role,
): Promise<void> {
  if (await insertMember(tx, tenantId, userId, role)) return;
  throw new PressrunError('conflict', 'This person is a member of the tenant already');
}

/** Forgets invitations that nobody answered for a month after they expired. */
export function forgetOldInvitations(db: Database): Promise<void> {
  return deleteOldInvitations(db.engine);
}
