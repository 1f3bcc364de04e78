import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Role } from '../http/role.ts';
import { INVITATION_DAYS, type Invitation } from './invitation.ts';

const LIFETIME = `${INVITATION_DAYS} days`;
const INVITATION = sql`
  id, email, role, invited_by as "invitedBy", created_at as "createdAt",
  expires_at as "expiresAt", mailed_at as "mailedAt", mail_error as "mailError"`;

/** Undefined when the address is invited already. One that has expired is replaced. */
export async function insertInvitation(
  tx: Tx,
  tenantId: string,
  row: { id: string; email: string; role: Role; invitedBy: string | null },
): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    insert into invitations as i (tenant_id, id, email, role, invited_by, expires_at)
    values (${tenantId}, ${row.id}, ${row.email}, ${row.role}, ${row.invitedBy},
            now() + ${LIFETIME}::interval)
    on conflict (tenant_id, email) do update
    set id = excluded.id, role = excluded.role, invited_by = excluded.invited_by,
        created_at = now(), expires_at = excluded.expires_at, token_hash = null,
        mailed_at = null, mail_error = null
    where i.expires_at < now()
    returning ${INVITATION}`.execute(tx);
  return rows[0];
}

/** How many there are; whoever adds one next waits until this transaction ends. */
export async function countInvitationsLocked(tx: Tx, tenantId: string): Promise<number> {
  await sql`select id from tenants where id = ${tenantId} for no key update`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from invitations where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]!.count;
}

export async function listInvitationRows(tx: Tx, tenantId: string): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`
    select ${INVITATION} from invitations
    where tenant_id = ${tenantId} order by created_at, id`.execute(tx);
  return rows;
}

/** For a letter: what stands in it. Undefined when it isn't there any more, or has expired. */
export async function findInvitationForLetter(tx: Tx, tenantId: string, id: string) {
  const { rows } = await sql<{ email: string; tenantName: string; inviter: string | null }>`
    select i.email, t.name as "tenantName", coalesce(u.name, u.email) as inviter
    from invitations i join tenants t on t.id = i.tenant_id left join users u on u.id = i.invited_by
    where i.tenant_id = ${tenantId} and i.id = ${id} and i.expires_at > now()`.execute(tx);
  return rows[0];
}

export async function setInvitationToken(
  tx: Tx,
  tenantId: string,
  id: string,
  tokenHash: Buffer,
): Promise<void> {
  await sql`
    update invitations set token_hash = ${tokenHash}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Says what became of the letter with this token: accepted, or refused with these words. */
export async function setMailed(
  tx: Tx,
  tenantId: string,
  tokenHash: Buffer,
  error: string | null,
): Promise<void> {
  await sql`
    update invitations
    set mail_error = ${error}, mailed_at = case when ${error}::text is null then now() end
    where tenant_id = ${tenantId} and token_hash = ${tokenHash}`.execute(tx);
}

/** It lives for seven days from now, and waits for its letter again. */
export async function renewInvitation(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    update invitations
    set expires_at = now() + ${LIFETIME}::interval, mailed_at = null, mail_error = null
    where tenant_id = ${tenantId} and id = ${id}
    returning ${INVITATION}`.execute(tx);
  return rows[0];
}

/** True when it was there. */
export async function deleteInvitation(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from invitations where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return numAffectedRows === 1n;
}

export type FoundInvitation = { tenantId: string; tenantName: string; email: string; role: Role };

/** Crosses tenants: the token is how the invited person says which tenant it is. */
export async function findInvitationByToken(
  tx: Tx,
  tokenHash: Buffer,
): Promise<FoundInvitation | undefined> {
  const { rows } = await sql<FoundInvitation>`
    select i.tenant_id as "tenantId", t.name as "tenantName", i.email, i.role
    from invitations i join tenants t on t.id = i.tenant_id
    where i.token_hash = ${tokenHash} and i.expires_at > now()`.execute(tx);
  return rows[0];
}

/** The role it was for; undefined when it isn't good any more. It is used up now. */
export async function takeInvitation(
  tx: Tx,
  tenantId: string,
  tokenHash: Buffer,
): Promise<Role | undefined> {
  const { rows } = await sql<{ role: Role }>`
    delete from invitations
    where tenant_id = ${tenantId} and token_hash = ${tokenHash} and expires_at > now()
    returning role`.execute(tx);
  return rows[0]?.role;
}

/** Crosses tenants: those that nobody answered for a month after they expired. */
export async function deleteOldInvitations(tx: Tx): Promise<void> {
  await sql`delete from invitations where expires_at < now() - interval '30 days'`.execute(tx);
}
