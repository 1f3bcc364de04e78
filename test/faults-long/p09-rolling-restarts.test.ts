import { beforeAll, expect, test } from 'vitest';
import { expectIdentity, send, untilStatus } from '../support/newsletter.ts';
import type { Program } from '../support/pressrun.ts';
import { type Plant, startPlant, startWorker } from './plant.ts';
import { seeded } from './seed.ts';
import { expectTruth, spread } from './truth.ts';

// P9: SIGTERM stops new claims at once, drains within 30 s, exits 0; 0 duplicates over 50 restarts.

const EVERYONE = 20_000;
const CONNECTIONS = 16;
const RESTARTS = 50;
/** At most so many copies from one restart to the next. */
const STEP = 4_000;
/** The signal has to get there: a claim on its way when it arrives may still be committed. */
const AT_ONCE_MS = 250;
const DRAINED_MS = 30_000;

const random = seeded('P9');
const drains: number[] = [];

type Named = Program & { id: string };
let plant: Plant;
const workers: Named[] = [];

async function workersKnown(): Promise<string[]> {
  const { rows } = await plant.sql.query<{ id: string }>('select id from workers');
  return rows.map(({ id }) => id);
}

async function startNamed(): Promise<Named> {
  const before = await workersKnown();
  const worker = await startWorker(plant);
  const [id] = (await workersKnown()).filter((known) => !before.includes(known));
  return { ...worker, id: id! };
}

beforeAll(async () => {
  plant = await startPlant(EVERYONE, CONNECTIONS);
  workers.push(await startNamed(), await startNamed());
});

/** Claims are named by their time (UUID version 7). */
function claimedAt(token: string): number {
  return Number.parseInt(token.replaceAll('-', '').slice(0, 12), 16);
}

/** Ends the older of the two in order, with an eye on what it claims, and starts another. */
async function restart(): Promise<void> {
  const worker = workers.shift()!;
  const asked = Date.now();
  let ended = false;
  const end = worker.end('SIGTERM').finally(() => {
    ended = true;
  });
  while (!ended) {
    const { rows } = await plant.sql.query<{ token: string }>(
      'select token from claims where worker_id = $1',
      [worker.id],
    );
    for (const { token } of rows) {
      expect(claimedAt(token) - asked, 'ms from SIGTERM to a new claim').toBeLessThan(AT_ONCE_MS);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await end).toBe(0);
  drains.push(Date.now() - asked);
  expect(drains.at(-1)).toBeLessThan(DRAINED_MS);
  expect(await workersKnown()).not.toContain(worker.id);
  workers.push(await startNamed());
}

/** Restarts one worker after another while this campaign runs. */
async function restartDuring(id: string): Promise<void> {
  while (drains.length < RESTARTS) {
    const at = plant.sink.ledger.accepted + random.between(1, STEP);
    // The last thousand may be gone before a signal arrives: nothing would be in flight.
    if (at > EVERYONE - 1_000) return;
    await untilCopy(at);
    const { body } = await plant.call('GET', `/campaigns/${id}`);
    expectIdentity(body);
    await restart();
  }
}

/** Resolves at this copy, or at once if it was passed. */
function untilCopy(count: number): Promise<void> {
  const { ledger } = plant.sink;
  return new Promise((resolve) => {
    const look = () => {
      if (ledger.accepted < count) return;
      plant.onCopy = () => {};
      resolve();
    };
    plant.onCopy = look;
    look();
  });
}

test(`${RESTARTS} restarts in running campaigns`, async () => {
  let campaigns = 0;
  for (; drains.length < RESTARTS; campaigns += 1) {
    plant.sink.ledger.clear();
    const id = await send(plant.call, plant.versionId);
    await restartDuring(id);
    const { stats } = await untilStatus(plant.call, id, 'SENT', 120_000);
    expect(stats).toMatchObject({ audience: EVERYONE, sent: EVERYONE });
    expectTruth(plant, EVERYONE, 0);
    console.log(`campaign ${campaigns + 1}: ${drains.length} restarts so far, no second copy`);
  }
  console.log(
    `P9: ${drains.length} restarts, ${campaigns} campaigns, ms to exit ${spread(drains)}`,
  );
});
