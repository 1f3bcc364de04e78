import { beforeAll, expect, test } from 'vitest';
import { expectIdentity, send, untilCampaign } from '../support/newsletter.ts';
import { at } from '../support/smtp-sink.ts';
import { atCopy, type Plant, startPlant, startWorker } from './plant.ts';
import { seeded } from './seed.ts';

// P7: after a cancel request returns 200 in a running 20,000 campaign, at most C x workers further
// messages reach the sink, none later than 1 s, and the rest become CANCELLED.

const EVERYONE = 20_000;
const CONNECTIONS = 8;
const WORKERS = 2;
const FULL_SPEED_ROUNDS = 10;
const SLOW_ROUNDS = 6;
const STUCK_ROUNDS = 4;
/** Also where the relay answers no final dot before the cancel is answered: what rides is called back. */
const MOST = CONNECTIONS * WORKERS;

const random = seeded('P7');
const rounds = [
  ...Array.from({ length: FULL_SPEED_ROUNDS }, () => ({ relay: 'fast', pieceMs: 0 })),
  // 8 to 120 ms until a final dot is answered.
  ...Array.from({ length: SLOW_ROUNDS }, () => ({
    relay: 'slow',
    pieceMs: random.between(1, 15),
  })),
  // No final dot is answered until the cancel is.
  ...Array.from({ length: STUCK_ROUNDS }, () => ({ relay: 'stuck', pieceMs: 0 })),
].map((round) => ({
  ...round,
  copy: random.between(1, round.relay === 'slow' ? 300 : (EVERYONE * 3) / 4),
}));

let plant: Plant;

beforeAll(async () => {
  plant = await startPlant(EVERYONE, CONNECTIONS);
  for (let n = 0; n < WORKERS; n += 1) await startWorker(plant);
});

test.each(rounds)(
  'P7: cancelled at copy $copy of a $relay relay',
  async ({ relay, pieceMs, copy }) => {
    const { sink, call, versionId } = plant;
    sink.setScript(pieceMs > 0 ? at('dot', { reply: '250 ok', pieceMs }) : undefined);
    const reached = atCopy(plant, copy, () => relay === 'stuck' && sink.hold());
    const id = await send(call, versionId);
    await reached;
    if (relay === 'stuck') await sink.reached(CONNECTIONS * WORKERS);
    const answer = await call('POST', `/campaigns/${id}/cancel`);
    const answeredAt = performance.now();
    const acceptedThen = sink.ledger.accepted;
    sink.release();
    expect(answer).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
    expectIdentity(answer.body);

    const end = await untilCampaign(call, id, ({ stats }) => stats.queued + stats.sending === 0);
    // Nothing is under way any more, and nothing comes in what is left of the second, or after it.
    const rest = answeredAt + 1_200 - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    const after = sink.ledger.copies.filter((one) => one.at > answeredAt);
    expect(after.length).toBeLessThanOrEqual(MOST);
    expect(after.filter((one) => one.at > answeredAt + 1_000)).toEqual([]);
    const { accepted } = sink.ledger;
    const { audience } = end.stats;
    expect(end.stats).toMatchObject({ sent: accepted, cancelled: audience - accepted });
    expect(sink.ledger.duplicated()).toEqual([]);
    console.log(`P7: ${acceptedThen} accepted at the answer, ${after.length} after it`);
  },
);
