import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/app.ts';
import { send, untilStatus } from '../support/newsletter.ts';
import type { Program } from '../support/pressrun.ts';
import { atCopy, type Plant, shortLeaseWorkers, startPlant, startWorker } from './plant.ts';
import { seeded } from './seed.ts';
import type { ShortLeaseWorker } from './short-lease.ts';
import { expectTruth, W } from './truth.ts';

// P3: SIGSTOP a worker for three leases, then SIGCONT: its late results change nothing, and at most
// W recipients get a second copy.

const EVERYONE = 10_000;
const CONNECTIONS = 16;
const SHORT_LEASE_SECONDS = 2;

const random = seeded('P3');
/** Once as written, and with short leases for more moments. */
const long = { leaseSeconds: 30, at: random.between(1, EVERYONE - 2_000) };
const short = Array.from({ length: 5 }, () => ({
  leaseSeconds: SHORT_LEASE_SECONDS,
  at: random.between(1, EVERYONE - 2_000),
}));

type Stoppable = Pick<Program, 'child'> | Pick<ShortLeaseWorker, 'child'>;

async function workersKnown({ sql }: Plant): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>('select id from workers');
  return rows.map(({ id }) => id);
}

/** Each row and all counts of a campaign as one text: what a zombie must not change. */
async function ledgerOf({ sql }: Plant, id: string): Promise<string> {
  const { rows } = await sql.query<{ ledger: string }>(
    `select md5(string_agg(m::text, ',' order by m.id)) || (select p::text from campaign_progress p
                                                            where p.campaign_id = $1) as ledger
     from messages m where m.campaign_id = $1`,
    [id],
  );
  return rows[0]!.ledger;
}

/** How many messages are still in somebody's hands. */
async function inHand({ sql }: Plant): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    'select sum(sending)::int as count from campaign_progress',
  );
  return rows[0]!.count;
}

/** Stops a worker at this copy for three leases; the others finish; it wakes, and has its say. */
async function stopAndWake(
  plant: Plant,
  sleeper: Stoppable,
  { leaseSeconds, at }: { leaseSeconds: number; at: number },
): Promise<void> {
  const before = await workersKnown(plant);
  const stopped = atCopy(plant, at, () => sleeper.child.kill('SIGSTOP'));
  const id = await send(plant.call, plant.versionId);
  await stopped;
  const wakes = sleep(leaseSeconds * 3_000);
  const { stats } = await untilStatus(plant.call, id, 'SENT', leaseSeconds * 3_000 + 60_000);
  expect(stats).toMatchObject({ audience: EVERYONE, sent: EVERYONE });
  const ledger = await ledgerOf(plant, id);
  await wakes;
  expect(await workersKnown(plant)).toHaveLength(before.length - 1);

  sleeper.child.kill('SIGCONT');
  // It finds out that it was buried, and begins anew under another name; by then it has tried.
  await eventually(
    () => workersKnown(plant),
    (known) => known.length === before.length,
  );
  // What it still had on its connections ends within a moment, and would be written at once.
  await sleep(1_000);
  expect(await ledgerOf(plant, id)).toBe(ledger);
  expect(await inHand(plant)).toBe(0);
  const twice = expectTruth(plant, EVERYONE, W).length;
  console.log(`P3: stopped at copy ${at} for ${leaseSeconds * 3} s: ${twice} second copies`);

  // And it works again: both do their part of the next one, each recipient once.
  plant.sink.ledger.clear();
  const next = await send(plant.call, plant.versionId);
  expect((await untilStatus(plant.call, next, 'SENT')).stats).toMatchObject({ sent: EVERYONE });
  expectTruth(plant, EVERYONE, 0);
}

test('stopped for 90 s, three leases of production', async () => {
  const plant = await startPlant(EVERYONE, CONNECTIONS);
  const [sleeper] = await Promise.all([startWorker(plant), startWorker(plant)]);
  await stopAndWake(plant, sleeper, long);
});

let plant: Plant;
const workers: ShortLeaseWorker[] = [];

beforeAll(async () => {
  plant = await startPlant(EVERYONE, CONNECTIONS);
  const start = shortLeaseWorkers(plant, SHORT_LEASE_SECONDS);
  workers.push(await start(), await start());
});

test.each(short)('stopped at copy $at for three leases of $leaseSeconds s', (moment) =>
  stopAndWake(plant, workers[random.between(0, 1)]!, moment),
);
