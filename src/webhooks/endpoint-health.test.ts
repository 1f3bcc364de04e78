import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { webhookWorld } from '../../test/support/webhooks.ts';

const db = testDatabase();
const sink = webhookSink();
const {
  listener,
  anotherListener,
  record,
  drain,
  endpoint,
  deliveries,
  hoursPass,
  makeDue,
  turnOn,
} = webhookWorld(db);

/** One event each 24 hours for so many days, each tried at once and as its retries come. */
async function days(one: Awaited<ReturnType<typeof listener>>, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    await record(one.tenantId, {});
    await drain();
    await hoursPass(one, 24);
    await drain();
  }
}

test('P28: five days of only failures turn an endpoint off, with a notice', async () => {
  const one = await listener(`${sink.url}/dead`);
  const other = await anotherListener(one.tenantId, `${sink.url}/other`, ['webhook.disabled']);
  sink.script('/dead', { status: 500 });
  await days(one, 4);
  const before = await endpoint(one);
  expect(before).toMatchObject({ enabled: true, disabledReason: null });
  expect((Date.now() - before.failingSince!.getTime()) / 86_400_000).toBeCloseTo(4, 1);
  await days(one, 1);
  const { enabled, disabledReason, disabledAt } = await endpoint(one);
  expect(enabled).toBe(false);
  expect(disabledReason).toMatch(/^Every try has failed for 5 days \(since \d{4}-\d\d-\d\dT/);
  expect(disabledAt).toBeInstanceOf(Date);
  expect(sink.at('/other')).toHaveLength(1);
  expect(JSON.parse(sink.at('/other')[0]!.body.toString())).toMatchObject({
    type: 'webhook.disabled',
    data: { endpointId: one.id, reason: disabledReason, occurredAt: disabledAt!.toISOString() },
  });
  // What waits goes on when a person turns it on, and the past counts no more.
  sink.script('/dead', { status: 200 });
  const on = await turnOn(one);
  expect(on).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
  await makeDue(one);
  await drain();
  const ends = (await deliveries(one)).map(({ status }) => status);
  expect(ends).toEqual(Array(5).fill('DELIVERED'));
  expect((await deliveries(other))[0]!.status).toBe('DELIVERED');
});

test('P28: one success begins the count anew; so do two days without a try', async () => {
  const one = await listener(`${sink.url}/shaky`);
  sink.script('/shaky', { status: 500 });
  await days(one, 3);
  sink.script('/shaky', { status: 200 }, { status: 500 });
  await days(one, 1);
  await days(one, 3);
  expect((await endpoint(one)).enabled).toBe(true);
  const rare = await listener(`${sink.url}/rare`, ['email.sent'], { longRetries: false });
  sink.script('/rare', { status: 500 });
  for (let event = 0; event < 4; event++) {
    await record(rare.tenantId, {});
    await drain();
    await hoursPass(rare, 72);
  }
  await record(rare.tenantId, {});
  await drain();
  const { enabled, failingSince } = await endpoint(rare);
  expect(enabled).toBe(true);
  expect(Date.now() - failingSince!.getTime()).toBeLessThan(60_000);
});

test('P28: 410 turns an endpoint off at once and says so', async () => {
  const one = await listener(`${sink.url}/gone`);
  sink.script('/gone', { status: 410 });
  await record(one.tenantId, ...Array.from({ length: 30 }, () => ({})));
  await drain();
  const { enabled, disabledReason } = await endpoint(one);
  expect([enabled, disabledReason]).toEqual([false, 'The endpoint answered 410 (gone)']);
  // Those of the first ten in flight; nothing else was begun.
  expect(sink.at('/gone').length).toBeLessThanOrEqual(10);
  const untried = (await deliveries(one)).filter(({ attempt }) => attempt === 0);
  expect(untried).toHaveLength(30 - sink.at('/gone').length);
  expect(untried.every(({ status }) => status === 'PENDING')).toBe(true);
});

test('P28: Retry-After holds up all that goes to the endpoint, and burns no tries', async () => {
  const one = await listener(`${sink.url}/busy`);
  const other = await anotherListener(one.tenantId, `${sink.url}/free`);
  sink.script('/busy', { status: 429, headers: { 'retry-after': '7200' } });
  await record(one.tenantId, ...Array.from({ length: 40 }, () => ({})));
  await drain();
  const asked = sink.at('/busy').length;
  expect(asked).toBeLessThanOrEqual(10);
  expect(sink.at('/free')).toHaveLength(40);
  const pause = (await endpoint(one)).pausedUntil!.getTime() - Date.now();
  expect(pause / 1_000).toBeGreaterThan(7_100);
  await record(one.tenantId, {});
  await drain();
  expect(sink.at('/busy')).toHaveLength(asked);
  sink.script('/busy', { status: 200 });
  await hoursPass(one, 2.1);
  await drain();
  expect((await endpoint(one)).pausedUntil).toBeNull();
  const ends = (await deliveries(one)).map(({ status, attempt }) => `${status} ${attempt}`);
  expect(ends).toHaveLength(41);
  expect(new Set(ends)).toEqual(new Set(['DELIVERED 1', 'DELIVERED 2']));
  expect((await deliveries(other)).every(({ status }) => status === 'DELIVERED')).toBe(true);
});

test('without the long tail a delivery is given up after five tries', async () => {
  const one = await listener(`${sink.url}/short`, ['email.sent'], { longRetries: false });
  sink.script('/short', { status: 500 });
  await record(one.tenantId, {});
  for (let i = 0; i < 6; i++) {
    await drain();
    await hoursPass(one, 1);
  }
  expect(sink.at('/short')).toHaveLength(5);
  expect((await deliveries(one))[0]).toMatchObject({ status: 'FAILED', attempt: 5 });
});
