import type { Database, Tx } from '../db/database.ts';
import { outsideTenants } from '../db/transaction.ts';
import type { Session } from '../http/access.ts';
import { PressrunError } from '../lib/errors.ts';
import { endSessionsOf } from '../sessions/service.ts';
import { requirePassword } from './login.ts';
import { hashPassword } from './password.ts';
import { requireGoodPassword } from './password-rules.ts';
import { deleteResetOf } from './reset-store.ts';
import { findUser } from './service.ts';
import { keepPasswordHash, updatePasswordHash } from './store.ts';

/**
 * Changes the password of who is signed in, and ends the user's other sessions (P21). 400 for a
 * wrong current password or a bad new one, 409 when it was changed at the same moment.
 */
export async function changePassword(
  db: Database,
  { userId, sessionId }: Session,
  input: { currentPassword: string; newPassword: string },
  ip: string,
): Promise<void> {
  const { email } = await findUser(db.app, userId);
  requireGoodPassword(input.newPassword, 'newPassword', email);
  const proof = { email, password: input.currentPassword };
  const old = await requirePassword(db, proof, ip, 'currentPassword');
  const hash = await hashPassword(input.newPassword);
  await outsideTenants(db, async (tx) => {
    if (!(await keepPasswordHash(tx, userId, old))) {
      throw new PressrunError('conflict', 'The password was changed at the same moment; try again');
    }
    await setPasswordHash(tx, userId, hash, sessionId);
  });
}

/** Puts a new hash in place; every session but the one to keep, and every mailed link, ends. */
export async function setPasswordHash(
  tx: Tx,
  userId: string,
  hash: string,
  keepSession: string | null,
): Promise<void> {
  await updatePasswordHash(tx, userId, hash);
  await deleteResetOf(tx, userId);
  await endSessionsOf(tx, userId, keepSession);
}
