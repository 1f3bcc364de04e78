import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

export type JobOptions = {
  /** One job per key: enqueueing again replaces a job that still waits. */
  key: string;
  /** Not before this instant, by the database's clock; at once when missing. */
  runAt?: Date | null;
};

/** Enqueues a job in the caller's transaction: it exists exactly if the caller's change does. */
export async function enqueueJob(
  tx: Tx,
  task: string,
  payload: Record<string, unknown>,
  options: JobOptions,
): Promise<void> {
  const runAt = options.runAt ?? null;
  await sql`select enqueue_job(${task}, ${JSON.stringify(payload)}, ${options.key}, ${runAt})`.execute(
    tx,
  );
}

/** Takes back a job that has not begun; one that runs or is unknown is left alone. */
export async function removeJob(tx: Tx, key: string): Promise<void> {
  await sql`select remove_job(${key})`.execute(tx);
}
