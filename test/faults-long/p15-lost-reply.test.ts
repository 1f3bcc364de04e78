import { beforeAll, expect, test } from 'vitest';
import { type LostReplies, loseReply, prepareLostReplies } from './lost-reply.ts';
import { seeded } from './seed.ts';

// P15: kill -9 of the API between commit and reply, client retries with the same key, 100 times:
// exactly 1 object each.

const TIMES = 100;
const random = seeded('P15');
let place: LostReplies;

beforeAll(async () => {
  place = await prepareLostReplies();
});

test(`P15: ${TIMES} lost replies make nothing twice`, async () => {
  let answered = 0;
  for (let n = 0; n < TIMES; n += 1) {
    const outcome = await loseReply(place, random, `campaign ${n}`);
    if (outcome.answered) answered += 1;
    expect([n, outcome.retried, outcome.objects]).toEqual([n, 201, 1]);
  }
  console.log(`P15: ${TIMES} kills, ${answered} after the reply`);
  // Otherwise the kills came too late to mean anything.
  expect(answered).toBeLessThan(TIMES / 2);
});
