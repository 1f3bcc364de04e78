import { expect, test } from 'vitest';
import { webhookSink } from '../support/webhook-sink.ts';
import { seeded } from './seed.ts';
import { killWhileDelivering } from './webhook-kills.ts';

const sink = webhookSink();
const random = seeded('P27');

test('P27: 500 events under 10 worker kills: none is lost', async () => {
  const requests = await killWhileDelivering(sink, { events: 500, kills: 10, random });
  console.log(`P27: 500 events, 10 kills, ${requests} requests`);
  expect(requests).toBeGreaterThanOrEqual(500);
});
