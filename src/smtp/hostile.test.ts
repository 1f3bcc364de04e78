import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Delivery } from '../../test/support/smtp-deliver.ts';
import { startSmtpSink } from '../../test/support/smtp-sink.ts';
import type { Envelope } from './envelope.ts';
import { assertEhloName } from './handshake.ts';
import { compileMessage } from './mime.ts';
import { constantPattern } from './pattern.ts';

// P31: strings with CR, LF, NUL … in every field give 0 extra header lines, envelope commands or
// messages, counted in the octets that reach the relay.

const COUNT = process.env.TEST_LONG ? 10_000 : 2_000;
const piece = fc.constantFrom(
  ...[
    '\r',
    '\n',
    '\r\n',
    '\0',
    '\n.\r\n',
    '\r\n.\r\n',
    '\u2028',
    '\u0085',
    '\ud800',
    '>',
    '<',
    ' ',
  ],
  ...['\r\nRSET\r\n', '\r\n.\r\nMAIL FROM:<x@y.z>\r\n', 'Bcc: evil@example.org', '.', '..', '\n.'],
  ...['שלום', 'مرحبا', '👩‍👩‍👧', 'ñ', 'w'.repeat(900), 'plain', '@', '"', '\\', ':'],
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const fields = fc.record({
  subject: text,
  body: text,
  fromName: text,
  toName: text,
  listName: text,
  extra: text,
  sender: fc.option(text, { nil: null, freq: 2 }),
  local: fc.option(text, { nil: null, freq: 2 }),
});

/** One message with hostile fields; two in three have an address that can be sent to. */
function envelopeOf(
  fuzzed: typeof fields extends fc.Arbitrary<infer T> ? T : never,
  n: number,
): Envelope {
  const { subject, body, fromName, toName, listName, extra, sender, local } = fuzzed;
  const message = compileMessage<null>({
    from: { address: 'news@acme.example', name: fromName },
    subject: constantPattern(subject),
    text: constantPattern(`.${body}`),
    html: constantPattern(`<p>${body}</p>`),
    headers: { 'List-Id': `${listName} <list.acme.example>`, 'X-Extra': `x${extra}` },
  });
  const composed = message.compose({
    to: { address: 'ann@example.com', name: toName },
    values: null,
    messageId: `<${n}@acme.example>`,
    date: new Date(0),
    listUnsubscribe: 'https://acme.example/u/abc',
  });
  const rcptTo = local === null ? `r${n}@example.org` : `r${n}${local}@example.org`;
  const mailFrom = sender === null ? 'bounce@acme.example' : `b${sender}@acme.example`;
  return { mailFrom, rcptTo, body: Buffer.from(composed) };
}

test.each([
  { manner: 'pipelined', extensions: ['PIPELINING'] },
  { manner: 'pipelined with SMTPUTF8', extensions: ['PIPELINING', 'SMTPUTF8'] },
])('P31: what reaches the relay is exactly what was accepted, $manner', async ({ extensions }) => {
  const list = fc.sample(fields, { numRuns: COUNT, seed: 31 }).map(envelopeOf);
  const sink = await startSmtpSink({ extensions, keep: 'full' });
  const delivery = new Delivery(sink.url, list, { connections: 4 });
  delivery.pool.start();
  await delivery.until(() => delivery.settled.length === COUNT);
  await delivery.pool.stop(1000);
  const accepted = delivery.settled.filter(({ outcome }) => outcome.kind === 'accepted');
  expect(accepted.length).toBeGreaterThan(COUNT / 4);
  // Refused by us: an injected command would have got an answer, and moved all those that follow.
  for (const { outcome } of delivery.settled) {
    if (outcome.kind === 'accepted') continue;
    expect(outcome).toMatchObject({ kind: 'refused', code: 553 });
    expect(['5.1.3', '5.1.7', '5.6.7']).toContain(outcome.kind === 'refused' && outcome.enhanced);
  }
  const sent = new Map(accepted.map(({ envelope }) => [envelope.rcptTo, envelope]));
  expect(sink.ledger.accepted).toBe(accepted.length);
  for (const { rcptTo, mailFrom, raw } of sink.ledger.copies) {
    const envelope = sent.get(rcptTo)!;
    expect(mailFrom).toBe(envelope.mailFrom);
    expect(raw!.equals(envelope.body)).toBe(true);
    const head = raw!.toString('latin1').split('\r\n\r\n')[0]!;
    expect(head.split(/\r\n(?![ \t])/).length).toBe(11);
    expect(head).not.toMatch(/^(bcc|rset|mail)/im);
  }
  expect(delivery.pool.lane.up).toBe(true);
  await sink.close();
});

test('P31: an EHLO name has no space, control character or line break, or is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 4 }), (pieces) => {
      const name = pieces.join('');
      try {
        assertEhloName(name);
      } catch (error) {
        expect((error as Error).message).toContain('ehloName');
        return;
      }
      expect(name).toMatch(/^[!-~]{1,255}$/);
    }),
    { numRuns: 2_000 },
  );
});
