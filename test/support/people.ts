import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/db/database.ts';
import { acrossTenants } from '../../src/db/transaction.ts';
import type { Role } from '../../src/http/role.ts';
import { addMember } from '../../src/members/service.ts';
import { hashPassword } from '../../src/users/password.ts';
import { createUser } from '../../src/users/service.ts';
import { caller } from './app.ts';
import type { Call } from './server.ts';

export type TestUser = { id: string; email: string };
export type SignedIn = { accessToken: string; refreshToken: string; call: Call };

/** What every user that tests make signs in with: one hash for all is quick. */
export const PASSWORD = 'correct horse battery';
let hash: Promise<string> | undefined;

/** A fresh user, a member of these tenants. */
export async function testUser(
  db: Database,
  roles: Record<string, Role> = {},
  over: { name?: string; email?: string } = {},
): Promise<TestUser> {
  hash ??= hashPassword(PASSWORD);
  const passwordHash = await hash;
  const { name = 'Test', email = `user-${randomBytes(6).toString('hex')}@example.com` } = over;
  return acrossTenants(db, async (tx) => {
    const { id } = await createUser(tx, { email, name, passwordHash });
    for (const [tenantId, role] of Object.entries(roles)) {
      await addMember(tx, tenantId, id, role);
    }
    return { id, email };
  });
}

/** Logs in over HTTP. */
export async function signIn(url: string, email: string, password = PASSWORD): Promise<SignedIn> {
  const reply = await caller(url, null)('POST', '/auth/login', { email, password });
  if (reply.status !== 200 || !reply.body.accessToken) {
    throw new Error(`login: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  const { accessToken, refreshToken } = reply.body;
  return { accessToken, refreshToken, call: caller(url, accessToken) };
}
