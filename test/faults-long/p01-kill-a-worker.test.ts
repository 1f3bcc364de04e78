import { beforeAll, expect, test } from 'vitest';
import { send, untilStatus } from '../support/newsletter.ts';
import { at as doAt } from '../support/smtp-sink.ts';
import { atCopy, FEW_LOCALE, FEW_OF, type Plant, shortLeaseWorkers, startPlant } from './plant.ts';
import { seeded } from './seed.ts';
import type { ShortLeaseWorker } from './short-lease.ts';
import { expectTruth, spread, W } from './truth.ts';

// P1: kill -9 of one of two workers at a random moment of a 20,000-recipient campaign, 20 times.

const EVERYONE = 20_000;
const CONNECTIONS = 16;
const LEASE_SECONDS = 3;
const KILLS = 20;

/** For W at a paced 1,000 messages a second, which is 2·C (promises.md, Terms). */
const FEW = EVERYONE / FEW_OF;
const PACED_KILLS = 3;

type Kill = { at: number; victim: number };

const random = seeded('P1');
const moment = (audience: number): Kill => ({
  at: random.between(1, audience),
  victim: random.between(0, 1),
});
const kills = Array.from({ length: KILLS }, (_, i) => ({ kill: i + 1, ...moment(EVERYONE) }));
const paced = Array.from({ length: PACED_KILLS }, () => moment(FEW));
const secondCopies: number[] = [];

let plant: Plant;
let start: () => Promise<ShortLeaseWorker>;
const workers: ShortLeaseWorker[] = [];

beforeAll(async () => {
  plant = await startPlant(EVERYONE, CONNECTIONS);
  start = shortLeaseWorkers(plant, LEASE_SECONDS);
  workers.push(await start(), await start());
});

/** One kill in a campaign to so many; answers how many got a second copy, at most `most`. */
async function killDuring(kill: Kill & { audience: number; most: number }): Promise<number> {
  const { at, victim, audience, most } = kill;
  const killed = atCopy(plant, at, () => workers[victim]!.child.kill('SIGKILL'));
  const audienceFilter = audience === FEW ? { locale: FEW_LOCALE } : {};
  const id = await send(plant.call, plant.versionId, { audienceFilter });
  await killed;
  // The one that is left has to do it.
  const { stats } = await untilStatus(plant.call, id, 'SENT', 120_000);
  expect(stats).toMatchObject({ audience, sent: audience });
  const twice = expectTruth(plant, audience, most);
  workers[victim] = await start();
  return twice.length;
}

test.each(kills)('kill $kill: worker $victim at copy $at', async (kill) => {
  const second = await killDuring({ ...kill, audience: EVERYONE, most: W });
  secondCopies.push(second);
  console.log(`copy ${kill.at}: ${second} second copies`);
});

test.each(paced)('at about 1,000 a second: worker $victim at copy $at', async (kill) => {
  plant.sink.setScript(doAt('dot', { reply: '250 ok', pieceMs: 4 }));
  const second = await killDuring({ ...kill, audience: FEW, most: 2 * CONNECTIONS });
  plant.sink.setScript(undefined);
  console.log(`paced, copy ${kill.at}: ${second} second copies`);
});

test('in all', () => {
  console.log(`P1: ${secondCopies.length} kills, second copies ${spread(secondCopies)}`);
  expect(secondCopies).toHaveLength(KILLS);
});
