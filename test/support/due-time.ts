import pg from 'pg';
import { type DueClock, databaseTime } from '../../src/db/due-clock.ts';
import { eventually } from './app.ts';
import { atEnd } from './at-end.ts';

/** The clock by which schedules are due, set by the test: weeks pass without waiting. */
export type DueTime = {
  clock: DueClock;
  set(instant: string | number | Date): void;
  now(): number;
};

/** Runs on from where it is set, beside the database's clock. */
export function dueTime(): DueTime {
  let ahead = 0;
  return {
    clock: async (tx) => new Date(+(await databaseTime(tx)) + ahead),
    set: (instant) => {
      ahead = +new Date(instant) - Date.now();
    },
    now: () => Date.now() + ahead,
  };
}

/**
 * Has the jobs of schedules look at the clock now, and waits until they have: the queue itself goes by
 * the database's clock, to which the instants of a test are in the future.
 */
export async function lookAtClock(databaseUrl: string): Promise<void> {
  const sql = await client(databaseUrl);
  await sql.query(`update graphile_worker._private_jobs set run_at = now() where ${OF_SCHEDULES}`);
  // As the queue itself does for a job that is due when it is made; else it looks each second.
  await sql.query(`notify "jobs:insert", '{"count":4}'`);
  const { rows } = await eventually(
    () =>
      sql.query(`select key, last_error from graphile_worker._private_jobs
                 where (${OF_SCHEDULES} or key like 'fan_out:%' or key is null)
                   and (run_at <= now() or last_error is not null)`),
    ({ rows }) => rows.every((row) => row.last_error !== null),
  );
  if (rows.length > 0) throw new Error(JSON.stringify(rows));
}

const OF_SCHEDULES = `(key like 'start_campaign:%' or key like 'open_waves:%')`;
const clients = new Map<string, Promise<pg.Client>>();

function client(connectionString: string): Promise<pg.Client> {
  const known = clients.get(connectionString);
  if (known) return known;
  const made = new pg.Client({ connectionString });
  const connected = made.connect().then(() => made);
  clients.set(connectionString, connected);
  atEnd(() => made.end());
  return connected;
}
