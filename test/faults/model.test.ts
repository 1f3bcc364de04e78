import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stats } from '../../src/messages/message.ts';
import { testDatabase, testTenant } from '../support/database.ts';
import { type Fate, LedgerModel, type Standing } from './ledger-model.ts';

// P4 in short: random histories of one campaign on the statements that workers use. What the relay
// took is counted beside the database, and looked at after each step. TEST_LONG: P4's 1,000 runs.

const RUNS = process.env.TEST_LONG ? 1_000 : 30;
const CONTACTS = 5;
const db = testDatabase();

const small = fc.nat({ max: 8 });
const limit = fc.integer({ min: 1, max: 6 });
const fates = fc.array(
  fc.constantFrom<Fate>(
    'accepted',
    'accepted',
    'refused',
    'deferred',
    'turned away',
    'cut kept',
    'cut kept',
    'cut lost',
  ),
  { minLength: 1, maxLength: 5 },
);
type Step = {
  run: (model: LedgerModel) => Promise<void> | void;
  [fc.toStringMethod]: () => string;
};
const step = <T extends unknown[]>(
  weight: number,
  name: string,
  inputs: { [K in keyof T]: fc.Arbitrary<T[K]> },
  act: (model: LedgerModel, ...input: T) => Promise<void> | void,
) => ({
  weight,
  arbitrary: fc.tuple<T>(...inputs).map((input): Step => {
    const run = (model: LedgerModel) => act(model, ...input);
    return { run, [fc.toStringMethod]: () => `${name}(${input})` };
  }),
});

const steps = fc.oneof(
  step(4, 'freeze', [limit], (m, n) => m.freeze(n)),
  step(8, 'claim', [small, limit], (m, worker, n) => m.claim(worker, n)),
  step(10, 'send', [small, fates], (m, which, list) => m.send(which, list)),
  step(6, 'work', [small, fates], (m, which, list) => m.work(which, list)),
  step(8, 'settle', [small], (m, which) => m.settle(which)),
  step(8, 'record', [small, fc.boolean()], (m, which, lost) => m.record(which, lost)),
  step(1, 'stop', [small], (m, which) => m.stop(which, 'QUEUED')),
  step(2, 'drop', [small], (m, which) => m.dropUnwanted(which)),
  step(3, 'kill', [small], (m, worker) => m.kill(worker)),
  step(3, 'recover', [], (m) => m.recover()),
  step(3, 'requeue', [limit], (m, n) => m.requeue(n)),
  step(1, 'pause', [], (m) => m.move('PAUSED')),
  step(2, 'resume', [], (m) => m.move('SENDING')),
  step(1, 'cancel', [], (m) => m.move('CANCELLED')),
  step(1, 'cancel page', [limit], (m, n) => m.cancelPage(n)),
  step(1, 'leave', [small, fc.constantFrom('unsubscribe', 'suppress', 'erase')], (m, who, how) =>
    m.leave(who, how),
  ),
  step(2, 'end', [], (m) => m.end()),
);

/** Counts are the ledger's, their sum is the audience, and no state says more than is known. */
async function check(model: LedgerModel): Promise<void> {
  const { campaign, messages } = await model.look();
  const counted: Stats = {
    ...{ audience: messages.length, queued: 0, sending: 0, deferred: 0, sent: 0 },
    ...{ failed: 0, skipped: 0, cancelled: 0, unknown: 0 },
  };
  for (const { status } of messages) counted[status.toLowerCase() as keyof Stats] += 1;
  expect(campaign.stats).toEqual(counted);
  if (campaign.status === 'SENT') {
    expect(counted.queued + counted.sending + counted.deferred).toBe(0);
  }
  for (const message of messages) expect(isHonest(message), JSON.stringify(message)).toBe(true);
}

function isHonest({ status, doubted, copies }: Standing): boolean {
  if (copies > 2 || (copies === 2 && !doubted && status !== 'SENDING')) return false;
  if (status === 'SENT') return copies > 0;
  if (status === 'SKIPPED' || status === 'CANCELLED') return copies === 0;
  // In doubt, or in a worker's hands: nobody can say.
  return status === 'SENDING' || status === 'UNKNOWN' || doubted || copies === 0;
}

/** Lets everything come to its end: workers finish, dead ones are recovered, the rest is sent. */
async function finish(model: LedgerModel): Promise<void> {
  await model.move('SENDING');
  for (let round = 0; round < 100; round += 1) {
    await model.freeze(CONTACTS);
    await model.recover();
    await model.requeue(100);
    await model.cancelPage(100);
    await model.claim(0, 5);
    for (let which = model.held.length - 1; which >= 0; which -= 1) {
      model.send(which, ['accepted', 'accepted', 'accepted']);
      model.settle(which);
      await model.record(which, false);
    }
    await model.end();
    const { campaign } = await model.look();
    const { queued, sending, deferred } = campaign.stats;
    const isOver = campaign.status === 'SENT' || campaign.status === 'CANCELLED';
    if (isOver && queued + sending + deferred === 0) return;
  }
  throw new Error('it does not come to an end');
}

test('whatever happens, in whatever order: everyone is accounted for', async () => {
  const seed = randomInt(2 ** 31);
  console.log(`model: seed ${seed}, ${RUNS} runs`);
  const history = fc.array(steps, { minLength: 20, maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(history, async (list) => {
      const { tenantId } = await testTenant(db);
      const model = new LedgerModel(db, tenantId);
      await model.begin(CONTACTS);
      for (const { run } of list) {
        await run(model);
        await check(model);
      }
      await finish(model);
      await check(model);
    }),
    { seed, numRuns: RUNS },
  );
}, 600_000);
