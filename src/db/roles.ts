import pg from 'pg';

/** The role that the row-level policies bind: superusers walk past them, FORCE or not. */
export const APP_ROLE = 'pressrun_app';

/** Tables whose rows nobody but the database's owner takes back. */
const APPEND_ONLY = ['audit_log'];
/** Rows that nobody changes; row-level security says which of them an erasure may delete. */
const NEVER_CHANGED = ['consent_records'];

/**
 * Makes the role and its grants, where the login may. A login that is neither superuser nor
 * BYPASSRLS needs no other role: FORCE ROW LEVEL SECURITY binds it as the owner.
 */
export async function grantAppRole(client: pg.Client): Promise<void> {
  if (!(await bypassesPolicies(client))) return;
  await client.query(`
    do $$ begin
      create role ${APP_ROLE} nologin;
    exception when duplicate_object or unique_violation then null;
    end $$`);
  await client.query(`grant usage on schema public to ${APP_ROLE}`);
  // One implicit transaction: there is no moment in which the role may change what is append-only.
  await client.query(`
    grant select, insert, update, delete on all tables in schema public to ${APP_ROLE};
    revoke update, delete on ${APPEND_ONLY.join(', ')} from ${APP_ROLE};
    revoke update on ${NEVER_CHANGED.join(', ')} from ${APP_ROLE}`);
  await client.query(`grant usage on all sequences in schema public to ${APP_ROLE}`);
  await client.query(`grant execute on all functions in schema public to ${APP_ROLE}`);
  await allowContainment(client);
}

/**
 * Marks `@>` of jsonb as leakproof, where the login is a superuser: otherwise row-level security keeps
 * the index on contacts' attributes from being used, because an operator that could tell of a row by
 * its errors has to wait for the policy (PostgreSQL: Rules and Privileges). This one has none that
 * depend on what is in a row. Without the mark, filters on attributes read all contacts of the tenant.
 */
async function allowContainment(client: pg.Client): Promise<void> {
  await client.query(`
    do $$ begin
      if not (select proleakproof from pg_proc
              where oid = 'pg_catalog.jsonb_contains(jsonb, jsonb)'::regprocedure) then
        alter function pg_catalog.jsonb_contains(jsonb, jsonb) leakproof;
      end if;
    exception when insufficient_privilege then null;
    end $$`);
}

/** Whether connections of this login have to `SET ROLE` for the wall to stand, and can. */
export async function canTakeAppRole(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    if (!(await bypassesPolicies(client))) return false;
    const { rows } = await client.query(
      `select coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles
                        where rolname = $1), false) as member`,
      [APP_ROLE],
    );
    return rows[0].member;
  } finally {
    await client.end();
  }
}

async function bypassesPolicies(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
  );
  return rows[0].bypasses;
}
