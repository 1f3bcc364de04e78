import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { namesForAll, namesForSteady, prepareStatements, type StatementNames } from './prepared.ts';
import { APP_ROLE, canTakeAppRole } from './roles.ts';
import type { DB } from './schema.ts';

/** A transaction, or outside of one the connection pool: what store functions work on. */
export type Tx = Kysely<DB>;

/**
 * `app` sees only the tenant a transaction names (`inTenant`). `engine` sees all tenants: for the
 * worker and for finding out whose a credential is. docs/flow.md lists who uses it.
 */
export type Database = {
  app: Kysely<DB>;
  engine: Kysely<DB>;
  url: string;
  /** Cuts every connection: what waits for an answer fails at once, what follows connects anew. */
  cut(): void;
  close(): Promise<void>;
};

// int8 as number: counts and ledger ids stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Opens both pools on a migrated database. `poolSize` is the number of connections of each. */
export async function openDatabase(url: string, poolSize = 10): Promise<Database> {
  const setRole = (await canTakeAppRole(url)) ? `set role ${APP_ROLE};` : '';
  const clients = new Set<pg.PoolClient>();
  const app = openPool(url, setRole, {
    max: poolSize,
    nameOf: namesForSteady(),
    clients,
  });
  const everyTenant = `${setRole} set pressrun.tenant = '*'`;
  const engine = openPool(url, everyTenant, {
    max: poolSize,
    nameOf: namesForAll(),
    clients,
  });
  return {
    app,
    engine,
    url,
    cut: () => {
      for (const client of clients) client.connection.stream.destroy();
    },
    close: async () => {
      await Promise.all([app.destroy(), engine.destroy()]);
    },
  };
}

type PoolSettings = { max: number; nameOf: StatementNames; clients: Set<pg.PoolClient> };

function openPool(url: string, greeting: string, options: PoolSettings): Kysely<DB> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: 'pressrun',
    // A hanging database must become a 503 within 5 s (P39), not a hanging client; see pulse.ts for
    // the connections that are open already.
    connectionTimeoutMillis: 4_000,
    keepAlive: true,
    allowExitOnIdle: false,
  });
  // The pool hands a connection out after its greeting: queries of one client run in order.
  pool.on('connect', (client) => {
    // Also after the pool let go of it: a connection that the server ends must not end the process.
    client.on('error', () => {});
    options.clients.add(client);
    if (greeting) client.query(greeting).catch(() => client.end());
    prepareStatements(client, options.nameOf);
  });
  pool.on('remove', (client) => options.clients.delete(client));
  // An idle connection that the server ended; the pool replaces it by itself.
  pool.on('error', () => {});
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}
