import { beforeAll, expect, test } from 'vitest';
import { send, untilStatus } from '../support/newsletter.ts';
import { SINK_EXTENSIONS } from '../support/smtp-sink.ts';
import { type Plant, shortLeaseWorkers, startPlant } from './plant.ts';
import { POINTS, type Point, setTrap } from './points.ts';
import { type Random, seeded } from './seed.ts';
import type { ShortLeaseWorker } from './short-lease.ts';
import { expectTruth, spread, W } from './truth.ts';

// P2: kill -9 at each of six points, 50 times: nobody lost, and no second copy before the final dot.

const FEW = 300;
const CONNECTIONS = 4;
const LEASE_SECONDS = 30;
const KILLS = 50;
/** What is left when a worker is stopped must keep all of its connections busy. */
const REST = 60;
const BEFORE_FINAL_DOT: Point[] = ['after claim', 'after MAIL FROM', 'after RCPT'];

type Line = { plant: Plant; start: () => Promise<ShortLeaseWorker>; worker: ShortLeaseWorker };

const random = seeded('P2');
let lines: Line[];

/** Much of a kill is waiting, so several lines run side by side; one half is not pipelined. */
beforeAll(async () => {
  const plain = SINK_EXTENSIONS.filter((extension) => extension !== 'PIPELINING');
  const kinds = [SINK_EXTENSIONS, plain, SINK_EXTENSIONS, plain];
  lines = await Promise.all(kinds.map((extensions) => startLine(extensions)));
});

async function startLine(extensions: string[]): Promise<Line> {
  const plant = await startPlant(FEW, CONNECTIONS, { extensions });
  const start = shortLeaseWorkers(plant, LEASE_SECONDS);
  return { plant, start, worker: await start() };
}

type Kill = { at: number; bad: boolean };

/** One kill; answers how many got a second copy. */
async function killAt(line: Line, point: Point, { at, bad }: Kill): Promise<number> {
  const { plant } = line;
  // Only a new one has no connections yet, and can be kept between claim and MAIL FROM.
  const isFresh = point === 'after claim';
  if (isFresh) await line.worker.kill();
  plant.sink.ledger.clear();
  const trap = setTrap(plant, { point, at, bad }, () => line.worker.child.kill('SIGKILL'));
  const sending = send(plant.call, plant.versionId);
  if (isFresh) line.worker = await line.start();
  const id = await sending;
  await trap.sprung(id);
  await line.worker.kill();
  await trap.open();
  // Its lease is ended for it: P1 and P3 wait until leases run out, and here 300 of them would.
  await plant.sql.query(`update workers set lease_until = now() - interval '1 second'`);

  line.worker = await line.start();
  const { stats } = await untilStatus(plant.call, id, 'SENT');
  expect(stats, JSON.stringify(stats)).toMatchObject({ audience: FEW, sent: FEW });
  const twice = expectTruth(plant, FEW, BEFORE_FINAL_DOT.includes(point) ? 0 : W);
  const doubted = trap.doubted();
  // Only these were in doubt, and each is sent again once.
  if (doubted !== null) expect(twice.toSorted()).toEqual(doubted.toSorted());
  return twice.length;
}

/** The kills of one point, dealt out to the lines. */
function deal(random: Random): Kill[][] {
  const dealt: Kill[][] = lines.map(() => []);
  for (let i = 0; i < KILLS; i += 1) {
    const kill = { at: random.between(1, FEW - REST), bad: random.between(0, 1) === 1 };
    dealt[i % lines.length]!.push(kill);
  }
  return dealt;
}

test.each(POINTS)(`kill -9 %s, ${KILLS} times`, async (point) => {
  const second: number[] = [];
  const dealt = deal(random);
  // A line that fails stops; the others end what they began, or it would reach into the next point.
  const ended = await Promise.allSettled(
    lines.map(async (line, i) => {
      for (const kill of dealt[i]!) {
        second.push(
          await killAt(line, point, kill).catch((error) => {
            error.message = `line ${i}, ${JSON.stringify(kill)}: ${error.message}`;
            throw error;
          }),
        );
      }
    }),
  );
  for (const line of ended) if (line.status === 'rejected') throw line.reason;
  console.log(`P2 ${point}: ${second.length} kills, second copies ${spread(second)}`);
  expect(second).toHaveLength(KILLS);
});
