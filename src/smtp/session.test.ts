import { afterEach, describe, expect, test } from 'vitest';
import { Delivery, deliver, envelopes, envelopeTo } from '../../test/support/smtp-deliver.ts';
import {
  at,
  type SinkOptions,
  type SinkScript,
  type SmtpSink,
  startSmtpSink,
} from '../../test/support/smtp-sink.ts';
import { scaledTimeouts } from './timeouts.ts';

let sink: SmtpSink;
afterEach(() => sink.close());

const R1 = 'r1@example.org';
const R2 = 'r2@example.org';
const R3 = 'r3@example.org';

/** Both manners of speaking must give the same outcomes. */
describe.each([
  { manner: 'pipelined', extensions: ['PIPELINING', 'ENHANCEDSTATUSCODES'] },
  { manner: 'one command at a time', extensions: [] },
])('$manner', ({ extensions }) => {
  async function start(script?: SinkScript, more: SinkOptions = {}): Promise<void> {
    sink = await startSmtpSink({ extensions, script, ...more });
  }

  /** A script for the second message only. */
  const second =
    (script: SinkScript): SinkScript =>
    (step) =>
      step.connection === 1 && step.message === 2 ? script(step) : undefined;

  test('sends each message once, byte for byte', async () => {
    await start(undefined, { keep: 'full' });
    const dotted = envelopeTo('dots@example.org', '..leading\r\n....\r\nend\r\n');
    const outcomes = await deliver(sink.url, [...envelopes(50), dotted]);
    expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['accepted']));
    expect(sink.ledger.accepted).toBe(51);
    expect(sink.ledger.duplicated()).toEqual([]);
    expect(sink.connected).toBe(1);
    const raw = sink.ledger.copiesOf('dots@example.org')[0]?.raw?.toString();
    expect(raw).toMatch(/\r\n\r\n\.leading\r\n\.\.\.\r\nend\r\n$/);
  });

  test('452 to MAIL after some messages means a full connection: the next ones take another', async () => {
    const full = at('mail', {
      reply: '452 4.3.0 Other/Undefined mail system status: Too many messages sent',
    });
    await start((step) => (step.message === 3 ? full(step) : undefined));
    const outcomes = await deliver(sink.url, envelopes(7));
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'accepted',
      'accepted',
      'later',
      'accepted',
      'accepted',
      'later',
      'accepted',
    ]);
    expect(outcomes[2]).toMatchObject({ scope: 'lane', code: 452 });
    expect(outcomes[2]?.reply).toContain('Too many messages sent');
    expect(sink.connected).toBe(3);
  });

  test('452 to the first MAIL of a connection is about its message', async () => {
    await start(at('mail', { reply: '452 4.3.1 no space' }, 2));
    const outcomes = await deliver(sink.url, envelopes(3));
    expect(outcomes[0]).toMatchObject({ kind: 'later', scope: 'message', code: 452 });
    expect(outcomes[1]).toMatchObject({ kind: 'later', scope: 'message', code: 452 });
    expect(outcomes[2]).toMatchObject({ kind: 'accepted' });
    expect(sink.connected).toBe(1);
  });

  test.each(['mail', 'rcpt', 'data', 'dot'] as const)(
    'a refusal at %s is that message’s alone, and the connection goes on',
    async (stage) => {
      await start(second(at(stage, { reply: '550 5.1.1 no such user' })));
      const [one, two, three] = await deliver(sink.url, envelopes(3));
      expect(one?.kind).toBe('accepted');
      expect(two).toEqual({
        kind: 'refused',
        code: 550,
        enhanced: '5.1.1',
        reply: '550 5.1.1 no such user',
      });
      expect(three?.kind).toBe('accepted');
      expect(sink.connected).toBe(1);
      expect([...sink.ledger.perRecipient().keys()]).toEqual([R1, R3]);
    },
  );

  test.each(['mail', 'rcpt', 'data', 'dot'] as const)('4xx at %s is later', async (stage) => {
    await start(second(at(stage, { reply: '451 4.2.1 busy' })));
    const [, two, three] = await deliver(sink.url, envelopes(3));
    expect(two).toMatchObject({ kind: 'later', scope: 'message', code: 451, enhanced: '4.2.1' });
    expect(three?.kind).toBe('accepted');
  });

  test('the enhanced status decides before the basic code', async () => {
    await start(second(at('rcpt', { reply: '550 4.2.2 mailbox full' })));
    const [, two] = await deliver(sink.url, envelopes(2));
    expect(two).toMatchObject({ kind: 'later', scope: 'message', code: 550 });
  });

  test.each([
    ['mail', 'lane'],
    ['rcpt', 'suspect'],
    ['data', 'suspect'],
    ['dot', 'suspect'],
  ] as const)(
    '421 at %s behind an accepted message: %s, and another connection goes on',
    async (stage, scope) => {
      await start(second(at(stage, { reply: '421 4.3.2 shutting down' })));
      const [one, two, three] = await deliver(sink.url, envelopes(3));
      expect(one?.kind).toBe('accepted');
      expect(two).toMatchObject({ kind: 'later', scope, code: 421 });
      expect(['accepted', 'later']).toContain(three?.kind);
      expect(sink.ledger.copiesOf(R2)).toEqual([]);
    },
  );

  test.each(['mail', 'rcpt', 'data'] as const)(
    'a connection cut at %s has sent nothing',
    async (stage) => {
      await start(second(at(stage, { cut: 'reset' })));
      const [one, two] = await deliver(sink.url, envelopes(2));
      // Pipelined, the reply to the first one's dot was lost with it: that one may be the reason.
      const scope = one?.kind === 'accepted' ? 'suspect' : 'lane';
      expect(two).toMatchObject({ kind: 'later', scope });
      expect(sink.ledger.copiesOf(R2)).toEqual([]);
    },
  );

  test.each(['fin', 'reset'] as const)('a %s behind the final dot is unknown', async (cut) => {
    await start(second(at('dot', { cut })));
    const [one, two, three] = await deliver(sink.url, envelopes(3));
    expect(one?.kind).toBe('accepted');
    expect(two?.kind).toBe('unknown');
    expect(sink.ledger.copiesOf(R2).length).toBe(1);
    // The riding one was never sent: its body was not written.
    expect(['accepted', 'later']).toContain(three?.kind);
    expect(sink.ledger.copiesOf(R3).length).toBe(three?.kind === 'accepted' ? 1 : 0);
  });

  test.each(['mail', 'rcpt', 'data', 'dot'] as const)(
    'silence at %s ends by our timeout',
    async (stage) => {
      await start(second(at(stage, { hang: true })));
      const timeouts = { mail: 40, rcpt: 40, data: 40, dot: 40, quit: 40 };
      const [, two] = await deliver(sink.url, envelopes(2), { timeouts });
      expect(two?.kind).toBe(stage === 'dot' ? 'unknown' : 'later');
      expect(two?.reply).toMatch(/did not answer .* within 0 s/);
    },
  );

  test('one byte a second is no answer', async () => {
    await start(second(at('dot', { pieceMs: 15 })));
    const [, two] = await deliver(sink.url, envelopes(2), { timeouts: { dot: 60, quit: 40 } });
    expect(two?.kind).toBe('unknown');
  });

  test('replies byte by byte and in many lines', async () => {
    await start((step) =>
      step.stage === 'dot'
        ? { reply: '250-2.0.0 one\r\n250 2.0.0 two', pieceMs: 0 }
        : { pieceMs: 0 },
    );
    const outcomes = await deliver(sink.url, envelopes(5));
    expect(outcomes.map((outcome) => outcome.reply)).toEqual(
      Array(5).fill('250 2.0.0 one 2.0.0 two'),
    );
  });

  test('an answer before the message was written is believed only if it is a refusal', async () => {
    await start(second(at('data', { reply: '354 go\r\n250 2.0.0 done already' })));
    const [, two] = await deliver(sink.url, envelopes(2));
    expect(two).toMatchObject({ kind: 'later', scope: 'suspect' });
    sink.setScript(at('data', { reply: '354 go\r\n554 5.7.1 not from you' }, 1));
    const [one] = await deliver(sink.url, envelopes(1));
    expect(one).toMatchObject({ kind: 'refused', code: 554 });
  });

  test('something that is not SMTP ends the connection', async () => {
    await start(second(at('rcpt', { reply: 'HTTP/1.1 400 Bad Request' })));
    const [, two] = await deliver(sink.url, envelopes(2));
    expect(two).toMatchObject({ kind: 'later', scope: 'suspect' });
    expect(two?.reply).toContain('no SMTP reply');
  });

  test('a large message cut before its final dot was written is later, not unknown', async () => {
    await start(at('body', { cut: 'reset', lost: true }, 1));
    const large = envelopeTo(R1, `${'x'.repeat(76)}\r\n`.repeat(200_000));
    const [one] = await deliver(sink.url, [large]);
    expect(one).toMatchObject({ kind: 'later', scope: 'lane' });
    const smaller = envelopeTo(R2, `${'x'.repeat(76)}\r\n`.repeat(20_000));
    expect((await deliver(sink.url, [smaller]))[0]?.kind).toBe('accepted');
  });

  test('a relay that stops reading a large message ends by the block timeout', async () => {
    await start(at('body', { hang: true }, 1));
    const large = envelopeTo(R1, `${'x'.repeat(76)}\r\n`.repeat(400_000));
    sink.setScript((step) => {
      if (step.stage !== 'body') return undefined;
      sink.stall();
      return { hang: true };
    });
    const [one] = await deliver(sink.url, [large], { timeouts: { block: 80, quit: 40 } });
    expect(one).toMatchObject({ kind: 'later', scope: 'lane' });
    expect(one?.reply).toContain('did not take a part of the message');
  });

  test('what the relay can never take is refused without a word to it', async () => {
    await start(undefined, { maxSize: 1000 });
    const outcomes = await deliver(sink.url, [
      envelopeTo(R1),
      envelopeTo('a\r\nRSET\r\n@example.org'),
      envelopeTo('bjørn@example.org'),
      envelopeTo(R2, `${'x'.repeat(1000)}\r\n`),
      envelopeTo(R3),
    ]);
    const seen = outcomes.map((o) => (o.kind === 'refused' ? o.enhanced : o.kind));
    expect(seen).toEqual(['accepted', '5.1.3', '5.6.7', '5.3.4', 'accepted']);
    expect(sink.ledger.accepted).toBe(2);
  });

  test('wants AUTH at MAIL: the lane is down, no message is to blame', async () => {
    await start(at('mail', { reply: '530 5.7.0 authentication required' }));
    const delivery = new Delivery(sink.url, envelopes(2));
    delivery.pool.start();
    await delivery.until(() => !delivery.pool.lane.up);
    expect(delivery.pool.lane.reason).toContain('530 5.7.0 authentication required');
    await delivery.pool.stop(100);
    expect(delivery.settled[0]?.outcome).toMatchObject({ kind: 'later', scope: 'lane' });
  });
});

test('DATA taken without a recipient is ended by a lone dot, and nothing is sent', async () => {
  sink = await startSmtpSink({
    keep: 'full',
    script: (step) => {
      if (step.message !== 2) return undefined;
      if (step.stage === 'rcpt') return { reply: '550 5.1.1 no such user' };
      return step.stage === 'data' ? { reply: 354 } : undefined;
    },
  });
  const [one, two, three] = await deliver(sink.url, envelopes(3));
  expect([one?.kind, two?.kind, three?.kind]).toEqual(['accepted', 'refused', 'accepted']);
  expect(sink.ledger.copies.map((copy) => copy.rcptTo)).toEqual([R1, R3]);
  expect(sink.connected).toBe(1);
});

test('non-ASCII local parts go out as UTF-8 with SMTPUTF8', async () => {
  sink = await startSmtpSink();
  const list = [envelopeTo('bjørn@exämple.org'), envelopeTo('用户@example.org'), envelopeTo(R1)];
  const outcomes = await deliver(sink.url, list);
  expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
  expect(sink.ledger.copies.map((copy) => copy.rcptTo)).toEqual([
    'bjørn@xn--exmple-cua.org',
    '用户@example.org',
    R1,
  ]);
});

describe('a message that is called back', () => {
  const PIPELINED = ['PIPELINING'];

  test.each([
    { manner: 'pipelined', extensions: PIPELINED },
    { manner: 'one command at a time', extensions: [] },
  ])(
    'before its body is written is not sent, and the connection is replaced: $manner',
    async (o) => {
      const lanes: unknown[] = [];
      sink = await startSmtpSink({ extensions: o.extensions });
      const list = envelopes(5);
      const delivery = new Delivery(sink.url, list, { onLane: (state) => lanes.push(state) });
      delivery.revoked.add(list[1]!).add(list[3]!);
      delivery.pool.start();
      await delivery.until(() => delivery.settled.length === 5);
      await delivery.pool.stop(100);
      const outcomes = list.map(({ rcptTo }) => delivery.outcomeOf(rcptTo));
      const kinds = ['accepted', 'later', 'accepted', 'later', 'accepted'];
      expect(outcomes.map((outcome) => outcome?.kind)).toEqual(kinds);
      expect(outcomes[1]).toEqual({
        ...{ kind: 'later', scope: 'lane', code: null, enhanced: null },
        reply: 'called back before its body was written',
      });
      expect([...sink.ledger.perRecipient().keys()]).toEqual([R1, R3, 'r5@example.org']);
      expect(sink.connected).toBe(3);
      expect(lanes).toEqual([]);
    },
  );

  test('behind a dot that is answered late: the one with the dot is sent, the riding one is not (P7)', async () => {
    sink = await startSmtpSink({ extensions: PIPELINED });
    sink.hold();
    const list = envelopes(4);
    const delivery = new Delivery(sink.url, list, { connections: 2 });
    delivery.pool.start();
    await sink.reached(2);
    expect(delivery.pulled.length).toBe(4);
    for (const envelope of list) delivery.revoked.add(envelope);
    sink.release();
    await delivery.until(() => delivery.settled.length === 4);
    await delivery.pool.stop(100);
    expect(delivery.settled.filter(({ outcome }) => outcome.kind === 'accepted').length).toBe(2);
    expect(sink.ledger.accepted).toBe(2);
  });

  test('refused before that is refused all the same', async () => {
    sink = await startSmtpSink({ script: at('rcpt', { reply: '550 5.1.1 nobody' }) });
    const list = envelopes(2);
    const delivery = new Delivery(sink.url, list);
    delivery.revoked.add(list[0]!).add(list[1]!);
    delivery.pool.start();
    await delivery.until(() => delivery.settled.length === 2);
    await delivery.pool.stop(100);
    expect(delivery.settled.map(({ outcome }) => outcome.kind)).toEqual(['refused', 'refused']);
    expect(sink.connected).toBe(1);
  });
});

test('at most the next envelope rides, and only behind a written body', async () => {
  sink = await startSmtpSink();
  sink.hold();
  const delivery = new Delivery(sink.url, envelopes(10), { onLane: () => {} });
  delivery.pool.start();
  await sink.reached(1);
  expect(delivery.pulled.length).toBeLessThanOrEqual(2);
  expect(delivery.settled.length).toBe(0);
  sink.release();
  await delivery.until(() => delivery.settled.length === 10);
  await delivery.pool.stop(100);
});

test('all timeouts scale together', () => {
  expect(scaledTimeouts(0.01)).toMatchObject({ mail: 3000, rcpt: 3000, data: 1200, dot: 6000 });
});
