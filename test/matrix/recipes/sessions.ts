import { sql } from 'kysely';
import { TOTP } from 'otpauth';
import { createMailedToken } from '../../../src/lib/mailed-token.ts';
import { PASSWORD } from '../../support/people.ts';
import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

/** A user whose second factor is on, and a recovery code: the app's code was used to turn it on. */
export async function userWithSecondFactor(its: World) {
  const { call, email, accessToken } = await its.member('owner');
  const { body } = await call('POST', '/auth/2fa/enable');
  const totpCode = codeNow(body.secret);
  const confirmed = await call('POST', '/auth/2fa/confirm', { totpCode });
  return { email, accessToken, code: confirmed.body.recoveryCodes[0] as string };
}

/** What an authenticator app shows. */
export function codeNow(secret: string): string {
  return new TOTP({ secret }).generate();
}

/** A token as a mail has it: only its hash is in the database, so the mail's own can't be read. */
async function plantReset(its: World, userId: string): Promise<string> {
  const { token, hash } = createMailedToken('pwr_');
  await sql`insert into password_resets (user_id, token_hash, expires_at)
            values (${userId}, ${hash}, now() + interval '1 hour')`.execute(its.db.app);
  return token;
}

export const sessionRecipes: Record<string, Recipe> = {
  logIn: async (its) => ({ body: { email: (await its.user()).email, password: PASSWORD } }),
  logInWithCode: async (its) => {
    const { email, code } = await userWithSecondFactor(its);
    return { body: { email, password: PASSWORD, totpCode: code } };
  },
  enableSecondFactor: async (its) => ({ credential: (await its.member('viewer')).accessToken }),
  confirmSecondFactor: async (its) => {
    const { call, accessToken } = await its.member('viewer');
    const { body } = await call('POST', '/auth/2fa/enable');
    return { body: { totpCode: codeNow(body.secret) }, credential: accessToken };
  },
  disableSecondFactor: async (its) => {
    const { accessToken, code } = await userWithSecondFactor(its);
    return { body: { password: PASSWORD, totpCode: code }, credential: accessToken };
  },
  refreshSession: async (its) => ({
    body: { refreshToken: (await its.member('viewer')).refreshToken },
  }),
  logOut: async (its, body) => ({ body, credential: (await its.member('viewer')).accessToken }),
  changePassword: async (its) => ({
    body: { currentPassword: PASSWORD, newPassword: `${PASSWORD} and more` },
    credential: (await its.member('viewer')).accessToken,
  }),
  forgetPassword: async (its) => ({ body: { email: (await its.user()).email } }),
  resetPassword: async (its, example) => ({
    body: { ...example, token: await plantReset(its, (await its.user()).id) },
  }),
  getMe: () => ({}),
  updateMe: (_, body) => ({ body }),
};
