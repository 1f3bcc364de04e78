import { beforeAll, expect, test } from 'vitest';
import { expectIdentity, send, untilStatus } from '../support/newsletter.ts';
import { at } from '../support/smtp-sink.ts';
import { type Plant, shortLeaseWorkers, startPlant } from './plant.ts';
import { seeded } from './seed.ts';
import type { ShortLeaseWorker } from './short-lease.ts';
import { expectTruth, W } from './truth.ts';

// P8: 200 random pause/resume pairs, with gaps of 0-500 ms and kills between: 0 duplicates beyond W,
// 0 lost, never a premature SENT.

const EVERYONE = 20_000;
const CONNECTIONS = 4;
const LEASE_SECONDS = 3;
const PAIRS = 200;
const GAP_MS = 500;
/** One in so many pairs loses a worker. */
const PER_KILL = 20;
/** A pause answers within its second, plus the way there and back on a busy machine. */
const ANSWERED_MS = 2_000;

const random = seeded('P8');
let plant: Plant;
let start: () => Promise<ShortLeaseWorker>;
const workers: ShortLeaseWorker[] = [];

beforeAll(async () => {
  // 40 ms a message: some are always in flight, and the campaign outlasts the pairs.
  const script = at('dot', { reply: '250 ok', pieceMs: 5 });
  plant = await startPlant(EVERYONE, CONNECTIONS, { script });
  start = shortLeaseWorkers(plant, LEASE_SECONDS);
  workers.push(await start(), await start());
});

const gap = () => new Promise((resolve) => setTimeout(resolve, random.between(0, GAP_MS)));

/** Pauses or resumes; the answer's counts have to fit, and nothing ends while somebody waits. */
async function steer(id: string, move: 'pause' | 'resume'): Promise<number> {
  const asked = performance.now();
  const { status, body } = await plant.call('POST', `/campaigns/${id}/${move}`);
  expect({ status, state: body.status }).toEqual({
    status: 200,
    state: move === 'pause' ? 'PAUSED' : 'SENDING',
  });
  expectIdentity(body);
  return performance.now() - asked;
}

async function replaceOne(): Promise<void> {
  const victim = random.between(0, workers.length - 1);
  await workers[victim]!.kill();
  workers[victim] = await start();
}

test('P8: 200 pauses and resumes, and kills between', async () => {
  const begun = performance.now();
  const id = await send(plant.call, plant.versionId);
  let kills = 0;
  let slowest = 0;
  let sentWhilePaused = 0;
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    await gap();
    slowest = Math.max(slowest, await steer(id, 'pause'));
    const answeredAt = performance.now();
    // Half of the kills hit a paused campaign, half a running one.
    const kill = pair % PER_KILL === 0;
    if (kill && pair % (2 * PER_KILL) === 0) await replaceOne();
    await gap();
    const late = plant.sink.ledger.copies.filter((copy) => copy.at > answeredAt + 1_000);
    sentWhilePaused += late.length;
    await steer(id, 'resume');
    if (kill && pair % (2 * PER_KILL) !== 0) {
      await gap();
      await replaceOne();
    }
    if (kill) kills += 1;
  }
  const during = plant.sink.ledger.accepted;
  expect(during).toBeLessThan(EVERYONE);
  plant.sink.setScript(undefined);
  const { stats } = await untilStatus(plant.call, id, 'SENT', 120_000);
  expect(stats).toMatchObject({ audience: EVERYONE, sent: EVERYONE });
  const twice = expectTruth(plant, EVERYONE, W * kills).length;
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(
    `P8: ${seconds} s, ${PAIRS} pairs over the first ${during} copies, ${kills} kills, ` +
      `${twice} second copies, slowest pause ${slowest.toFixed(0)} ms`,
  );
  expect(sentWhilePaused).toBe(0);
  expect(slowest).toBeLessThan(ANSWERED_MS);
});
