import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Delivery, deliver, envelopes, envelopeTo } from '../../test/support/smtp-deliver.ts';
import {
  at,
  forRecipients,
  type SinkScript,
  type SmtpSink,
  startSmtpSink,
} from '../../test/support/smtp-sink.ts';
import type { Envelope } from './envelope.ts';
import type { LaneState } from './lane.ts';
import type { Outcome } from './outcome.ts';
import { SmtpPool } from './pool.ts';
import { parseSmtpTarget } from './target.ts';

// Relays that limit us (P37), and messages that end connections (decision 0011).

let sink: SmtpSink;
beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(() => sink.close());

describe('P37: a relay that says we send too much', () => {
  const REST_MS = 200;
  const STEP_MS = 80;
  const backoff = { firstMs: 5, maxMs: 20, restMs: REST_MS, stepMs: STEP_MS };

  test('gets nothing for the rest, then one connection, then one more a step; others go on', async () => {
    const greeted: number[] = [];
    let limitedAt = 0;
    sink.setScript(({ stage }) => {
      if (stage === 'banner') greeted.push(performance.now());
      if (stage !== 'rcpt' || limitedAt > 0 || sink.ledger.accepted < 500) return undefined;
      limitedAt = performance.now();
      return { reply: '421 4.7.28 unusual rate of mail' };
    });
    const other = await startSmtpSink();
    const lanes: LaneState[] = [];
    const limited = new Delivery(sink.url, envelopes(100_000), {
      ...{ connections: 8, backoff, onLane: (state) => lanes.push(state) },
    });
    const unlimited = new Delivery(other.url, envelopes(100_000), { connections: 2, backoff });
    limited.pool.start();
    await limited.until(() => lanes.length === 1);
    const acceptedThen = sink.ledger.accepted;
    expect(lanes[0]?.reason).toMatch(
      /421 4\.7\.28 unusual rate of mail\. Sending rests until \d{4}-\d\d-\d\dT[\d:.]+Z$/,
    );
    const until = Date.parse(/until (\S+)$/.exec(lanes[0]!.reason!)![1]!);
    expect(until - Date.now()).toBeGreaterThan(REST_MS / 2);
    unlimited.pool.start();
    await limited.until(() => lanes.length === 2);
    expect(lanes[1]).toEqual({ up: true, reason: null, retryAt: null });
    expect(other.ledger.accepted).toBeGreaterThan(100);
    // Only what the other connections had begun: a body on its way, an envelope behind it.
    expect(sink.ledger.accepted - acceptedThen).toBeLessThanOrEqual(16);
    await sink.until(() => greeted.filter((at) => at > limitedAt).length === 3);
    const [first, second, third] = greeted.filter((at) => at > limitedAt);
    await limited.pool.stop(1000);
    await unlimited.pool.stop(1000);
    await other.close();
    // The clocks of two sides of a socket: a few milliseconds.
    expect(first! - limitedAt).toBeGreaterThanOrEqual(REST_MS - 5);
    expect(second! - first!).toBeGreaterThanOrEqual(STEP_MS - 5);
    expect(third! - second!).toBeGreaterThanOrEqual(STEP_MS - 5);
  });

  test.each([
    ['banner', '421 no more for now'],
    ['mail', '421 4.7.0 try again later'],
    ['dot', '421 no more for now'],
  ] as const)('three 421 in a row at %s are the same', async (stage, reply) => {
    const downs: LaneState[] = [];
    let said = 0;
    sink.setScript((step) => {
      if (step.stage !== stage) return undefined;
      said += 1;
      return { reply };
    });
    const delivery = new Delivery(sink.url, envelopes(10), {
      ...{ connections: 4, backoff: { ...backoff, restMs: 60_000 } },
      onLane: (state) => !state.up && downs.push(state),
    });
    delivery.pool.start();
    await delivery.until(() => downs.at(-1)?.reason?.includes('Sending rests until') === true);
    expect(said).toBe(3);
    const rest = delivery.pool.lane.retryAt! - performance.now();
    expect(rest).toBeGreaterThan(59_000);
    await delivery.pool.stop(100);
    expect(said).toBe(3);
  });

  test('a relay that says goodbye after each message only closes its connections', async () => {
    const lanes: LaneState[] = [];
    const onLane = (state: LaneState) => lanes.push(state);
    sink.setScript((step) =>
      step.stage === 'mail' && step.message === 2 ? { reply: '421 one at a time' } : undefined,
    );
    const outcomes = await deliver(sink.url, envelopes(20), { connections: 2, backoff, onLane });
    expect(sink.ledger.accepted).toBeGreaterThanOrEqual(10);
    for (const outcome of outcomes) {
      if (outcome.kind !== 'accepted') expect(outcome).toMatchObject({ scope: 'lane', code: 421 });
    }
    expect(lanes).toEqual([]);
  });
});

/** A queue as the ledger is one: what comes back is first again; what is put off is gone. */
class Queue {
  readonly outcomes = new Map<string, Outcome[]>();
  readonly pool: SmtpPool<Envelope>;
  #waiting: Envelope[];
  #seen: (() => void)[] = [];

  constructor(waiting: Envelope[], connections: number) {
    this.#waiting = [...waiting];
    const order = new Map(waiting.map((envelope, i) => [envelope, i]));
    const settle = (envelope: Envelope, outcome: Outcome) => {
      const earlier = this.outcomes.get(envelope.rcptTo) ?? [];
      this.outcomes.set(envelope.rcptTo, [...earlier, outcome]);
      const suspected = earlier.filter((o) => o.kind === 'later' && o.scope === 'suspect').length;
      const goesBack =
        outcome.kind === 'later' &&
        (outcome.scope === 'lane' || (outcome.scope === 'suspect' && suspected < 2));
      if (goesBack) this.#waiting.push(envelope);
      this.#waiting.sort((a, b) => order.get(a)! - order.get(b)!);
      if (goesBack) this.pool.wake();
      for (const seen of this.#seen.splice(0)) seen();
    };
    this.pool = new SmtpPool(
      parseSmtpTarget(sink.url),
      { next: () => this.#waiting.shift(), settle },
      { connections, backoff: { firstMs: 2, maxMs: 4, restMs: 10, stepMs: 5 } },
    );
    this.pool.start();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#seen.push(resolve));
  }

  scopesOf(rcptTo: string): string[] {
    return (this.outcomes.get(rcptTo) ?? []).map((o) => (o.kind === 'later' ? o.scope : o.kind));
  }
}

describe('a message that ends connections', () => {
  const POISON = 'poison@example.org';
  const poisons: [string, SinkScript][] = [
    ['cuts at RCPT', forRecipients([POISON], 'rcpt', { cut: 'fin' })],
    ['421 at RCPT', forRecipients([POISON], 'rcpt', { reply: '421 4.3.2 not this one' })],
    ['cuts at DATA', forRecipients([POISON], 'data', { cut: 'reset' })],
    ['421 at the dot', forRecipients([POISON], 'dot', { reply: '421 4.7.1 not this one' })],
    ['421 4.7.28 at the dot', forRecipients([POISON], 'dot', { reply: '421 4.7.28 not this' })],
  ];

  test.each(poisons)(
    'is put off after a few tries, and the others all go: %s',
    async (_how, script) => {
      sink.setScript(script);
      const others = envelopes(3000);
      const queue = new Queue([...others.slice(0, 50), envelopeTo(POISON), ...others.slice(50)], 2);
      const sent = () => sink.ledger.perRecipient().size;
      await queue.until(
        () => sent() === 3000 && !queue.scopesOf(POISON).slice(-1).includes('lane'),
      );
      await queue.pool.stop(1000);
      const scopes = queue.scopesOf(POISON);
      expect(scopes).toContain('suspect');
      // Three times a suspect, or four times in a row when it came back before any other went.
      expect(['suspect', 'aside']).toContain(scopes.at(-1));
      expect(scopes.filter((scope) => scope === 'suspect').length).toBeLessThanOrEqual(3);
      expect(scopes.length).toBeLessThanOrEqual(12);
      expect(sink.ledger.copiesOf(POISON)).toEqual([]);
    },
  );

  test.each(poisons)(
    'first in the queue of a doubted lane, it lets the others go: %s',
    async (_how, script) => {
      sink.setScript(script);
      const queue = new Queue([envelopeTo(POISON), ...envelopes(20)], 1);
      await queue.until(() => sink.ledger.perRecipient().size === 20);
      await queue.pool.stop(1000);
      // Nothing was ever accepted before it: it was put aside, or proved a suspect by those behind it.
      expect(queue.scopesOf(POISON).length).toBeLessThanOrEqual(6);
    },
  );

  test('a relay that ends every connection makes no suspect (P38)', async () => {
    sink.setScript(at('rcpt', { cut: 'reset' }));
    const queue = new Queue(envelopes(6), 2);
    await queue.until(() => [...queue.outcomes.values()].flat().length >= 20);
    sink.setScript(undefined);
    await queue.until(() => queue.outcomes.size === 6 && sink.ledger.accepted > 0);
    await queue.pool.stop(1000);
    const all = [...queue.outcomes.keys()].flatMap((rcptTo) => queue.scopesOf(rcptTo));
    expect(all).not.toContain('suspect');
    expect(all).toContain('lane');
  });
});
