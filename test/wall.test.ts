import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrateAll } from '../src/database.ts';
import { type Database, openDatabase, type Tx } from '../src/db/database.ts';
import { APP_ROLE } from '../src/db/roles.ts';
import { inTenant } from '../src/db/transaction.ts';
import { newId } from '../src/lib/ids.ts';
import { execute, urlOf } from './support/global-setup.ts';

// P18: the second wall between tenants, with our own WHERE clauses out of the way. Each login that
// a PostgreSQL may give us has to end up behind it.

/** `erasable`: an erasure deletes what belongs to no contact any more; the fill has none of that. */
const APPEND_ONLY = [
  { table: 'audit_log', time: 'created_at', erasable: false },
  { table: 'consent_records', time: 'recorded_at', erasable: true },
];
const isAppendOnly = (name: string) => APPEND_ONLY.some(({ table }) => table === name);
const TENANTS = 5;
const REQUESTS = 1_000;

describe.each([
  { login: 'a superuser, working as the application role', plain: false },
  { login: 'a plain login that owns the tables', plain: true },
])('$login', ({ plain }) => {
  let db: Database;
  let one: pg.Client;
  let tables: string[];
  let tenants: string[];
  const name = `pressrun_test_${randomBytes(6).toString('hex')}`;
  const server = inject('serverUrl');

  beforeAll(async () => {
    const url = plain ? await plainDatabase(server, name) : await superDatabase(server, name);
    db = await openDatabase(url, 5);
    tables = await tenantTables(db);
    tenants = Array.from({ length: TENANTS }, newId);
    for (const tenant of tenants) await fill(db, tenant);
    one = new pg.Client({ connectionString: url });
    await one.connect();
    if (!plain) await one.query(`set role ${APP_ROLE}`);
  });

  afterAll(async () => {
    await one?.end();
    await db?.close();
    await execute(server, `drop database if exists ${name} with (force)`);
    if (plain) await execute(server, `drop role if exists ${name}`);
  });

  test('the role is one that policies bind', async () => {
    const { rows } = await one.query(
      `select rolname, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([{ rolname: plain ? name : APP_ROLE, bypasses: false }]);
  });

  test('FORCE ROW LEVEL SECURITY and a policy stand on every table of a tenant', async () => {
    const { rows } = await one.query(`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and exists (select from pg_attribute a where a.attrelid = c.oid
                    and (a.attname = 'tenant_id' or c.relname = 'tenants'))
        and not (c.relrowsecurity and c.relforcerowsecurity
                 and exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'))`);
    // These have none for UPDATE: see below.
    expect(rows.map(({ name }) => name).sort()).toEqual(APPEND_ONLY.map(({ table }) => table));
    expect(tables.length).toBeGreaterThan(14);
  });

  test('a table without tenant_id holds nothing of a tenant', async () => {
    const { rows } = await one.query(`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`);
    const others = rows.map((row) => row.name).filter((table) => !tables.includes(table));
    expect(others).toEqual([
      ...['instance_heartbeat', 'instance_keys', 'login_tries', 'migrations', 'password_resets'],
      ...['recovery_codes', 'request_counts', 'sessions', 'users', 'workers'],
    ]);
  });

  test('without a tenant setting every table is empty', async () => {
    const seen = await Promise.all(
      tables.map((table) =>
        sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db.app),
      ),
    );
    expect(seen.map((result) => result.rows[0]!.n)).toEqual(tables.map(() => 0));
  });

  test('with one, exactly its own rows', async () => {
    for (const tenant of tenants) {
      expect(await inTenant(db, tenant, (tx) => ownersIn(tx, tables))).toEqual(
        Object.fromEntries(tables.map((table) => [table, [tenant]])),
      );
    }
  });

  test('a tenant that is none, and text that is no id, see nothing', async () => {
    expect(await inTenant(db, newId(), (tx) => ownersIn(tx, tables))).toEqual(
      Object.fromEntries(tables.map((table) => [table, []])),
    );
    await expect(inTenant(db, "' or true --", (tx) => ownersIn(tx, tables))).rejects.toThrow(
      'uuid',
    );
  });

  test("a row for another tenant is refused, and another's row is out of reach", async () => {
    const [own, other] = tenants as [string, string];
    for (const table of tables.filter((t) => t !== 'tenants' && !isAppendOnly(t))) {
      const stolen = inTenant(db, own, (tx) =>
        sql`update ${sql.table(table)} set tenant_id = ${other}`.execute(tx),
      );
      await expect(stolen, table).rejects.toThrow(/row-level security|foreign key/);
      const touched = await inTenant(db, own, (tx) =>
        sql`delete from ${sql.table(table)} where tenant_id = ${other}`.execute(tx),
      );
      expect([table, touched.numAffectedRows]).toEqual([table, 0n]);
    }
    const planted = inTenant(db, own, (tx) => insertContact(tx, other));
    await expect(planted).rejects.toThrow('row-level security');
    await expect(insertContact(db.app, own)).rejects.toThrow('row-level security');
  });

  test.each(APPEND_ONLY)(
    '$table can be added to, and not be changed: not even by an engine',
    async ({ table, time, erasable }) => {
      const [own, other] = tenants as [string, string];
      const attempts = [
        sql`update ${sql.table(table)} set ${sql.ref(time)} = now()`,
        sql`update ${sql.table(table)} set tenant_id = ${other}`,
        sql`delete from ${sql.table(table)}`,
        sql`truncate ${sql.table(table)}`,
      ].slice(0, plain ? 3 : 4);
      for (const [which, attempt] of attempts.entries()) {
        const mayTry = plain || (erasable && which === 2);
        for (const run of [
          () => inTenant(db, own, (tx) => attempt.execute(tx)),
          () => attempt.execute(db.engine),
        ]) {
          // The role may not; the owner of the tables may, and reaches no row.
          if (mayTry) expect((await run()).numAffectedRows).toBe(0n);
          else await expect(run()).rejects.toThrow('permission denied');
        }
      }
      const { rows } = await sql`select from ${sql.table(table)}`.execute(db.engine);
      expect(rows).toHaveLength(TENANTS);
      const forged = inTenant(db, own, (tx) => appendTo[table]!(tx, other));
      await expect(forged).rejects.toThrow('row-level security');
    },
  );

  test(`${REQUESTS} mixed requests over 5 connections leave no tenant behind`, async () => {
    const leaks: unknown[] = [];
    await Promise.all(
      Array.from({ length: REQUESTS }, async (_, i) => {
        const tenant = tenants[(i * 7) % TENANTS]!;
        const seen = await mixedRequest(db, tenant, i).catch(() => 'failed as it should');
        const allowed = i % 4 === 3 ? [] : [tenant];
        if (Array.isArray(seen) && JSON.stringify(seen) !== JSON.stringify(allowed))
          leaks.push(seen);
      }),
    );
    expect(leaks).toEqual([]);
    const left = await Promise.all(Array.from({ length: 5 }, () => visibleContacts(db.app)));
    expect(left).toEqual([[], [], [], [], []]);
  });
});

/** By turns: a read, one that rolls back, one that fails in the database, one without a tenant. */
async function mixedRequest(db: Database, tenant: string, i: number): Promise<string[]> {
  if (i % 4 === 3) return visibleContacts(db.app);
  return inTenant(db, tenant, async (tx) => {
    const seen = await visibleContacts(tx);
    if (i % 4 === 1 && seen.length === 1 && seen[0] === tenant) throw new Error('rolled back');
    if (i % 4 === 2 && seen.length === 1 && seen[0] === tenant) await sql`select 1 / 0`.execute(tx);
    return seen;
  });
}

async function visibleContacts(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct tenant_id as id from contacts`.execute(tx);
  return rows.map((row) => row.id);
}

async function superDatabase(server: string, name: string): Promise<string> {
  await execute(server, `create database ${name} template ${inject('templateDatabase')}`);
  return urlOf(server, name);
}

/** A database and its owner, who may nothing but log in; everything is migrated by that login. */
async function plainDatabase(server: string, name: string): Promise<string> {
  const password = randomBytes(12).toString('hex');
  await execute(server, `create role ${name} login password '${password}'`);
  await execute(server, `create database ${name} owner ${name}`);
  const url = new URL(urlOf(server, name));
  url.username = name;
  url.password = password;
  await migrateAll(url.toString());
  return url.toString();
}

async function tenantTables(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and (c.relname = 'tenants'
           or exists (select from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'tenant_id'))
    order by 1`.execute(db.engine);
  return rows.map((row) => row.name);
}

/** Whose rows each table shows in this transaction. */
async function ownersIn(tx: Tx, tables: string[]): Promise<Record<string, string[]>> {
  const seen: Record<string, string[]> = {};
  for (const table of tables) {
    const owner = sql.ref(table === 'tenants' ? 'id' : 'tenant_id');
    const { rows } = await sql<{ id: string }>`
      select distinct ${owner} as id from ${sql.table(table)}`.execute(tx);
    seen[table] = rows.map((row) => row.id);
  }
  return seen;
}

const appendTo: Record<string, (tx: Tx, tenant: string, contact?: string) => Promise<unknown>> = {
  audit_log: (tx, tenant) =>
    sql`insert into audit_log (tenant_id, id, actor_type, action)
        values (${tenant}, ${newId()}, 'operator', 'tenant.create')`.execute(tx),
  consent_records: (tx, tenant, contact = newId()) =>
    sql`insert into consent_records (tenant_id, contact_id, kind, at, method)
        values (${tenant}, ${contact}, 'OPT_IN', now(), 'api')`.execute(tx),
};

async function insertContact(tx: Tx, tenant: string): Promise<string> {
  const id = newId();
  await sql`insert into contacts (tenant_id, id, email, opt_in)
            values (${tenant}, ${id}, ${`${newId()}@example.com`}, true)`.execute(tx);
  return id;
}

/** One row in every table of a tenant. A new table fails the tests above until it has one here. */
async function fill(db: Database, tenant: string): Promise<void> {
  const id = newId();
  const other = newId();
  const hash = randomBytes(32);
  await db.engine.transaction().execute(async (tx) => {
    await sql`insert into tenants (id, name) values (${tenant}, 'Wall')`.execute(tx);
    await sql`insert into users (id, email, password_hash) values (${id}, ${`${id}@example.com`}, '-')`.execute(
      tx,
    );
    await sql`insert into members (tenant_id, user_id, role) values (${tenant}, ${id}, 'owner')`.execute(
      tx,
    );
    await sql`insert into invitations (tenant_id, id, email, role, expires_at)
              values (${tenant}, ${id}, 'wall@example.com', 'viewer', now())`.execute(tx);
    await sql`insert into api_keys (tenant_id, id, name, mode, scopes, hash, prefix, last_four)
              values (${tenant}, ${id}, 'Wall', 'live', '{}', ${hash}, 'p', '1234')`.execute(tx);
    await sql`insert into idempotency_keys (tenant_id, key, request_hash) values (${tenant}, 'k', ${hash})`.execute(
      tx,
    );
    await sql`insert into tenant_turns (tenant_id, turn) values (${tenant}, 1)`.execute(tx);
    await sql`insert into projects (tenant_id, id, name) values (${tenant}, 'wall', 'Wall')`.execute(
      tx,
    );
    await sql`insert into rate_windows (tenant_id, subject, unit, starts_at, used)
              values (${tenant}, 'wall', 'day', now(), 1)`.execute(tx);
    await sql`insert into quota_usage (tenant_id, month, used) values (${tenant}, '2030-05-01', 1)`.execute(
      tx,
    );
    await appendTo.audit_log!(tx, tenant);
    await appendTo.consent_records!(tx, tenant, await insertContact(tx, tenant));
    await sql`insert into segments (tenant_id, id, name, filter, parts)
              values (${tenant}, ${id}, 'Wall', '{}', 1)`.execute(tx);
    await sql`insert into contact_imports (tenant_id, id, status, format)
              values (${tenant}, ${id}, 'RECEIVING', 'csv')`.execute(tx);
    await sql`insert into contact_import_chunks (tenant_id, import_id, number, bytes)
              values (${tenant}, ${id}, 0, ${hash})`.execute(tx);
    await sql`insert into contact_import_failures (tenant_id, import_id, row_number, line, message)
              values (${tenant}, ${id}, 1, 2, 'is wrong')`.execute(tx);
    await sql`insert into contact_import_members (tenant_id, import_id, contact_id)
              values (${tenant}, ${id}, ${other})`.execute(tx);
    await sql`insert into contact_import_drafts (tenant_id, import_id, contact_id, email, contact)
              values (${tenant}, ${id}, ${other}, 'wall@example.com', '{}')`.execute(tx);
    await sql`insert into suppressions (tenant_id, address_hash, reason) values (${tenant}, ${hash}, 'manual')`.execute(
      tx,
    );
    await sql`insert into templates (tenant_id, id, name, slug) values (${tenant}, ${id}, 'Wall', 'wall')`.execute(
      tx,
    );
    await sql`insert into template_versions (tenant_id, id, template_id, number, status, subject, html_body)
              values (${tenant}, ${id}, ${id}, 1, 'DRAFT', 'Wall', '-')`.execute(tx);
    await sql`insert into campaigns (tenant_id, id, name) values (${tenant}, ${id}, 'Wall')`.execute(
      tx,
    );
    await sql`insert into campaign_progress (tenant_id, campaign_id) values (${tenant}, ${id})`.execute(
      tx,
    );
    await sql`insert into campaign_waves (tenant_id, campaign_id, place, timezone, due_at, first_id, last_id)
              values (${tenant}, ${id}, 0, 'UTC', now(), 1, 1)`.execute(tx);
    await sql`insert into messages (tenant_id, campaign_id, contact_id, template_version_id)
              values (${tenant}, ${id}, ${other}, ${id})`.execute(tx);
    await sql`insert into claims (tenant_id, token, campaign_id, worker_id, first_id, last_id, begun_to)
              values (${tenant}, ${id}, ${id}, ${id}, 1, 1, 0)`.execute(tx);
    await sql`insert into email_contents (tenant_id, id, hash, html, text)
              values (${tenant}, ${id}, ${hash}, '-', '-')`.execute(tx);
    await sql`insert into email_attachments (tenant_id, content_id, position, filename, content_type, content)
              values (${tenant}, ${id}, 0, 'wall.txt', 'text/plain', ${hash})`.execute(tx);
    await sql`insert into emails (tenant_id, id, message_id, from_address, from_name, mode, size)
              values (${tenant}, ${id}, 1, 'wall@example.com', '', 'live', 0)`.execute(tx);
    await sql`insert into tracked_links (tenant_id, source_id, link_id, url)
              values (${tenant}, ${id}, 'wallwallwallwall', 'https://a.example/')`.execute(tx);
    await sql`insert into message_engagement (tenant_id, message_id) values (${tenant}, 1)`.execute(
      tx,
    );
    await sql`insert into message_hits (tenant_id, id, message_id, kind, automated)
              values (${tenant}, ${id}, 1, 'open', true)`.execute(tx);
    await sql`insert into campaign_engagement (tenant_id, campaign_id, part)
              values (${tenant}, ${id}, 0)`.execute(tx);
    await sql`insert into hourly_counts (tenant_id, campaign_id, hour, part)
              values (${tenant}, ${id}, '2026-05-01T09:00:00Z', 0)`.execute(tx);
    await sql`insert into link_clicks (tenant_id, campaign_id, source_id, link_id, part)
              values (${tenant}, ${id}, ${id}, 'wallwallwallwall', 0)`.execute(tx);
    await sql`insert into events (tenant_id, id, type, data, dispatched)
              values (${tenant}, ${id}, 'wall', '{}', true)`.execute(tx);
    await sql`insert into webhook_endpoints (tenant_id, id, url, events, secret_sealed)
              values (${tenant}, ${id}, 'https://hooks.example.com', '{}', ${hash})`.execute(tx);
    await sql`insert into webhook_deliveries (tenant_id, id, endpoint_id, event_id)
              values (${tenant}, ${id}, ${id}, ${other})`.execute(tx);
  });
}
