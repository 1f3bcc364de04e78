import { Command } from 'commander';
import { sql } from 'kysely';
import { readConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { showHeld } from '../delivery/heartbeat.ts';
import { StartupError } from '../lib/errors.ts';
import { parseSmtpTarget, relayName } from '../smtp/target.ts';
import { withDatabase } from './manage.ts';
import { heldLine } from './resume.ts';

/** `doctor`: says what is wrong before it hurts; exit code 1 when something is. */
export function checkCommand(): Command {
  return new Command('doctor')
    .description('Check settings, database and the wall between tenants')
    .action(async () => {
      const config = await readConfig();
      const relay = config.smtpUrl
        ? relayName(parseSmtpTarget(config.smtpUrl))
        : 'the local outbox';
      console.log(`settings   good; live mail goes to ${relay}`);
      await withDatabase(examineDatabase);
    });
}

async function examineDatabase(db: Database): Promise<void> {
  const { rows } = await sql<{ version: string; role: string; bypasses: boolean; open: string[] }>`
    select current_setting('server_version') as version, current_user as role,
           (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as bypasses,
           array(select c.relname::text from pg_class c
                 join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
                 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                   and not c.relforcerowsecurity) as open`.execute(db.app);
  const { version, role, bypasses, open } = rows[0]!;
  console.log(`database   PostgreSQL ${version}, working as ${role}`);
  if (bypasses || open.length > 0) {
    throw new StartupError(
      `The wall between tenants does not stand: ${
        bypasses ? `role ${role} walks past row-level security` : `no FORCE on ${open.join(', ')}`
      }. Let the login create roles, or use one that is neither superuser nor BYPASSRLS.`,
    );
  }
  console.log('tenants    row-level security binds every tenant table');
  const held = await showHeld(db);
  console.log(`sending    ${held ? heldLine(held) : 'nothing waits for your word'}`);
}
