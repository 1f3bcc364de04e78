import { Command } from 'commander';
import { recordOperator } from '../audit/service.ts';
import { readConfig } from '../config.ts';
import { migrateAll, openServer } from '../database.ts';
import { prepareDataDir } from '../db/data-dir.ts';
import { type Database, openDatabase, type Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { SCOPES } from '../http/access.ts';
import { PressrunError, StartupError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { createKey, type ListedKey, listKeys, revokeKey } from '../tenants/service.ts';

/** `migrate`: brings the database up to date and ends. */
export function migrateCommand(): Command {
  return new Command('migrate').description('Bring the database to the newest schema').action(() =>
    withServer(async (url) => {
      const ran = await migrateAll(url);
      console.log(ran.length > 0 ? `ran ${ran.join(', ')}` : 'nothing to do');
    }),
  );
}

/** `key create --tenant ID --scopes a,b`. */
export function keyCommand(): Command {
  const key = new Command('key').description('Manage API keys');
  key
    .command('create')
    .description('Make an API key; it is shown this once')
    .requiredOption('--tenant <id>', 'the tenant it belongs to')
    .option('--scopes <list>', `comma-separated; all of them when missing: ${SCOPES.join(',')}`)
    .option('--name <name>', 'what it is for', 'Made on the command line')
    .option('--test', 'an mc_test_ key: everything runs, mail goes to the outbox only')
    .option('--json', 'answer as JSON')
    .action((options: KeyOptions) => withDatabase((db) => makeKey(db, options)));
  key
    .command('list')
    .description('Show the keys of a tenant')
    .requiredOption('--tenant <id>', 'the tenant')
    .option('--json', 'answer as JSON')
    .action(({ tenant, json }: { tenant: string; json?: boolean }) =>
      withDatabase(async (db) => {
        const keys = await inTenantOf(db, tenant, (tx) => listKeys(tx, tenant));
        print(json, keys, keys.map(keyLine).join('\n') || 'no keys');
      }),
    );
  key
    .command('revoke <id>')
    .description('End a key at once')
    .requiredOption('--tenant <id>', 'the tenant it belongs to')
    .action((id: string, { tenant }: { tenant: string }) =>
      withDatabase(async (db) => {
        await inTenantOf(db, tenant, async (tx) => {
          await revokeKey(tx, tenant, id);
          const record = { action: 'api_key.revoke', subjectId: id, before: null, after: null };
          await recordOperator(tx, tenant, record);
        });
        console.log(`revoked ${id}`);
      }),
    );
  return key;
}

function keyLine(key: ListedKey): string {
  const used = key.revokedAt
    ? `revoked ${key.revokedAt.toISOString()}`
    : `last used ${key.lastUsedAt?.toISOString() ?? 'never'}`;
  return `${key.id}  ${key.prefix}…${key.lastFour}  ${key.name}  ${used}  ${key.scopes.join(',')}`;
}

export function inTenantOf<T>(
  db: Database,
  tenant: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!isId(tenant)) throw new StartupError(`"${tenant}" is not a tenant's id`);
  return inTenant(db, tenant, work);
}

type KeyOptions = { tenant: string; scopes?: string; name: string; test?: boolean; json?: boolean };

async function makeKey(db: Database, options: KeyOptions): Promise<void> {
  const { tenant, name, json } = options;
  const scopes = options.scopes?.split(',').map((scope) => scope.trim()) ?? [...SCOPES];
  const mode = options.test ? 'test' : 'live';
  const made = await inTenantOf(db, tenant, async (tx) => {
    const key = await createKey(tx, tenant, { name, mode, scopes });
    const record = { action: 'api_key.create', subjectId: key.id, before: null };
    await recordOperator(tx, tenant, { ...record, after: { name, mode, scopes } });
    return key;
  });
  print(json, { id: made.id, key: made.key, tenantId: tenant, scopes }, made.key);
}

export function print(json: boolean | undefined, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value) : text);
}

/** Runs work on DATABASE_URL, on the embedded server that is running, or on one started for it. */
async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const config = await readConfig();
  const dataDir = await prepareDataDir(config.dataDir);
  const server = await openServer({ ...config, dataDir }, false);
  try {
    await work(server.url);
  } catch (error) {
    throw operatorError(error);
  } finally {
    await server.stop();
  }
}

export function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  return withServer(async (url) => {
    await migrateAll(url);
    const db = await openDatabase(url, 2);
    try {
      await work(db);
    } finally {
      await db.close();
    }
  });
}

/** What the operator typed wrong is said in words, without a stack trace. */
function operatorError(error: unknown): unknown {
  if (error instanceof PressrunError) return new StartupError(error.message);
  const { constraint } = error as { constraint?: string };
  if (constraint === 'api_keys_tenant_id_fkey') return new StartupError('There is no such tenant');
  return error;
}
