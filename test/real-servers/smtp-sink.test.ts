import { afterEach, expect, test } from 'vitest';
import type { Envelope } from '../../src/smtp/envelope.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import { deliver } from '../support/smtp-deliver.ts';
import { byRecipient, expectTruth, kinds } from './kept.ts';
import { dotted, messages } from './messages.ts';
import { notHere } from './place.ts';
import { PostfixSink, SMTP_SINK } from './smtp-sink.ts';

if (SMTP_SINK === null) {
  const reason = notHere('smtp-sink of Postfix');
  console.warn(reason);
  test.skip(reason, () => {});
} else {
  let sink: PostfixSink;
  afterEach(() => sink.stop());

  async function start(...options: string[]): Promise<void> {
    sink = new PostfixSink();
    await sink.start(...options);
  }

  async function expectTrue(list: Envelope[], outcomes: Outcome[]): Promise<void> {
    const sent = list.map((envelope, at) => ({ envelope, outcome: outcomes[at]! }));
    expectTruth(byRecipient(await sink.arrivals()), sent);
  }

  test.each([
    { manner: 'pipelined', options: [], count: 5000 },
    { manner: 'one command at a time', options: ['-p'], count: 1000 },
  ])('smtp-sink, $manner: takes $count, each once and unchanged', async ({ options, count }) => {
    await start(...options);
    const list = [...messages('sink', count - 1), dotted('dots@example.com')];
    const outcomes = await deliver(sink.url, list, { connections: 8 });
    expect(kinds(outcomes)).toEqual({ accepted: count });
    expect((await sink.arrivals()).length).toBe(count);
    await expectTrue(list, outcomes);
  });

  test('smtp-sink, hanging up after each final dot: unknown, and what rode behind it later', async () => {
    await start('-q', '.');
    const list = messages('cut', 20);
    const outcomes = await deliver(sink.url, list, { connections: 2 });
    const { unknown = 0, later = 0, ...others } = kinds(outcomes);
    expect(others).toEqual({});
    expect(unknown + later).toBe(20);
    expect(unknown).toBeGreaterThanOrEqual(10);
    await expectTrue(list, outcomes);
  });

  test('smtp-sink, saying 421 to each final dot: no message is blamed', async () => {
    await start('-Q', '.');
    const outcomes = await deliver(sink.url, messages('bye', 20), { connections: 2 });
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'later', scope: 'lane' });
  });
}
