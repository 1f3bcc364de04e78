import type { Database, Tx } from '../db/database.ts';
import { outsideTenants } from '../db/transaction.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { type OpenedSession, startSession } from '../sessions/service.ts';
import { beginTry, countRequest, type Try } from './login-limits.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { type SecondFactorDeps, takeCode } from './second-factor.ts';
import { findUserByEmail, keepPasswordHash, replacePasswordHash } from './store.ts';
import { type User, type UserWithSecrets, withoutSecrets } from './user.ts';

export type LoginDeps = SecondFactorDeps & { db: Database };
export type Credentials = { email: string; password: string };
export type LoggedIn = { session: OpenedSession; user: User };

/**
 * Signs a user in; null when a code of the second factor is needed besides. 401 with the same words,
 * after the same work, for a wrong password and for an account that isn't there (P22); 429 after too
 * many tries (login-limits.ts).
 */
export async function logIn(
  deps: LoginDeps,
  credentials: Credentials,
  ip: string,
): Promise<LoggedIn | null> {
  const { user, attempt } = await provePassword(deps.db, credentials, ip);
  if (user.totpConfirmed) {
    await attempt.undo();
    return null;
  }
  const session = await outsideTenants(deps.db, (tx) => open(tx, user));
  await attempt.succeeded();
  return { session, user: withoutSecrets(user) };
}

/**
 * Signs a user in whose second factor is on: with a code of the app or a recovery code, each of
 * which works once. 401 for a wrong one, 409 when the account has no second factor.
 */
export async function logInWithCode(
  deps: LoginDeps,
  { code, ...credentials }: Credentials & { code: string },
  ip: string,
): Promise<LoggedIn> {
  const { user, attempt } = await provePassword(deps.db, credentials, ip);
  if (!user.totpConfirmed) {
    await attempt.undo();
    throw new PressrunError(
      'wrong_state',
      'This account has no second factor; POST /auth/login is enough',
    );
  }
  const session = await outsideTenants(deps.db, (tx) => openWithCode(tx, user, code, deps));
  if (!session) throw wrongCode();
  await attempt.succeeded();
  return { session, user: withoutSecrets(user) };
}

/**
 * Checks what proves an account: its password, and where the second factor is on, a code. 400 names
 * the field that is wrong; 429 as for a login.
 */
export async function proveUser(
  deps: LoginDeps,
  { code, ...credentials }: Credentials & { code?: string | undefined },
  ip: string,
): Promise<User> {
  const { user, attempt } = await provePassword(deps.db, credentials, ip, wrongField);
  if (user.totpConfirmed) {
    if (code === undefined) throw invalidField('totpCode', 'is required: the second factor is on');
    const right = await outsideTenants(deps.db, (tx) => takeCode(tx, user, code, deps));
    if (!right) throw invalidField('totpCode', 'is wrong, or was used before');
  }
  await attempt.succeeded();
  return withoutSecrets(user);
}

/** Checks a user's password alone, and answers its hash. 400 names `field`; 429 as for a login. */
export async function requirePassword(
  db: Database,
  credentials: Credentials,
  ip: string,
  field: string,
): Promise<string> {
  const { user, attempt } = await provePassword(db, credentials, ip, () => wrongField(field));
  await attempt.succeeded();
  return user.passwordHash;
}

async function openWithCode(
  tx: Tx,
  user: UserWithSecrets,
  code: string,
  deps: LoginDeps,
): Promise<OpenedSession | null> {
  return (await takeCode(tx, user, code, deps)) ? open(tx, user) : null;
}

/** Not with a password that was changed since it was looked at: that has ended all sessions (P21). */
async function open(tx: Tx, { id, passwordHash }: UserWithSecrets): Promise<OpenedSession> {
  if (!(await keepPasswordHash(tx, id, passwordHash))) throw wrongPassword();
  return startSession(tx, id);
}

async function provePassword(
  db: Database,
  { email, password }: Credentials,
  ip: string,
  refusal: () => PressrunError = wrongPassword,
): Promise<{ user: UserWithSecrets; attempt: Try }> {
  const account = normaliseAddress(email) ?? email;
  await countRequest(db, ip, account);
  const attempt = await beginTry(db, ip, account);
  const user = await findUserByEmail(db.app, account);
  const { right, outdated } = await look(password, user, attempt);
  if (!user || !right) throw refusal();
  return { user: outdated ? await rehash(db, user, password) : user, attempt };
}

/** When there is no room to look at it, it was neither right nor wrong. */
async function look(password: string, user: UserWithSecrets | undefined, attempt: Try) {
  try {
    return await verifyPassword(password, user?.passwordHash ?? null);
  } catch (error) {
    await attempt.undo();
    throw error;
  }
}

async function rehash(db: Database, user: UserWithSecrets, password: string) {
  const passwordHash = await hashPassword(password);
  await replacePasswordHash(db.app, user.id, user.passwordHash, passwordHash);
  return { ...user, passwordHash };
}

function wrongPassword(): PressrunError {
  return new PressrunError('unauthorized', 'The e-mail address or the password is wrong');
}

function wrongField(field = 'password'): PressrunError {
  return invalidField(field, 'is wrong');
}

function wrongCode(): PressrunError {
  return new PressrunError('unauthorized', 'The code is wrong, or was used before');
}
