import { sql } from 'kysely';
import type { Tx } from './database.ts';

/**
 * What time it is for whoever decides whether something is due: one clock for all processes, whatever
 * their own say (P11). A parameter, so that tests can let a year pass.
 */
export type DueClock = (tx: Tx) => Promise<Date>;

/** The database's clock at the transaction's begin, to the millisecond, rounded down. */
export const databaseTime: DueClock = async (tx) => {
  const { rows } = await sql<{ now: Date }>`
    select date_trunc('milliseconds', now()) as now`.execute(tx);
  return rows[0]!.now;
};
