import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Tx } from '../db/database.ts';

/** How long a worker is believed to live without a heartbeat (promises.md, Terms). */
export const LEASE_SECONDS = 30;

/** Makes a worker known. All functions here cross tenants. */
export async function registerWorker(
  tx: Tx,
  id: string,
  jobWorkerIds: string[],
  leaseSeconds = LEASE_SECONDS,
): Promise<void> {
  await sql`
    insert into workers (id, job_worker_ids, lease_until)
    values (${id}, ${jobWorkerIds}, now() + ${leaseSeconds} * interval '1 second')`.execute(tx);
}

/** A worker's jobs run under other names from now on: whoever buries it has to unlock those. */
export async function renameJobWorkers(
  pool: Pick<Pool, 'query'>,
  gone: string[],
  ids: string[],
): Promise<void> {
  await pool.query('update workers set job_worker_ids = $2 where job_worker_ids && $1', [
    gone,
    ids,
  ]);
}

/** Renews the lease, also one that ran out in an outage. False: others have buried this worker. */
export async function renewLease(
  tx: Tx,
  id: string,
  leaseSeconds = LEASE_SECONDS,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update workers set lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${id}`.execute(tx);
  return numAffectedRows === 1n;
}

/** Removes a worker that stopped in order. */
export async function removeWorker(tx: Tx, id: string): Promise<void> {
  await sql`delete from workers where id = ${id}`.execute(tx);
}

export type DeadWorker = { id: string; jobWorkerIds: string[] };

/** The workers whose lease ran out. */
export async function findDeadWorkers(tx: Tx): Promise<DeadWorker[]> {
  const { rows } = await sql<DeadWorker>`
    select id, job_worker_ids as "jobWorkerIds" from workers where lease_until < now()`.execute(tx);
  return rows;
}

/**
 * Buries dead workers: what they had claimed is nobody's from here on. Their jobs have to be
 * unlocked before; whoever buried first and died then would leave them locked for hours.
 */
export async function buryWorkers(tx: Tx, ids: string[]): Promise<void> {
  await sql`
    delete from workers where id = any(${ids}::uuid[]) and lease_until < now()`.execute(tx);
}

/**
 * Ends all leases at once: for the start with an embedded database, where holding DATA_DIR proves
 * that every earlier worker is dead and nobody has to wait for leases to run out.
 */
export async function endAllLeases(tx: Tx): Promise<void> {
  await sql`update workers set lease_until = now() - interval '1 second'`.execute(tx);
}
