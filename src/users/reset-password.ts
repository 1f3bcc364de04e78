import type { Database } from '../db/database.ts';
import { outsideTenants } from '../db/transaction.ts';
import { enqueueJob } from '../jobs/queue.ts';
import { invalidField } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { hashMailedToken } from '../lib/mailed-token.ts';
import { countRequest, forgetTries, mayMailReset } from './login-limits.ts';
import { hashPassword } from './password.ts';
import { requireGoodPassword } from './password-rules.ts';
import { findReset, takeReset } from './reset-store.ts';
import { requireAddress } from './service.ts';
import { setPasswordHash } from './set-password.ts';
import { findUserByEmail } from './store.ts';

/** The job that mails the link (jobs.ts). Its payload has no token: the job makes it (P20). */
export const MAIL_RESET = 'mail_password_reset';

/**
 * Has a reset link mailed, if there is such an account. The answer and the work are the same in
 * either case, so that nobody learns who has one: a job for nobody does nothing. 429 after 15
 * requests in 15 minutes; an account gets at most five mails an hour, without a word.
 */
export async function forgetPassword(db: Database, email: string, ip: string): Promise<void> {
  const address = requireAddress(email);
  await countRequest(db, ip, address);
  const mayMail = await mayMailReset(db, address);
  await outsideTenants(db, async (tx) => {
    const user = await findUserByEmail(tx, address);
    const userId = (mayMail && user?.id) || newId();
    await enqueueJob(tx, MAIL_RESET, { userId }, { key: `${MAIL_RESET} ${userId}` });
  });
}

/**
 * Sets a new password with a mailed token, which works once, for an hour; all sessions end (P21).
 * 400 for a token that isn't good any more and for a bad password.
 */
export async function resetPassword(
  db: Database,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const tokenHash = hashMailedToken(token);
  const reset = await findReset(db.app, tokenHash);
  if (!reset) throw deadToken();
  requireGoodPassword(password, 'password', reset.email);
  const hash = await hashPassword(password);
  await outsideTenants(db, async (tx) => {
    if (!(await takeReset(tx, tokenHash))) throw deadToken();
    await setPasswordHash(tx, reset.userId, hash, null);
  });
  await forgetTries(db, reset.email);
}

function deadToken() {
  return invalidField('token', 'is not valid, was used or has expired; ask for a new one');
}
