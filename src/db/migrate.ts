import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { StartupError } from '../lib/errors.ts';
import { grantAppRole } from './roles.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');
// Any constant that nobody else uses as an advisory lock in this database.
const LOCK = 7_077_811;
const OLDEST_SERVER = 150_000;

/**
 * Brings the database to the newest schema and returns the names of the migrations it ran.
 * Forward only; several processes may call it at once: an advisory lock lets one work at a time.
 * Throws StartupError for a PostgreSQL older than 15 or a schema newer than this program.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'pressrun migrate' });
  await client.connect();
  try {
    await requireServerVersion(client);
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const ran = await runPending(client);
    await grantAppRole(client);
    return ran;
  } finally {
    await client.end();
  }
}

async function requireServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as number, version()`,
  );
  if (rows[0].number >= OLDEST_SERVER) return;
  throw new StartupError(`Pressrun needs PostgreSQL 15 or newer; this is ${rows[0].version}`);
}

async function runPending(client: pg.Client): Promise<string[]> {
  await client.query(`create table if not exists migrations (
    name text primary key, ran_at timestamptz not null default now())`);
  const { rows } = await client.query('select name from migrations order by name');
  const done = new Set(rows.map((row) => row.name));
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  const unknown = [...done].filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new StartupError(
      `The database is newer than this program: it has migration ${unknown.join(', ')}. Start a newer Pressrun.`,
    );
  }
  const pending = files.filter((name) => !done.has(name));
  for (const name of pending) await runOne(client, name);
  return pending;
}

async function runOne(client: pg.Client, name: string): Promise<void> {
  const text = await readFile(join(FOLDER, name), 'utf8');
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
  }
}
