import { randomBytes } from 'node:crypto';
import type { Database, Tx } from '../db/database.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField, notFound, PressrunError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { forgetOldTries } from './login-limits.ts';
import { deleteExpiredResets } from './reset-store.ts';
import { findUserByEmail, findUserById, insertUser, updateProfile } from './store.ts';
import { type User, withoutSecrets } from './user.ts';

/** The stored form of an address that a person signs in with; 400 when it is none. */
export function requireAddress(email: string): string {
  const address = normaliseAddress(email);
  if (address) return address;
  throw invalidField('email', 'must be an e-mail address like ana@example.com');
}

/** A password that nobody has to think of: 128 bits as 22 characters. */
export function makePassword(): string {
  return randomBytes(16).toString('base64url');
}

/** Makes a user; the address is one that normaliseAddress made. 409 when it has an account already. */
export async function createUser(
  tx: Tx,
  input: { email: string; name: string | null; passwordHash: string },
): Promise<User> {
  const user = await insertUser(tx, { id: newId(), ...input });
  if (user) return user;
  throw new PressrunError('conflict', 'There is an account with this address already');
}

/** 404 when there is no such user. */
export async function findUser(tx: Tx, id: string): Promise<User> {
  const user = await findUserById(tx, id);
  if (!user) throw notFound('User');
  return withoutSecrets(user);
}

/** The user with this address, in its stored form; null when there is none. */
export async function findUserWithAddress(tx: Tx, email: string): Promise<User | null> {
  const user = await findUserByEmail(tx, email);
  return user ? withoutSecrets(user) : null;
}

/** Changes what is sent; null empties a field. */
export async function patchUser(
  tx: Tx,
  id: string,
  { name, locale }: { name?: string | null | undefined; locale?: string | null | undefined },
): Promise<User> {
  const user = await updateProfile(tx, id, {
    ...{ name: name ?? null, locale: locale ?? null },
    ...{ clearName: name === null, clearLocale: locale === null },
  });
  if (!user) throw notFound('User');
  return user;
}

/** Forgets login tries that count no longer, and links to reset a password that expired. */
export async function forgetOldProofs(db: Database): Promise<void> {
  await forgetOldTries(db);
  await deleteExpiredResets(db.app);
}
