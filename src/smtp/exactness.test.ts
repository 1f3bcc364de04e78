import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Delivery, envelopes } from '../../test/support/smtp-deliver.ts';
import { type SinkAction, startSmtpSink } from '../../test/support/smtp-sink.ts';

const COUNT = 25;

const action: fc.Arbitrary<SinkAction> = fc.oneof(
  fc.constantFrom<SinkAction>(
    { reply: '421 4.3.2 bye' },
    { reply: '421 4.7.28 too fast' },
    { reply: '451 4.2.1 later' },
    { reply: '550 5.1.1 no' },
    { reply: '503 5.5.1 sequence' },
    { reply: '250 2.0.0 fine' },
    { reply: '354 go' },
    { reply: '354 go\r\n250 2.0.0 too early' },
    { reply: 'nonsense' },
    { hang: true },
    { cut: 'fin' },
    { cut: 'reset' },
    { cut: 'reset', lost: true },
    { reply: 250, close: true },
    { pieceMs: 0 },
  ),
);
const turn = fc.integer({ min: 1, max: 40 });
const answering = fc.constantFrom('banner', 'ehlo', 'rset', 'mail', 'rcpt', 'data', 'dot');
// A relay that answers a message both before and after its final dot can't be understood by anyone.
const silence = fc.constantFrom<SinkAction>({ hang: true }, { cut: 'fin' }, { cut: 'reset' });
const fault = fc.oneof(
  fc.record({ stage: answering, action, turn }),
  fc.record({ stage: fc.constant('body'), action: silence, turn }),
);

/**
 * Whatever a relay does: each message that was pulled is settled once, `accepted` means that the
 * relay has it, and anything but `accepted` and `unknown` means that it does not.
 */
test('settles each message exactly once, and truly', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
      async (faults, pipelining, connections) => {
        const turns = new Map<string, number>();
        const sink = await startSmtpSink({
          extensions: pipelining ? ['PIPELINING'] : [],
          script: (step) => {
            const turn = (turns.get(step.stage) ?? 0) + 1;
            turns.set(step.stage, turn);
            return faults.find((one) => one.stage === step.stage && one.turn === turn)?.action;
          },
        });
        const timeouts = {
          banner: 30,
          ehlo: 30,
          rset: 30,
          mail: 30,
          rcpt: 30,
          data: 30,
          dot: 30,
          quit: 30,
        };
        const delivery = new Delivery(sink.url, envelopes(COUNT), {
          connections,
          timeouts,
          messagesPerConnection: 7,
          backoff: { firstMs: 2, maxMs: 8, restMs: 10, stepMs: 5 },
        });
        delivery.pool.start();
        await delivery.until(() => delivery.settled.length === COUNT);
        await delivery.pool.stop(500);

        const settled = new Set(delivery.settled.map(({ envelope }) => envelope));
        expect(settled.size).toBe(COUNT);
        expect(delivery.settled.length).toBe(COUNT);
        const copies = sink.ledger.perRecipient();
        for (const { envelope, outcome } of delivery.settled) {
          const count = copies.get(envelope.rcptTo) ?? 0;
          if (outcome.kind === 'accepted') expect(count).toBe(1);
          else if (outcome.kind !== 'unknown') expect(count).toBe(0);
          expect(count).toBeLessThanOrEqual(1);
        }
        await sink.close();
      },
    ),
    { numRuns: 60 },
  );
});
