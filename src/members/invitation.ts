import type { Role } from '../http/role.ts';

/** Somebody who was asked to become a member and hasn't answered. */
export type Invitation = {
  id: string;
  email: string;
  role: Role;
  /** The user who asked; null when the operator did. */
  invitedBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  /** When the mail was accepted; null while it is on its way. */
  mailedAt: Date | null;
  /** What the relay said when it refused the mail for good. */
  mailError: string | null;
};

/** As many may wait in a tenant: each is a mail to an address that somebody typed. */
export const MAX_INVITATIONS = 100;

/** Days that a mailed link works. */
export const INVITATION_DAYS = 7;
