import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Session } from '../http/access.ts';
import type { Clock } from '../lib/clock.ts';
import { isId } from '../lib/ids.ts';

/** How long an access token is good for, in seconds (contract: 15 minutes). */
export const ACCESS_TOKEN_SECONDS = 900;

const ISSUER = 'pressrun';
const AUDIENCE = 'pressrun-api';
// Three base64url parts: anything else never reaches the library.
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export type AccessTokens = {
  sign(session: Session): Promise<string>;
  /** Null for whatever isn't a token of ours that is good now. */
  verify(token: string): Promise<Session | null>;
};

/**
 * Access tokens are JWTs (RFC 7519) signed with HS256. What is accepted is fixed as RFC 8725 §3
 * asks: the one algorithm, the type, the issuer and the audience.
 */
export function createAccessTokens(key: Buffer, clock: Clock): AccessTokens {
  const secret = new Uint8Array(hkdfSync('sha256', key, '', 'pressrun access token v1', 32));
  return {
    sign: ({ sessionId, userId }) => {
      const now = Math.floor(clock.now().getTime() / 1_000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(now)
        .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
        .sign(secret);
    },
    verify: async (token) => {
      if (!SHAPE.test(token)) return null;
      try {
        const { payload } = await jwtVerify(token, secret, {
          ...{ algorithms: ['HS256'], typ: 'at+jwt', issuer: ISSUER, audience: AUDIENCE },
          ...{ requiredClaims: ['exp', 'sub', 'sid'], currentDate: clock.now() },
        });
        const { sub, sid } = payload;
        if (typeof sub !== 'string' || typeof sid !== 'string') return null;
        return isId(sub) && isId(sid) ? { sessionId: sid, userId: sub } : null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
