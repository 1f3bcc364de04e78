import { Command, Option } from 'commander';
import { recordOperator } from '../audit/service.ts';
import type { Database } from '../db/database.ts';
import { inTenant, outsideTenants } from '../db/transaction.ts';
import { ROLES, type Role } from '../http/role.ts';
import { StartupError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { addMember } from '../members/service.ts';
import { findTenant } from '../tenants/service.ts';
import { hashPassword } from '../users/password.ts';
import { clearSecondFactor } from '../users/second-factor.ts';
import { createUser, findUserWithAddress, makePassword, requireAddress } from '../users/service.ts';
import { setPasswordHash } from '../users/set-password.ts';
import { withDatabase } from './manage.ts';

/** `user create` and `user reset-password`: for operators whom nobody can let in any more. */
export function userCommand(): Command {
  const user = new Command('user').description('Manage users of the dashboard');
  user
    .command('create <email>')
    .description(
      'Make a user, or make one a member of another tenant; a new password is shown once',
    )
    .requiredOption('--tenant <id>', 'the tenant to be a member of')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).default('owner'))
    .option('--json', 'answer as JSON')
    .action((email: string, options: CreateOptions) =>
      withDatabase((db) => makeMember(db, email, options)),
    );
  user
    .command('reset-password <email>')
    .description('Give a user a new password, shown once; all their sessions end')
    .option('--disable-2fa', 'turn the second factor off as well')
    .option('--json', 'answer as JSON')
    .action((email: string, options: ResetOptions) =>
      withDatabase((db) => giveNewPassword(db, email, options)),
    );
  return user;
}

type CreateOptions = { tenant: string; role: Role; json?: boolean };

async function makeMember(db: Database, given: string, options: CreateOptions): Promise<void> {
  const { tenant, role, json } = options;
  if (!isId(tenant)) throw new StartupError(`"${tenant}" is not a tenant's id`);
  const email = requireAddress(given);
  const password = makePassword();
  const passwordHash = await hashPassword(password);
  const made = await inTenant(db, tenant, async (tx) => {
    await findTenant(tx, tenant);
    const known = await findUserWithAddress(tx, email);
    const { id } = known ?? (await createUser(tx, { email, name: null, passwordHash }));
    await addMember(tx, tenant, id, role);
    const record = { action: 'member.add', subjectId: id, before: null, after: { role } };
    await recordOperator(tx, tenant, record);
    return { id, password: known ? null : password };
  });
  const words = made.password ?? 'this user has a password already';
  print(json, { ...made, email, tenantId: tenant, role }, words);
}

type ResetOptions = { disable2fa?: boolean; json?: boolean };

async function giveNewPassword(
  db: Database,
  given: string,
  { disable2fa, json }: ResetOptions,
): Promise<void> {
  const email = requireAddress(given);
  const user = await findUserWithAddress(db.app, email);
  if (!user) throw new StartupError(`There is no user with the address ${email}`);
  const password = makePassword();
  const hash = await hashPassword(password);
  await outsideTenants(db, async (tx) => {
    await setPasswordHash(tx, user.id, hash, null);
    if (disable2fa) await clearSecondFactor(tx, user.id);
  });
  print(json, { id: user.id, email, password }, password);
}

function print(json: boolean | undefined, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value) : text);
}
