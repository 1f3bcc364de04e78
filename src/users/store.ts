import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { User, UserWithSecrets } from './user.ts';

const USER = sql`
  id, email, name, locale, totp_confirmed_at is not null as "twoFactorEnabled",
  created_at as "createdAt"`;
const SECRETS = sql`
  password_hash as "passwordHash", totp_sealed as "totpSealed",
  totp_confirmed_at is not null as "totpConfirmed"`;

export async function findUserByEmail(tx: Tx, email: string): Promise<UserWithSecrets | undefined> {
  const { rows } = await sql<UserWithSecrets>`
    select ${USER}, ${SECRETS} from users where email = ${email}`.execute(tx);
  return rows[0];
}

export async function findUserById(tx: Tx, id: string): Promise<UserWithSecrets | undefined> {
  const { rows } = await sql<UserWithSecrets>`
    select ${USER}, ${SECRETS} from users where id = ${id}`.execute(tx);
  return rows[0];
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockUserById(tx: Tx, id: string): Promise<UserWithSecrets | undefined> {
  const { rows } = await sql<UserWithSecrets>`
    select ${USER}, ${SECRETS} from users where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** Undefined when the address has an account already. */
export async function insertUser(
  tx: Tx,
  user: { id: string; email: string; name: string | null; passwordHash: string },
): Promise<User | undefined> {
  const { rows } = await sql<User>`
    insert into users (id, email, name, password_hash)
    values (${user.id}, ${user.email}, ${user.name}, ${user.passwordHash})
    on conflict (email) do nothing
    returning ${USER}`.execute(tx);
  return rows[0];
}

/** Null leaves a field as it is; `clear` empties those that it names. */
export async function updateProfile(
  tx: Tx,
  id: string,
  change: { name: string | null; locale: string | null; clearName: boolean; clearLocale: boolean },
): Promise<User | undefined> {
  const { rows } = await sql<User>`
    update users
    set name = case when ${change.clearName} then null else coalesce(${change.name}, name) end,
        locale = case when ${change.clearLocale} then null else coalesce(${change.locale}, locale) end
    where id = ${id}
    returning ${USER}`.execute(tx);
  return rows[0];
}

export async function updatePasswordHash(tx: Tx, id: string, hash: string): Promise<void> {
  await sql`update users set password_hash = ${hash} where id = ${id}`.execute(tx);
}

/** Only if nobody changed it meanwhile: a new hash of a password that is no more must not win. */
export async function replacePasswordHash(
  tx: Tx,
  id: string,
  old: string,
  next: string,
): Promise<void> {
  await sql`
    update users set password_hash = ${next}
    where id = ${id} and password_hash = ${old}`.execute(tx);
}

/** Whether the hash is still this one; if so, it stays until the transaction ends. */
export async function keepPasswordHash(tx: Tx, id: string, hash: string): Promise<boolean> {
  const { rows } = await sql`
    select id from users where id = ${id} and password_hash = ${hash} for share`.execute(tx);
  return rows.length === 1;
}
