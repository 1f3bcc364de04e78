import { recordChange } from '../audit/service.ts';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { Session } from '../http/access.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { hashMailedToken } from '../lib/mailed-token.ts';
import { type LoginDeps, proveUser } from '../users/login.ts';
import { hashPassword } from '../users/password.ts';
import { requireGoodPassword } from '../users/password-rules.ts';
import { createUser, findUser, findUserWithAddress } from '../users/service.ts';
import type { User, UserTenant } from '../users/user.ts';
import { type FoundInvitation, findInvitationByToken, takeInvitation } from './invitation-store.ts';
import { addMember } from './service.ts';

export type Acceptance = {
  token: string;
  password?: string | undefined;
  totpCode?: string | undefined;
  name?: string | null | undefined;
};

/** Makes sure who it is; answers what makes the user in the transaction that uses the token up. */
type Identify = (tx: Tx) => Promise<User>;

/**
 * Makes the invited person a member. Whoever has an account already is signed in or gives their
 * password (and code); whoever hasn't sets a password, and has one from then on. 400 for a token that
 * isn't good any more and for a wrong or missing password, 403 for a session of another address, 409
 * for a member, 429 as for a login.
 */
export async function acceptInvitation(
  deps: LoginDeps,
  input: Acceptance,
  session: Session | null,
  ip: string,
): Promise<{ user: User; tenant: UserTenant }> {
  const { db } = deps;
  const tokenHash = hashMailedToken(input.token);
  const invitation = await findInvitationByToken(db.engine, tokenHash);
  if (!invitation) throw deadToken();
  const identify = session
    ? await signedIn(deps, session, invitation)
    : await byPassword(deps, input, invitation, ip);
  const { tenantId } = invitation;
  return inTenant(db, tenantId, async (tx) => {
    const role = await takeInvitation(tx, tenantId, tokenHash);
    if (!role) throw deadToken();
    const user = await identify(tx);
    await addMember(tx, tenantId, user.id, role);
    const by = { actor: { type: 'user', id: user.id }, ip, userAgent: null } as const;
    const joined = { action: 'member.join', subjectId: user.id, before: null, after: { role } };
    await recordChange(tx, tenantId, { ...by, ...joined });
    return { user, tenant: { id: tenantId, name: invitation.tenantName, role } };
  });
}

async function signedIn(
  { db }: LoginDeps,
  { userId }: Session,
  { email }: FoundInvitation,
): Promise<Identify> {
  const user = await findUser(db.app, userId);
  if (user.email === email) return async () => user;
  throw new PressrunError(
    'forbidden',
    'The invitation is for another address; log out, or log in with that one',
  );
}

async function byPassword(
  deps: LoginDeps,
  { password, totpCode: code, name }: Acceptance,
  { email }: FoundInvitation,
  ip: string,
): Promise<Identify> {
  const existing = await findUserWithAddress(deps.db.app, email);
  if (password === undefined) {
    const whose = existing ? 'this address has an account: give its password' : 'choose one';
    throw invalidField('password', `is required; ${whose}`);
  }
  if (existing) {
    const user = await proveUser(deps, { email, password, code }, ip);
    return async () => user;
  }
  requireGoodPassword(password, 'password', email);
  const passwordHash = await hashPassword(password);
  return (tx) => createUser(tx, { email, name: name ?? null, passwordHash });
}

function deadToken() {
  return invalidField('token', 'is not valid, was used, taken back or has expired');
}
