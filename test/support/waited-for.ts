import { sql } from 'kysely';
import type { Database, Tx } from '../../src/db/database.ts';

/** The connection that a transaction has. */
export async function pidOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  return rows[0]!.pid;
}

/** Whether anybody waits for a lock that this connection holds. */
export async function isWaitedFor(db: Database, pid: number): Promise<boolean> {
  const { rows } = await sql<{ waiting: boolean }>`
    select exists (select from pg_locks
      where not granted and ${pid}::int = any(pg_blocking_pids(pid))) as waiting`.execute(
    db.engine,
  );
  return rows[0]?.waiting ?? false;
}
