import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { clusterDirOf } from './embedded-cluster.ts';

/** Where a database is: what a copy of it can't have as well. Without what can't be known. */
export type Home = {
  /** Of the cluster, since initdb: a dump that was restored elsewhere has another one. */
  systemIdentifier?: string;
  /** Of the database in its cluster: a dump that was restored beside the original has another one. */
  databaseOid?: string;
  /** Of the embedded server's files: a copy of DATA_DIR has another one, a renamed one the same. */
  dataDirInode?: string;
};

const FORBIDDEN = '42501';

/** `dataDir`: of the embedded server; null for DATABASE_URL's, whose files we don't see. */
export async function findHome(db: Database, dataDir: string | null): Promise<Home> {
  const { rows } = await sql<{ databaseOid: string }>`
    select oid::text as "databaseOid" from pg_database
    where datname = current_database()`.execute(db.engine);
  return {
    ...rows[0]!,
    ...(await systemIdentifierOf(db)),
    ...(dataDir === null ? {} : await inodeOf(clusterDirOf(dataDir))),
  };
}

/** Which of these is known on both sides and differs. */
export function isElsewhere(then: Home, now: Home): boolean {
  const keys = Object.keys(now) as (keyof Home)[];
  return keys.some((key) => then[key] !== undefined && then[key] !== now[key]);
}

/** Some providers keep this function to themselves; the heartbeat's age still counts then. */
async function systemIdentifierOf(db: Database): Promise<Home> {
  try {
    const { rows } = await sql<{ systemIdentifier: string }>`
      select system_identifier::text as "systemIdentifier" from pg_control_system()`.execute(
      db.engine,
    );
    return rows[0]!;
  } catch (error) {
    if ((error as { code?: string }).code === FORBIDDEN) return {};
    throw error;
  }
}

/** Not the path: a volume that is mounted elsewhere is still the same one. */
async function inodeOf(path: string): Promise<Home> {
  const { ino } = await stat(path, { bigint: true });
  return { dataDirInode: ino.toString() };
}
