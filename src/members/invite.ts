import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import type { Role } from '../http/role.ts';
import { enqueueJob, removeJob } from '../jobs/queue.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { findUserWithAddress, requireAddress } from '../users/service.ts';
import { type Invitation, MAX_INVITATIONS } from './invitation.ts';
import {
  countInvitationsLocked,
  deleteInvitation,
  insertInvitation,
  listInvitationRows,
  renewInvitation,
} from './invitation-store.ts';
import { findMember } from './store.ts';

/** The job that mails the link (jobs.ts). Its payload has no token: the job makes it (P20). */
export const MAIL_INVITATION = 'mail_invitation';

/**
 * Asks somebody to become a member; the mail follows. 400 for an address that is none, 409 for a
 * member, for one who is invited already, and beyond MAX_INVITATIONS.
 */
export async function inviteMember(
  tx: Tx,
  { tenantId, actor }: Principal,
  input: { email: string; role: Role },
): Promise<Invitation> {
  const email = requireAddress(input.email);
  if ((await countInvitationsLocked(tx, tenantId)) >= MAX_INVITATIONS) {
    throw new PressrunError(
      'conflict',
      `${MAX_INVITATIONS} invitations wait already, which is the most; revoke one first`,
    );
  }
  const user = await findUserWithAddress(tx, email);
  if (user && (await findMember(tx, tenantId, user.id))) {
    throw new PressrunError('conflict', 'This person is a member already; PATCH changes the role');
  }
  const invitedBy = actor.type === 'user' ? actor.id : null;
  const row = { id: newId(), email, role: input.role, invitedBy };
  const invitation = await insertInvitation(tx, tenantId, row);
  if (!invitation) {
    throw new PressrunError('conflict', 'This address is invited already; resend or revoke that');
  }
  await enqueueLetter(tx, tenantId, invitation.id);
  return invitation;
}

export function listInvitations(tx: Tx, { tenantId }: Principal): Promise<Invitation[]> {
  return listInvitationRows(tx, tenantId);
}

/** Mails a new link, good for seven days; the one before is dead then. 404 when it isn't there. */
export async function resendInvitation(
  tx: Tx,
  { tenantId }: Principal,
  id: string,
): Promise<Invitation> {
  const invitation = isId(id) ? await renewInvitation(tx, tenantId, id) : undefined;
  if (!invitation) throw notFound('Invitation');
  await enqueueLetter(tx, tenantId, id);
  return invitation;
}

/** Takes an invitation back: its link is dead from then on. 404 when it isn't there. */
export async function revokeInvitation(tx: Tx, { tenantId }: Principal, id: string): Promise<void> {
  if (!isId(id) || !(await deleteInvitation(tx, tenantId, id))) throw notFound('Invitation');
  await removeJob(tx, letterKey(id));
}

function enqueueLetter(tx: Tx, tenantId: string, invitationId: string): Promise<void> {
  const key = letterKey(invitationId);
  return enqueueJob(tx, MAIL_INVITATION, { tenantId, invitationId }, { key });
}

function letterKey(invitationId: string): string {
  return `${MAIL_INVITATION} ${invitationId}`;
}
