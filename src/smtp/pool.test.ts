import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Delivery, deliver, envelopes, envelopeTo } from '../../test/support/smtp-deliver.ts';
import { at, type SmtpSink, startSmtpSink } from '../../test/support/smtp-sink.ts';
import type { LaneState } from './lane.ts';
import { SmtpPool } from './pool.ts';
import { parseSmtpTarget } from './target.ts';

let sink: SmtpSink;
beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(() => sink.close());

describe('connections', () => {
  test('nothing is pulled that is not there', async () => {
    const delivery = new Delivery(sink.url, []);
    delivery.pool.start();
    await delivery.pool.stop(100);
    expect(delivery.pulled).toEqual([]);
  });

  test('grow with the work, up to the limit, and send 5,000 once each', async () => {
    const outcomes = await deliver(sink.url, envelopes(5000), { connections: 8 });
    expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
    expect(sink.ledger.accepted).toBe(5000);
    expect(sink.ledger.duplicated()).toEqual([]);
    expect(sink.connected).toBeGreaterThan(1);
    expect(new Set(sink.ledger.copies.map((copy) => copy.connection)).size).toBeLessThanOrEqual(13);
  });

  test('are let go of when there may be fewer, while mail flows', async () => {
    let most = 6;
    const all = envelopes(8000);
    const delivery = new Delivery(sink.url, all, { connections: () => most });
    delivery.pool.start();
    await delivery.until(() => sink.connections === 6);
    most = 2;
    await sink.until(() => sink.connections <= 2);
    expect(delivery.settled.length).toBeLessThan(8000);
    await delivery.until(() => delivery.settled.length === 8000);
    expect(sink.ledger.accepted).toBe(8000);
    expect(sink.ledger.duplicated()).toEqual([]);
    await delivery.pool.stop(100);
  });

  test('one message needs one connection', async () => {
    await deliver(sink.url, envelopes(1), { connections: 8 });
    expect(sink.connected).toBe(1);
  });

  test('are reused, and closed after so many messages', async () => {
    await deliver(sink.url, envelopes(100), { messagesPerConnection: 10 });
    const perConnection = new Map<number, number>();
    for (const { connection } of sink.ledger.copies) {
      perConnection.set(connection, (perConnection.get(connection) ?? 0) + 1);
    }
    expect(Math.max(...perConnection.values())).toBe(10);
    expect(sink.connected).toBeLessThanOrEqual(11);
  });

  test('without work are closed with QUIT', async () => {
    const delivery = new Delivery(sink.url, envelopes(2), { idleMs: 20 });
    delivery.pool.start();
    await delivery.until(() => delivery.settled.length === 2);
    await sink.until(() => sink.connections === 0);
    expect(delivery.pool.lane.up).toBe(true);
    delivery.add(envelopeTo('late@example.org'));
    await delivery.until(() => delivery.settled.length === 3);
    await delivery.pool.stop(100);
    expect(sink.ledger.accepted).toBe(3);
  });

  test('closed by the relay while idle has no effect', async () => {
    const delivery = new Delivery(sink.url, envelopes(1));
    delivery.pool.start();
    await delivery.until(() => delivery.settled.length === 1);
    sink.cutAll();
    await sink.until(() => sink.connections === 0);
    delivery.add(envelopeTo('late@example.org'));
    await delivery.until(() => delivery.outcomeOf('late@example.org') !== undefined);
    await delivery.pool.stop(100);
    expect(delivery.pool.lane).toEqual({ up: true, reason: null, retryAt: null });
  });

  test('beyond what the relay takes are not forced on it', async () => {
    const lanes: LaneState[] = [];
    sink.setScript((step) =>
      step.stage === 'banner' && sink.connections > 2
        ? { reply: '421 4.7.0 too many connections' }
        : undefined,
    );
    const outcomes = await deliver(sink.url, envelopes(3000), {
      connections: 8,
      backoff: { firstMs: 1000, maxMs: 1000 },
      onLane: (state) => lanes.push(state),
    });
    expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
    expect(lanes).toEqual([]);
    expect(sink.connected).toBeLessThanOrEqual(10);
  });
});

describe('the lane', () => {
  /** A port at which nobody listens. */
  async function deadPort(): Promise<number> {
    const dead = await startSmtpSink();
    await dead.close();
    return dead.port;
  }

  test('goes down with a reason, pulls nothing, and comes back by itself', async () => {
    const port = await deadPort();
    const delivery = new Delivery(`smtp://127.0.0.1:${port}`, envelopes(3));
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    expect(delivery.pool.lane.reason).toBe(
      `relay 127.0.0.1:${port} refused the connection (ECONNREFUSED)`,
    );
    expect(delivery.pool.lane.retryAt).toBeGreaterThan(0);
    expect(delivery.pulled).toEqual([]);
    const back = await startSmtpSink({ port });
    await delivery.until(() => delivery.settled.length === 3);
    expect(delivery.pool.lane).toEqual({ up: true, reason: null, retryAt: null });
    await delivery.pool.stop(100);
    expect(back.ledger.accepted).toBe(3);
    await back.close();
  });

  test('pauses longer each time, with jitter, and one connection at a time', async () => {
    const pauses: number[] = [];
    let reachedMs = 0;
    const delivery = new Delivery(`smtp://127.0.0.1:${await deadPort()}`, envelopes(3), {
      connections: 8,
      backoff: { firstMs: 1, maxMs: 8, random: () => 0 },
      clock: { now: () => new Date(0), monotonic: () => 1000 },
      onLane: (state) => pauses.push(state.retryAt! - 1000),
    });
    delivery.pool.start();
    await delivery.until(() => pauses.length >= 6);
    reachedMs = pauses.length;
    await delivery.pool.stop(100);
    expect(pauses.slice(0, 6)).toEqual([1, 2, 4, 8, 8, 8]);
    expect(reachedMs).toBeGreaterThanOrEqual(6);
  });

  test.each([
    ['554 5.7.1 go away', 'turned us away in its greeting: 554 5.7.1 go away'],
    ['421 4.3.2 not now', 'takes no mail now: 421 4.3.2 not now'],
    ['SSH-2.0-OpenSSH_9.6', 'no SMTP reply'],
  ])('goes down over the greeting %s', async (reply, why) => {
    sink.setScript(at('banner', { reply }));
    const delivery = new Delivery(sink.url, envelopes(1));
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    expect(delivery.pool.lane.reason).toContain(why);
    sink.setScript(undefined);
    await delivery.until(() => delivery.settled.length === 1);
    await delivery.pool.stop(100);
    expect(delivery.settled[0]?.outcome.kind).toBe('accepted');
  });

  test.each(['banner', 'ehlo'] as const)('goes down when %s never comes', async (stage) => {
    sink.setScript(at(stage, { hang: true }));
    const delivery = new Delivery(sink.url, envelopes(1), { timeouts: { banner: 30, ehlo: 30 } });
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    expect(delivery.pool.lane.reason).toMatch(/did not answer .* within/);
    await delivery.pool.stop(100);
    expect(delivery.pulled).toEqual([]);
  });

  test('stays up when one of several connections is lost', async () => {
    const lanes: LaneState[] = [];
    sink.setScript((step) =>
      step.stage === 'rcpt' && step.message === 20 && step.connection % 3 === 0
        ? { cut: 'reset' }
        : undefined,
    );
    const outcomes = await deliver(sink.url, envelopes(2000), {
      connections: 4,
      onLane: (state) => lanes.push(state),
    });
    const lost = outcomes.filter((outcome) => outcome.kind === 'later');
    expect(lost.length).toBeLessThan(100);
    expect(lanes).toEqual([]);
    expect(sink.ledger.duplicated()).toEqual([]);
  });

  test('goes down when each connection is lost again at once', async () => {
    sink.setScript(at('mail', { cut: 'reset' }));
    const delivery = new Delivery(sink.url, envelopes(20));
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    expect(delivery.settled.length).toBe(2);
    await delivery.pool.stop(100);
  });

  test('goes down at once over a policy (421 4.7.x)', async () => {
    sink.setScript(at('mail', { reply: '421 4.7.0 not you' }, 1));
    const delivery = new Delivery(sink.url, envelopes(5));
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    expect(delivery.settled.length).toBe(1);
    expect(delivery.pool.lane.reason).toContain('421 4.7.0 not you');
    await delivery.until(() => delivery.settled.length === 5);
    await delivery.pool.stop(100);
    expect(sink.ledger.accepted).toBe(4);
  });
});

describe('stop', () => {
  test('finishes what is in flight and pulls no more', async () => {
    sink.hold();
    const delivery = new Delivery(sink.url, envelopes(100), { connections: 2 });
    delivery.pool.start();
    await sink.reached(2);
    const pulled = delivery.pulled.length;
    const stopped = delivery.pool.stop(5000);
    sink.release();
    await stopped;
    expect(delivery.pulled.length).toBe(pulled);
    expect(delivery.settled.length).toBe(pulled);
    expect(delivery.settled.every(({ outcome }) => outcome.kind === 'accepted')).toBe(true);
    expect(sink.ledger.accepted).toBe(pulled);
  });

  test('cuts after the grace: what has its final dot is unknown, the rest later', async () => {
    sink.hold();
    const delivery = new Delivery(sink.url, envelopes(100));
    delivery.pool.start();
    await sink.reached(1);
    await delivery.pool.stop(10);
    const kinds = delivery.settled.map(({ outcome }) => outcome.kind);
    expect(kinds[0]).toBe('unknown');
    expect(kinds.slice(1)).toEqual(kinds.slice(1).map(() => 'later'));
    expect(delivery.settled.length).toBe(delivery.pulled.length);
  });

  test('ends while connecting', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const delivery = new Delivery(`smtp://127.0.0.1:${port}`, envelopes(1));
    delivery.pool.start();
    await new Promise((resolve) => silent.once('connection', resolve));
    await delivery.pool.stop(10_000);
    expect(delivery.pulled).toEqual([]);
    await new Promise((resolve) => silent.close(resolve));
  });
});

test('a lookup that forbids is asked for literal addresses too', async () => {
  const delivery = new Delivery(sink.url, envelopes(1), {
    lookup: (_host, _options, done) => done(new Error('private addresses are not allowed'), ''),
  });
  delivery.pool.start();
  await delivery.until(() => !delivery.pool.lane.up);
  expect(delivery.pool.lane.reason).toContain('private addresses are not allowed');
  await delivery.pool.stop(100);
  expect(sink.connected).toBe(0);
});

test('an EHLO name with a line break is refused', () => {
  const source = { next: () => undefined, settle: () => {} };
  const target = parseSmtpTarget('smtp://127.0.0.1');
  const options = { connections: 1, ehloName: 'a\r\nMAIL FROM:<>' };
  expect(() => new SmtpPool(target, source, options)).toThrow('ehloName');
});
