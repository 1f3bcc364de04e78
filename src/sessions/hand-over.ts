import type { FastifyReply } from 'fastify';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-token.ts';
import { setRefreshCookie } from './refresh-cookie.ts';
import type { OpenedSession } from './service.ts';

export type HandOverDeps = { tokens: AccessTokens; publicUrl: string };

/** What the holder of a session gets: both tokens, or the refresh token in a cookie. */
export async function handOver(
  reply: FastifyReply,
  session: OpenedSession,
  inCookie: boolean,
  { tokens, publicUrl }: HandOverDeps,
) {
  reply.header('cache-control', 'no-store');
  if (inCookie) setRefreshCookie(reply, publicUrl, session.refreshToken);
  return {
    accessToken: await tokens.sign(session),
    refreshToken: inCookie ? null : session.refreshToken,
    expiresIn: ACCESS_TOKEN_SECONDS,
  };
}
