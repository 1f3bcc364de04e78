import { expect, test } from 'vitest';
import { seeded } from '../faults-long/seed.ts';
import { killWhileDelivering } from '../faults-long/webhook-kills.ts';
import { webhookSink } from '../support/webhook-sink.ts';

const sink = webhookSink();
const random = seeded('P27');

test('P27 in short: 90 events under 2 worker kills: none is lost', {
  timeout: 60_000,
}, async () => {
  const requests = await killWhileDelivering(sink, { events: 90, kills: 2, random });
  expect(requests).toBeGreaterThanOrEqual(90);
});
