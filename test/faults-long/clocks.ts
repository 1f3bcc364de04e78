import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { eventually } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { startProgram, temporaryDataDir } from '../support/pressrun.ts';
import { type Plant, startPlant } from './plant.ts';

// P11: four schedulers whose clocks are off by −5, 0 and +5 minutes, and one that is stepped back by an
// hour while it works. Each campaign has to start exactly once, and not before its time by the database.

const WRONG_CLOCK = pathToFileURL(join(import.meta.dirname, 'wrong-clock.ts')).href;
const MINUTE = 60_000;
const CLOCKS: Record<string, string>[] = [
  { CLOCK_OFF_MS: String(-5 * MINUTE) },
  { CLOCK_OFF_MS: '0' },
  { CLOCK_OFF_MS: String(5 * MINUTE) },
  { CLOCK_STEPS_BACK_AFTER_MS: '5000' },
];
/** Requests at a time, to schedule. */
const AT_ONCE = 20;

type Started = { id: string; early: number; late: number; starts: number; copies: number };

/**
 * Schedules so many campaigns for one moment, `leadMs` from now, every second one in each person's own
 * time, and lets workers with wrong clocks start them.
 */
export async function startUnderWrongClocks(count: number, leadMs: number): Promise<void> {
  const plant = await startPlant(1, 2);
  const clocks = await startWorkers(plant);
  const at = new Date(Math.ceil((Date.now() + leadMs) / 1_000) * 1_000);
  await scheduleAll(plant, count, at);
  expect(Date.now(), 'scheduled in time').toBeLessThan(+at);
  await eventually(
    () => countSent(plant),
    (sent) => sent === count,
    leadMs + 300_000,
  );
  const started = await startsOf(plant);
  expect(started).toHaveLength(count);
  const wrong = started.filter(
    ({ starts, copies, early, late }) => starts !== 1 || copies !== 1 || early > 0 || late > 60,
  );
  expect(wrong).toEqual([]);
  expect(plant.sink.ledger.accepted).toBe(count);
  // They were wrong indeed, each in its own process.
  expect(clocks()).toEqual([[-5], [0], [5], [0, -60]]);
}

async function startWorkers(plant: Plant): Promise<() => number[][]> {
  const workers = await Promise.all(
    CLOCKS.map(async (clock) => {
      const DATA_DIR = await temporaryDataDir();
      const NODE_OPTIONS = `--import=${WRONG_CLOCK}`;
      return startProgram('worker', { ...plant.workerEnv, DATA_DIR, NODE_OPTIONS, ...clock });
    }),
  );
  atEnd(() => Promise.all(workers.map((worker) => worker.end('SIGKILL'))));
  return () => workers.map((worker) => offsIn(worker.said()));
}

/** What a process said its clock is off by, in minutes, one time after the other. */
function offsIn(said: string): number[] {
  return [...said.matchAll(/off by (-?\d+) minutes/g)].map(([, minutes]) => Number(minutes));
}

async function scheduleAll({ call, versionId }: Plant, count: number, at: Date): Promise<void> {
  const one = async (i: number) => {
    const made = await call('POST', '/campaigns', {
      name: `At ${i}`,
      templateVersionId: versionId,
    });
    const wall = { scheduledAt: at.toISOString().slice(0, 19), timezone: 'UTC' };
    const how = i % 2 === 0 ? { deliverAt: 'recipient' } : {};
    const { status } = await call('POST', `/campaigns/${made.body.id}/schedule`, {
      ...wall,
      ...how,
    });
    expect(status).toBe(200);
  };
  for (let i = 0; i < count; i += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, n) => one(i + n));
    await Promise.all(some);
  }
}

async function countSent({ sql }: Plant): Promise<number> {
  const { rows } = await sql.query(
    `select count(*)::int as sent from campaigns where status = 'SENT'`,
  );
  return rows[0].sent;
}

/** Seconds by the database's clock: how much too early or late it started, or its message went. */
async function startsOf({ sql }: Plant): Promise<Started[]> {
  const { rows } = await sql.query<Started>(
    `select k.id, extract(epoch from k.scheduled_at - least(k.started_at, m.finished_at))::float8 as early,
            extract(epoch from k.started_at - k.scheduled_at)::float8 as late,
            (select count(*)::int from events e
             where e.campaign_id = k.id and e.type = 'campaign.sending') as starts,
            (select count(*)::int from messages n where n.campaign_id = k.id) as copies
     from campaigns k join messages m on m.tenant_id = k.tenant_id and m.campaign_id = k.id`,
  );
  return rows;
}
