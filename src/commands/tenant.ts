import { Command } from 'commander';
import { recordOperator } from '../audit/service.ts';
import type { Tx } from '../db/database.ts';
import { acrossTenants } from '../db/transaction.ts';
import { StartupError } from '../lib/errors.ts';
import { findQuota, setQuota } from '../tenants/quota.ts';
import { createTenant, findTenant, setWeight } from '../tenants/service.ts';
import { inTenantOf, print, withDatabase } from './manage.ts';

/** `tenant create NAME`, `tenant set ID`. */
export function tenantCommand(): Command {
  const tenant = new Command('tenant').description('Manage tenants');
  tenant
    .command('create <name>')
    .description('Make a tenant')
    .option('--json', 'answer as JSON')
    .action((name: string, options: { json?: boolean }) =>
      withDatabase(async (db) => {
        const id = await acrossTenants(db, (tx) => makeTenant(tx, name));
        print(options.json, { id, name }, `tenant ${id}`);
      }),
    );
  tenant
    .command('set <id>')
    .description('Change what only the operator may: how a tenant is served, and its quota')
    .option('--weight <n>', 'messages for each one of a tenant of weight 1; 1 to 100')
    .option('--quota <n>', 'messages in a calendar month (UTC); none: any number')
    .option('--json', 'answer as JSON')
    .action((id: string, { json, ...given }: Given & { json?: boolean }) =>
      withDatabase(async (db) => {
        const done = await inTenantOf(db, id, (tx) => change(tx, id, given));
        const words = Object.entries(done).map(([name, value]) => `${name} ${value ?? 'none'}`);
        print(json, { id, ...done }, `tenant ${id} has ${words.join(' and ')}`);
      }),
    );
  return tenant;
}

type Given = { weight?: string; quota?: string };
type Settings = { weight?: number; quota?: number | null };

async function makeTenant(tx: Tx, name: string): Promise<string> {
  const id = await createTenant(tx, name);
  const record = { action: 'tenant.create', subjectId: id, before: null, after: { name } };
  await recordOperator(tx, id, record);
  return id;
}

async function change(tx: Tx, id: string, { weight, quota }: Given): Promise<Settings> {
  if (weight === undefined && quota === undefined) {
    throw new StartupError('Nothing to change; give --weight or --quota');
  }
  const { weight: oldWeight } = await findTenant(tx, id);
  const { limit } = await findQuota(tx, id);
  const before = { ...(weight && { weight: oldWeight }), ...(quota && { quota: limit }) };
  const after: Settings = {
    ...(weight !== undefined && { weight: Number(weight) }),
    ...(quota !== undefined && { quota: quota === 'none' ? null : Number(quota) }),
  };
  if (after.weight !== undefined) await setWeight(tx, id, after.weight);
  if (after.quota !== undefined) await setQuota(tx, id, after.quota);
  await recordOperator(tx, id, { action: 'tenant.set', subjectId: id, before, after });
  return after;
}
