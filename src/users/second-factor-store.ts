import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** A secret that isn't confirmed yet. */
export async function setTotp(tx: Tx, userId: string, sealed: Buffer): Promise<void> {
  await sql`
    update users set totp_sealed = ${sealed}, totp_confirmed_at = null, totp_last_step = null
    where id = ${userId}`.execute(tx);
}

export async function confirmTotp(tx: Tx, userId: string): Promise<void> {
  await sql`update users set totp_confirmed_at = now() where id = ${userId}`.execute(tx);
}

export async function clearTotp(tx: Tx, userId: string): Promise<void> {
  await sql`
    update users set totp_sealed = null, totp_confirmed_at = null, totp_last_step = null
    where id = ${userId}`.execute(tx);
}

/** True when no code of this time step or a later one was taken before (RFC 6238 §5.2). */
export async function takeTotpStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update users set totp_last_step = ${step}
    where id = ${userId} and coalesce(totp_last_step, -1) < ${step}`.execute(tx);
  return numAffectedRows === 1n;
}

/** True when it was there: it is used up now. */
export async function takeRecoveryCode(tx: Tx, userId: string, hash: Buffer): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from recovery_codes where user_id = ${userId} and hash = ${hash}`.execute(tx);
  return numAffectedRows === 1n;
}

/** Replaces all of the user's codes by these. */
export async function replaceRecoveryCodes(
  tx: Tx,
  userId: string,
  hashes: Buffer[],
): Promise<void> {
  await sql`delete from recovery_codes where user_id = ${userId}`.execute(tx);
  if (hashes.length === 0) return;
  await sql`
    insert into recovery_codes (user_id, hash)
    select ${userId}, unnest(${hashes}::bytea[])`.execute(tx);
}

/** Seals the secret anew, unless it was changed meanwhile. */
export async function resealTotp(tx: Tx, userId: string, old: Buffer, sealed: Buffer) {
  await sql`
    update users set totp_sealed = ${sealed}
    where id = ${userId} and totp_sealed = ${old}`.execute(tx);
}
