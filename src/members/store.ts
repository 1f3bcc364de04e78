import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Role } from '../http/role.ts';
import type { UserTenant } from '../users/user.ts';
import type { Member } from './member.ts';

/** Crosses tenants: those that this user is a member of, by name. */
export async function listTenantsOfUser(tx: Tx, userId: string): Promise<UserTenant[]> {
  const { rows } = await sql<UserTenant>`
    select t.id, t.name, m.role
    from members m join tenants t on t.id = m.tenant_id
    where m.user_id = ${userId}
    order by t.name, t.id`.execute(tx);
  return rows;
}

/** False when the user is a member already. */
export async function insertMember(
  tx: Tx,
  tenantId: string,
  userId: string,
  role: Role,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into members (tenant_id, user_id, role) values (${tenantId}, ${userId}, ${role})
    on conflict (tenant_id, user_id) do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

const MEMBER = sql`
  u.id, u.email, u.name, m.role, u.totp_confirmed_at is not null as "twoFactorEnabled",
  m.created_at as "createdAt"`;

export async function listMemberRows(
  tx: Tx,
  tenantId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select ${MEMBER}
    from members m join users u on u.id = m.user_id
    where m.tenant_id = ${tenantId}
    order by m.created_at, u.id limit ${limit} offset ${offset}`.execute(tx);
  return rows;
}

export async function countMembers(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from members where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]!.count;
}

export async function findMember(
  tx: Tx,
  tenantId: string,
  userId: string,
): Promise<Member | undefined> {
  const { rows } = await sql<Member>`
    select ${MEMBER}
    from members m join users u on u.id = m.user_id
    where m.tenant_id = ${tenantId} and m.user_id = ${userId}`.execute(tx);
  return rows[0];
}

/** Whoever changes owners waits for each other: of two last ones not both can go. */
export async function lockOwners(tx: Tx, tenantId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select user_id as id from members
    where tenant_id = ${tenantId} and role = 'owner'
    order by user_id for update`.execute(tx);
  return rows.map((row) => row.id);
}

export async function updateRole(
  tx: Tx,
  tenantId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await sql`
    update members set role = ${role}
    where tenant_id = ${tenantId} and user_id = ${userId}`.execute(tx);
}

export async function deleteMember(tx: Tx, tenantId: string, userId: string): Promise<void> {
  await sql`
    delete from members where tenant_id = ${tenantId} and user_id = ${userId}`.execute(tx);
}
