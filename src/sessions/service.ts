import type { Database, Tx } from '../db/database.ts';
import { outsideTenants } from '../db/transaction.ts';
import type { Authenticate, Session } from '../http/access.ts';
import { PressrunError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { AccessTokens } from './access-token.ts';
import { createRefreshToken, hashRefreshToken, readRefreshToken } from './refresh-token.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  findMemberships,
  insertSession,
  rotateRefreshHash,
} from './store.ts';

/** A session with its refresh token, which is shown this once: the database has its hash (P20). */
export type OpenedSession = Session & { refreshToken: string };

/** Opens a session for a user who has proved to be that user; it lives for 30 days without use. */
export async function startSession(tx: Tx, userId: string): Promise<OpenedSession> {
  const sessionId = newId();
  const refreshToken = createRefreshToken(sessionId);
  await insertSession(tx, { id: sessionId, userId, refreshHash: hashRefreshToken(refreshToken) });
  return { sessionId, userId, refreshToken };
}

/**
 * Exchanges a refresh token for the next one. 401 when it is none, or its session has ended. A token
 * that was used before ends its session: whoever has it, one of two holders isn't the user
 * (RFC 9700 §4.14.2).
 */
export async function refreshSession(db: Database, token: string): Promise<OpenedSession> {
  const read = readRefreshToken(token);
  const opened = read && (await outsideTenants(db, (tx) => rotate(tx, read.sessionId, read.hash)));
  if (opened) return opened;
  throw new PressrunError(
    'unauthorized',
    'The refresh token is not valid, was used before or has expired; log in again',
  );
}

async function rotate(tx: Tx, sessionId: string, old: Buffer): Promise<OpenedSession | null> {
  const refreshToken = createRefreshToken(sessionId);
  const next = hashRefreshToken(refreshToken);
  const userId = await rotateRefreshHash(tx, { id: sessionId, old, next });
  if (userId) return { sessionId, userId, refreshToken };
  await deleteSession(tx, sessionId);
  return null;
}

/** Ends this session, or with `everywhere` all of the user's; their tokens get 401 from then on. */
export async function endSession(
  tx: Tx,
  { sessionId, userId }: Session,
  everywhere: boolean,
): Promise<void> {
  if (everywhere) await deleteSessionsOf(tx, userId, null);
  else await deleteSession(tx, sessionId);
}

/** Ends a user's sessions, but the one to keep (P21). */
export function endSessionsOf(tx: Tx, userId: string, keep: string | null = null): Promise<void> {
  return deleteSessionsOf(tx, userId, keep);
}

/** Forgets sessions that nobody used for 30 days. */
export function forgetExpiredSessions(tx: Tx): Promise<void> {
  return deleteExpiredSessions(tx);
}

/** The border's question whose access token this is. Asks the database each time: P21 gives 5 s. */
export function createSessionAuthenticate(db: Database, tokens: AccessTokens): Authenticate {
  return async (credential, tenantId) => {
    const session = await tokens.verify(credential);
    if (!session) return null;
    const memberships = await findMemberships(db.engine, session, tenantId);
    return memberships ? { session, memberships } : null;
  };
}
