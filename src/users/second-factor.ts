import type { Tx } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { invalidField, notFound, PressrunError } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';
import { createRecoveryCodes, hashRecoveryCode } from './recovery-code.ts';
import {
  clearTotp,
  confirmTotp,
  replaceRecoveryCodes,
  resealTotp,
  setTotp,
  takeRecoveryCode,
  takeTotpStep,
} from './second-factor-store.ts';
import { lockUserById } from './store.ts';
import { createTotpSecret, describeTotp, matchTotp } from './totp.ts';
import type { UserWithSecrets } from './user.ts';

/** `recoveryKey` keys the hashes of recovery codes. */
export type SecondFactorDeps = { sealer: Sealer; recoveryKey: Buffer; clock: Clock };

/**
 * Makes a TOTP secret for the user's authenticator app. It isn't asked for before a first code
 * confirmed it; until then it may be made anew. 409 when the second factor is on already.
 */
export async function enableSecondFactor(
  tx: Tx,
  userId: string,
  { sealer }: SecondFactorDeps,
): Promise<{ secret: string; url: string }> {
  const user = await lockUser(tx, userId);
  if (user.totpConfirmed) throw alreadyOn();
  const secret = createTotpSecret();
  await setTotp(tx, userId, sealer.seal(secret));
  return describeTotp(secret, user.email);
}

/**
 * Turns the second factor on with a first code; answers ten recovery codes, shown this once. 400 for
 * a wrong code, 409 when there is no secret to confirm, or it is on already.
 */
export async function confirmSecondFactor(
  tx: Tx,
  userId: string,
  code: string,
  deps: SecondFactorDeps,
): Promise<string[]> {
  const user = await lockUser(tx, userId);
  if (user.totpConfirmed) throw alreadyOn();
  if (!user.totpSealed) {
    throw new PressrunError('wrong_state', 'There is no secret to confirm; POST /auth/2fa/enable');
  }
  if (!(await takeTotp(tx, user, code, deps))) {
    throw invalidField('totpCode', 'is not the code that the app shows now; check its clock');
  }
  await confirmTotp(tx, userId);
  const codes = createRecoveryCodes();
  const hashes = codes.map((one) => hashRecoveryCode(deps.recoveryKey, one));
  await replaceRecoveryCodes(tx, userId, hashes);
  return codes;
}

/** Turns it off and forgets secret and recovery codes. Whoever calls has checked the user's proof. */
export async function clearSecondFactor(tx: Tx, userId: string): Promise<void> {
  await clearTotp(tx, userId);
  await replaceRecoveryCodes(tx, userId, []);
}

/** Whether it is a code of the app or a recovery code, neither used before; from now on it is. */
export async function takeCode(
  tx: Tx,
  user: UserWithSecrets,
  code: string,
  deps: SecondFactorDeps,
): Promise<boolean> {
  if (await takeTotp(tx, user, code.replace(/\s/g, ''), deps)) return true;
  return takeRecoveryCode(tx, user.id, hashRecoveryCode(deps.recoveryKey, code));
}

async function takeTotp(
  tx: Tx,
  user: UserWithSecrets,
  code: string,
  { sealer, clock }: SecondFactorDeps,
): Promise<boolean> {
  const opened = user.totpSealed && sealer.unseal(user.totpSealed);
  if (!opened) return false;
  const step = matchTotp(opened.plain, code, clock.now());
  if (step === null || !(await takeTotpStep(tx, user.id, step))) return false;
  if (!opened.current) await resealTotp(tx, user.id, user.totpSealed!, sealer.seal(opened.plain));
  return true;
}

async function lockUser(tx: Tx, userId: string): Promise<UserWithSecrets> {
  const user = await lockUserById(tx, userId);
  if (!user) throw notFound('User');
  return user;
}

function alreadyOn(): PressrunError {
  return new PressrunError('wrong_state', 'The second factor is on already');
}
