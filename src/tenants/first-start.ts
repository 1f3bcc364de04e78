import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { acrossTenants } from '../db/transaction.ts';
import { SCOPES } from '../http/access.ts';
import { addMember } from '../members/service.ts';
import { hashPassword } from '../users/password.ts';
import { createUser, makePassword } from '../users/service.ts';
import { createKey, createTenant } from './service.ts';
import { anyTenant } from './store.ts';

/** What DATA_DIR/credentials.json holds (design.md section 2). */
export type Credentials = {
  tenantId: string;
  apiKey: string;
  dashboardUrl: string;
  email: string;
  password: string;
};

/**
 * On an empty database: the tenant `Default`, a full-scope live key and an owner, written to
 * DATA_DIR/credentials.json. Null on every later start. Of several processes that start at once,
 * one makes them. The file is written before the commit: a crash between leaves a file that the
 * next start replaces, never credentials that nobody can read.
 */
export async function firstStart(
  db: Database,
  dataDir: string,
  publicUrl: string,
): Promise<Credentials | null> {
  if (await anyTenant(db.engine)) return null;
  const password = makePassword();
  const passwordHash = await hashPassword(password);
  return acrossTenants(db, async (tx) => {
    await lockFirstStart(tx);
    if (await anyTenant(tx)) return null;
    const tenantId = await createTenant(tx, 'Default');
    const { key } = await createKey(tx, tenantId, {
      name: 'First key',
      mode: 'live',
      scopes: [...SCOPES],
    });
    const email = 'owner@localhost.localdomain';
    const owner = await createUser(tx, { email, name: null, passwordHash });
    await addMember(tx, tenantId, owner.id, 'owner');
    const dashboardUrl = `${publicUrl}/app`;
    const credentials = { tenantId, apiKey: key, dashboardUrl, email, password };
    await writeCredentials(dataDir, credentials);
    return credentials;
  });
}

async function lockFirstStart(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7077812)`.execute(tx);
}

async function writeCredentials(dataDir: string, credentials: Credentials): Promise<void> {
  const path = join(dataDir, 'credentials.json');
  const draft = `${path}.new`;
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}
