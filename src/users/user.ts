import type { Role } from '../http/role.ts';

/** A person who signs in. The password and the second factor are never part of it. */
export type User = {
  id: string;
  /** As normaliseAddress makes it. */
  email: string;
  name: string | null;
  locale: string | null;
  twoFactorEnabled: boolean;
  createdAt: Date;
};

/** A user with what proves them; it stays in this folder. */
export type Secrets = {
  passwordHash: string;
  totpSealed: Buffer | null;
  totpConfirmed: boolean;
};

export type UserWithSecrets = User & Secrets;

/** What others may see of it. */
export function withoutSecrets(user: UserWithSecrets): User {
  const { id, email, name, locale, twoFactorEnabled, createdAt } = user;
  return { id, email, name, locale, twoFactorEnabled, createdAt };
}

/** A tenant that a user is a member of, with the role there. */
export type UserTenant = { id: string; name: string; role: Role };
