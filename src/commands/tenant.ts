import { Command } from 'commander';
import { recordOperator } from '../audit/service.ts';
import type { Tx } from '../db/database.ts';
import { acrossTenants } from '../db/transaction.ts';
import { StartupError } from '../lib/errors.ts';
import { findQuota, setQuota } from '../tenants/quota.ts';
import { createTenant, findTenant, setTracking, setWeight } from '../tenants/service.ts';
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
    .description('Change how a tenant is served, its quota, and what of its mail is tracked')
    .option('--weight <n>', 'messages for each one of a tenant of weight 1; 1 to 100')
    .option('--quota <n>', 'messages in a calendar month (UTC); none: any number')
    .option('--track-opens <on|off>', 'whether opens of its mail are seen; off unless set')
    .option('--track-clicks <on|off>', 'whether clicks in its mail are seen; off unless set')
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

type Given = { weight?: string; quota?: string; trackOpens?: string; trackClicks?: string };
type Settings = {
  weight?: number;
  quota?: number | null;
  trackOpens?: boolean;
  trackClicks?: boolean;
};

async function makeTenant(tx: Tx, name: string): Promise<string> {
  const id = await createTenant(tx, name);
  const record = { action: 'tenant.create', subjectId: id, before: null, after: { name } };
  await recordOperator(tx, id, record);
  return id;
}

async function change(tx: Tx, id: string, given: Given): Promise<Settings> {
  const after = readSettings(given);
  const names = Object.keys(after) as (keyof Settings)[];
  if (names.length === 0) {
    throw new StartupError(
      'Nothing to change; give --weight, --quota, --track-opens or --track-clicks',
    );
  }
  const { weight, trackOpens, trackClicks } = await findTenant(tx, id);
  const { limit: quota } = await findQuota(tx, id);
  const now: Settings = { weight, quota, trackOpens, trackClicks };
  const before = Object.fromEntries(names.map((name) => [name, now[name]]));
  if (after.weight !== undefined) await setWeight(tx, id, after.weight);
  if (after.quota !== undefined) await setQuota(tx, id, after.quota);
  if (after.trackOpens !== undefined || after.trackClicks !== undefined) {
    await setTracking(tx, id, after);
  }
  await recordOperator(tx, id, { action: 'tenant.set', subjectId: id, before, after });
  return after;
}

function readSettings({ weight, quota, trackOpens, trackClicks }: Given): Settings {
  return {
    ...(weight !== undefined && { weight: Number(weight) }),
    ...(quota !== undefined && { quota: quota === 'none' ? null : Number(quota) }),
    ...(trackOpens !== undefined && { trackOpens: isOn('--track-opens', trackOpens) }),
    ...(trackClicks !== undefined && { trackClicks: isOn('--track-clicks', trackClicks) }),
  };
}

function isOn(option: string, text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new StartupError(`${option} is on or off`);
  return text === 'on';
}
