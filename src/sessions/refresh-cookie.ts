import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PressrunError } from '../lib/errors.ts';

const NAME = 'pressrun_refresh';
const SECONDS = 30 * 24 * 3_600;

/** Out of reach of scripts, and sent by the dashboard's own pages only (RFC 6265bis §5.6.7). */
function options(publicUrl: string): CookieSerializeOptions {
  const secure = publicUrl.startsWith('https:');
  return { path: '/auth', httpOnly: true, sameSite: 'strict', secure };
}

export function setRefreshCookie(reply: FastifyReply, publicUrl: string, token: string): void {
  reply.setCookie(NAME, token, { ...options(publicUrl), maxAge: SECONDS });
}

export function clearRefreshCookie(reply: FastifyReply, publicUrl: string): void {
  reply.clearCookie(NAME, options(publicUrl));
}

/**
 * The refresh token in the request's cookie; null without one. A browser sends the cookie by itself,
 * so the request must show that a page of this instance made it: JSON as its content type, which no
 * foreign page can send without being asked first (CORS), and no foreign origin. 403 otherwise.
 */
export function readRefreshCookie(request: FastifyRequest, publicUrl: string): string | null {
  const token = request.cookies[NAME];
  if (!token) return null;
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  if (isJson && isOwnOrigin(request, publicUrl)) return token;
  throw new PressrunError(
    'forbidden',
    'The cookie is only for JSON requests of this instance’s own pages',
  );
}

// Without an Origin it is no browser: every browser sends one with a POST (Fetch standard).
function isOwnOrigin({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === host || origin === new URL(publicUrl).origin;
}
