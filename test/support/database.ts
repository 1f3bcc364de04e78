import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { SCOPES } from '../../src/http/access.ts';
import { createKey, createTenant } from '../../src/tenants/service.ts';
import { atEnd } from './at-end.ts';
import { execute, urlOf } from './global-setup.ts';

/** A database of this test file's own: a copy of the migrated template (about 31 ms). */
export function testDatabase(): Database {
  const name = `pressrun_test_${randomBytes(6).toString('hex')}`;
  const server = inject('serverUrl');
  const db = {} as Database;
  beforeAll(async () => {
    await execute(server, `create database ${name} template ${inject('templateDatabase')}`);
    Object.assign(db, await openDatabase(urlOf(server, name), 10));
  });
  afterAll(async () => {
    await db.close?.();
    await execute(server, `drop database if exists ${name} with (force)`);
  });
  return db;
}

/** The same for a test that starts the whole program; dropped with the server's template. */
export async function copyDatabase(serverUrl: string): Promise<string> {
  const name = `pressrun_test_${randomBytes(6).toString('hex')}`;
  await execute(serverUrl, `create database ${name} template ${inject('templateDatabase')}`);
  atEnd(() => execute(serverUrl, `drop database if exists ${name} with (force)`));
  return urlOf(serverUrl, name);
}

export type TestTenant = { tenantId: string; apiKey: string; testKey: string };

/** A fresh tenant with a full-scope live key and a test key. */
export async function testTenant(
  db: Database,
  scopes: string[] = [...SCOPES],
): Promise<TestTenant> {
  const tenantId = await createTenantDirectly(db);
  return inTenant(db, tenantId, async (tx) => {
    const live = await createKey(tx, tenantId, { name: 'live', mode: 'live', scopes });
    const test = await createKey(tx, tenantId, { name: 'test', mode: 'test', scopes });
    return { tenantId, apiKey: live.key, testKey: test.key };
  });
}

async function createTenantDirectly(db: Database): Promise<string> {
  return db.engine.transaction().execute((tx) => createTenant(tx, 'Test'));
}
