import { sql } from 'kysely';
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

/** Renews the lease. False: others have buried this worker; what it holds is no longer its own. */
export async function renewLease(
  tx: Tx,
  id: string,
  leaseSeconds = LEASE_SECONDS,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update workers set lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${id} and lease_until > now()`.execute(tx);
  return numAffectedRows === 1n;
}

/** Removes a worker that stopped in order, or all whose lease ran out; answers their job workers. */
export async function removeWorker(tx: Tx, id: string): Promise<void> {
  await sql`delete from workers where id = ${id}`.execute(tx);
}

/**
 * Buries the workers whose lease ran out, and returns the queue's names for them, so that their
 * jobs can be unlocked. What they had claimed is now nobody's.
 */
export async function buryDeadWorkers(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ ids: string[] }>`
    delete from workers where lease_until < now() returning job_worker_ids as ids`.execute(tx);
  return rows.flatMap((row) => row.ids);
}

/**
 * Ends all leases at once: for the start with an embedded database, where holding DATA_DIR proves
 * that every earlier worker is dead and nobody has to wait for leases to run out.
 */
export async function endAllLeases(tx: Tx): Promise<void> {
  await sql`update workers set lease_until = now() - interval '1 second'`.execute(tx);
}
