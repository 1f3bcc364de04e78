import { TOTP } from 'otpauth';
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
  getMe: () => ({}),
  updateMe: (_, body) => ({ body }),
};
