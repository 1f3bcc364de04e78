import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { atEnd } from '../../test/support/at-end.ts';
import { execute, urlOf } from '../../test/support/global-setup.ts';
import { newId } from '../lib/ids.ts';

// What stood in the book before there were consent records: migration 0017 writes one for each contact,
// also where the login is bound by row-level security as the owner of the tables.

const FOLDER = join(import.meta.dirname, '../../migrations');
const THIS = '0017_consent.sql';

test('each contact from before has one record, with what is known of it', async () => {
  const client = await ownDatabase();
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  for (const name of files.filter((one) => one < THIS)) await run(client, name);
  const [tenant, inId, outId, neverId] = [newId(), newId(), newId(), newId()];
  await client.query("set pressrun.tenant = '*'");
  await client.query("insert into tenants (id, name) values ($1, 'Old')", [tenant]);
  await client.query(
    `insert into contacts (tenant_id, id, email, opt_in, consent_version, source, created_at,
                           unsubscribed_at)
     values ($1, $2, 'in@example.com', true, 'v2', 'form', '2025-01-01Z', null),
            ($1, $3, 'out@example.com', false, 'v1', null, '2025-01-02Z', '2025-06-01Z'),
            ($1, $4, 'never@example.com', false, null, null, '2025-01-03Z', null)`,
    [tenant, inId, outId, neverId],
  );
  await client.query('reset pressrun.tenant');
  await run(client, THIS);
  await client.query("set pressrun.tenant = '*'");
  const { rows } = await client.query(
    `select contact_id as id, kind, at, version, source, method, ip, actor_id as actor
     from consent_records order by at`,
  );
  const before = { method: 'before_records', ip: null, actor: null };
  const at = (time: string) => new Date(time);
  expect(rows).toEqual([
    { ...before, id: inId, kind: 'OPT_IN', at: at('2025-01-01Z'), version: 'v2', source: 'form' },
    { ...before, id: neverId, kind: 'OPT_OUT', at: at('2025-01-03Z'), version: null, source: null },
    { ...before, id: outId, kind: 'OPT_OUT', at: at('2025-06-01Z'), version: 'v1', source: null },
  ]);
  await client.end();
});

async function run(client: pg.Client, name: string): Promise<void> {
  await client.query(`begin; ${await readFile(join(FOLDER, name), 'utf8')}; commit`);
}

/** A connection to an empty database as its owner, who may nothing but log in. */
async function ownDatabase(): Promise<pg.Client> {
  const server = inject('serverUrl');
  const name = `pressrun_test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await execute(server, `create role ${name} login password '${password}'`);
  await execute(server, `create database ${name} owner ${name}`);
  atEnd(async () => {
    await execute(server, `drop database if exists ${name} with (force)`);
    await execute(server, `drop role if exists ${name}`);
  });
  const url = new URL(urlOf(server, name));
  url.username = name;
  url.password = password;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  return client;
}
