import { beforeAll, expect, test } from 'vitest';
import { type LostReplies, loseReply, prepareLostReplies } from '../faults-long/lost-reply.ts';
import { seeded } from '../faults-long/seed.ts';

// P15 in short: the API is killed around its commit, and the client, who heard nothing, asks again.

const random = seeded('P15');
let place: LostReplies;

beforeAll(async () => {
  place = await prepareLostReplies();
});

test.each(['one', 'two', 'three'])('P15: a lost reply makes nothing twice (%s)', async (name) => {
  const { retried, objects } = await loseReply(place, random, name);
  expect([retried, objects]).toEqual([201, 1]);
});
