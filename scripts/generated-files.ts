import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, PostgresDialect } from 'kysely-codegen';
import pg from 'pg';
import { type Database, openDatabase } from '../src/db/database.ts';
import { describeApi } from './describe-api.ts';
import { describeClient, describeDashboard } from './describe-client.ts';
import { dumpSchema } from './dump-schema.ts';

export const ROOT = join(import.meta.dirname, '..');

/** Every generated file by its path from the root, made from this migrated database and the routes. */
export async function generatedFiles(databaseUrl: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  const db = await openDatabase(databaseUrl, 2);
  try {
    await client.connect();
    const openapi = await describeApi(db);
    return new Map([
      ['schema.sql', await dumpSchema(client)],
      ['src/db/schema.ts', await tableTypes(db)],
      ['openapi.json', openapi],
      ['sdk/src/operations.ts', describeClient(JSON.parse(openapi))],
      ['web/src/operations.ts', describeDashboard(JSON.parse(openapi))],
    ]);
  } finally {
    await Promise.all([client.end(), db.close()]);
  }
}

/** Those of the files that aren't in the repository as they would be made now. */
export async function driftedFiles(files: Map<string, string>): Promise<string[]> {
  const drifted: string[] = [];
  for (const [path, text] of files) {
    const stored = await readFile(join(ROOT, path), 'utf8').catch(() => null);
    if (stored !== text) drifted.push(path);
  }
  return drifted;
}

/** Over our own connections: those that the generator opens end the process when the server stops. */
async function tableTypes({ engine }: Database): Promise<string> {
  return generate({
    ...{ db: engine, dialect: new PostgresDialect() },
    ...{ defaultSchemas: ['public'], excludePattern: 'graphile_worker.*' },
    // As the pools read them (src/db/database.ts); jsonb is whatever was stored.
    typeMapping: { timestamptz: 'Date', int8: 'number', jsonb: 'unknown' },
    outFile: null,
    print: false,
  });
}
