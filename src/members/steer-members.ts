import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import type { Role } from '../http/role.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { endSessionsOf } from '../sessions/service.ts';
import type { Member } from './member.ts';
import {
  countMembers,
  deleteMember,
  findMember,
  listMemberRows,
  lockOwners,
  updateRole,
} from './store.ts';

/** The members of a tenant, the first ones first. */
export async function listMembers(tx: Tx, { tenantId }: Principal, page: Page) {
  const { limit } = page;
  const data = await listMemberRows(tx, tenantId, { limit, offset: pageOffset(page) });
  return { data, meta: pageMeta(page, await countMembers(tx, tenantId)) };
}

/**
 * Gives a member another role; it counts from the next request on. 404 for one who is no member, 409
 * for the sole owner: somebody has to be able to let others in.
 */
export async function changeRole(
  tx: Tx,
  { tenantId }: Principal,
  userId: string,
  role: Role,
): Promise<Member> {
  const owners = await lockOwners(tx, tenantId);
  const member = await requireMember(tx, tenantId, userId);
  if (role !== 'owner') requireOtherOwner(owners, member.id);
  await updateRole(tx, tenantId, member.id, role);
  return { ...member, role };
}

/**
 * Takes a member out, and ends all sessions of this user, in other tenants as well: whoever was
 * removed is signed out everywhere (P21). 404 and 409 as above.
 */
export async function removeMember(tx: Tx, { tenantId }: Principal, userId: string): Promise<void> {
  const owners = await lockOwners(tx, tenantId);
  const member = await requireMember(tx, tenantId, userId);
  requireOtherOwner(owners, member.id);
  await deleteMember(tx, tenantId, member.id);
  await endSessionsOf(tx, member.id);
}

async function requireMember(tx: Tx, tenantId: string, userId: string): Promise<Member> {
  const member = isId(userId) ? await findMember(tx, tenantId, userId) : undefined;
  if (!member) throw notFound('Member');
  return member;
}

function requireOtherOwner(owners: string[], userId: string): void {
  if (owners.length !== 1 || owners[0] !== userId) return;
  throw new PressrunError(
    'wrong_state',
    'This is the only owner of the tenant; make somebody else an owner first',
  );
}

/** For the audit log: the member's id and role; nothing for who is none. */
export async function roleOf(tx: Tx, tenantId: string, userId: string) {
  const member = isId(userId) ? await findMember(tx, tenantId, userId) : undefined;
  return member ? { id: member.id, role: member.role } : {};
}
