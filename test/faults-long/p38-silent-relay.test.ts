import { beforeAll, expect, test } from 'vitest';
import { DEFAULT_TIMEOUTS, scaledTimeouts } from '../../src/smtp/timeouts.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import type { SinkStage } from '../support/smtp-script.ts';
import { at, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P38: a server that accepts TCP and then stays silent at any stage frees the slot by our timeouts
// (banner, MAIL, RCPT 5 min, DATA 2 min, block 3 min, dot 10 min in production; scaled 1:100 here),
// and with the relay down for 2 h the campaign resumes by itself with 0 FAILED.

const SCALE = 0.01;
const MINUTE = 60_000;
const AUDIENCE = 500;
const CONNECTIONS = 4;
const DOWN_MS = 120 * MINUTE * SCALE;
/** The pauses between tries double from a second (they are not scaled): 64 s before, 128 s after. */
const BACK_MS = 140_000;

/** With the timeout of the reply that doesn't come. A silent `body` is found out at the dot. */
const STAGES: { stage: SinkStage; minutes: number }[] = [
  { stage: 'banner', minutes: 5 },
  { stage: 'ehlo', minutes: 5 },
  { stage: 'mail', minutes: 5 },
  { stage: 'rcpt', minutes: 5 },
  { stage: 'data', minutes: 2 },
  { stage: 'body', minutes: 10 },
  { stage: 'dot', minutes: 10 },
];

type Place = { sink: SmtpSink; app: RunningApp; versionId: string };

async function place(): Promise<Place> {
  const sink = await startSmtpSink();
  const options = { timeouts: scaledTimeouts(SCALE) };
  const app = await runApp({ smtpUrl: sink.url, smtpConnections: CONNECTIONS }, 'serve', options);
  await importPeople(app.call, people(AUDIENCE));
  return { sink, app, versionId: await publishNews(app.call) };
}

let stages: Place;
let refusing: Place;
let silent: Place;

beforeAll(async () => {
  stages = await place();
  refusing = await place();
  silent = await place();
  return () => Promise.all([stages, refusing, silent].map(({ sink }) => sink.close()));
});

test('P38: production waits as RFC 5321 says', () => {
  const { banner, mail, rcpt, data, block, dot } = DEFAULT_TIMEOUTS;
  expect([banner, mail, rcpt, data, block, dot].map((ms) => ms / MINUTE)).toEqual([
    5, 5, 5, 2, 3, 10,
  ]);
});

/** The first connection falls silent at this stage; answers how long that held the campaign. */
async function silentAt(stage: SinkStage): Promise<number> {
  const { sink, app, versionId } = stages;
  sink.cutAll();
  sink.ledger.clear();
  sink.setScript(at(stage, { hang: true }, 1));
  const begun = performance.now();
  const id = await send(app.call, versionId);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE, failed: 0, unknown: 0 });
  return performance.now() - begun;
}

test.concurrent('P38: silent at any stage, the slot is free after our timeout', async () => {
  for (const { stage, minutes } of STAGES) {
    const held = await silentAt(stage);
    const timeout = minutes * MINUTE * SCALE;
    const twice = stages.sink.ledger.duplicated().length;
    console.log(`P38 ${stage}: ${held.toFixed(0)} ms for ${timeout} ms, ${twice} second copies`);
    // A pause of the lane, and the way of a message that is queued again.
    expect(held).toBeLessThan(timeout + 5_000);
    expect(stages.sink.ledger.perRecipient().size).toBe(AUDIENCE);
    // Only who was accepted in silence is mailed again.
    expect(twice).toBeLessThanOrEqual(stage === 'dot' ? 1 : 0);
  }
});

/** A campaign whose relay is away for two (scaled) hours: it waits with a reason, and ends by itself. */
async function outlast({ sink, app, versionId }: Place, name: string, back: () => Promise<void>) {
  const begun = performance.now();
  const id = await send(app.call, versionId);
  const waits = await untilCampaign(app.call, id, ({ reason }) => reason !== null);
  expect(waits.reason).toContain(`127.0.0.1:${sink.port}`);
  await new Promise((resolve) => setTimeout(resolve, DOWN_MS));
  const still = await untilCampaign(app.call, id, ({ stats }) => stats.sending === 0);
  expect(still).toMatchObject({ status: 'SENDING', stats: { queued: AUDIENCE, failed: 0 } });
  await back();
  const { stats } = await untilStatus(app.call, id, 'SENT', BACK_MS);
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE, failed: 0 });
  console.log(`P38 ${name}: sent after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}

test.concurrent('P38: two hours without a relay', async () => {
  const { port } = refusing.sink;
  await refusing.sink.close();
  await outlast(refusing, 'refused', async () => {
    refusing.sink = await startSmtpSink({ port });
  });
  expect(refusing.sink.ledger.accepted).toBe(AUDIENCE);
  expect(refusing.sink.ledger.perRecipient().size).toBe(AUDIENCE);
});

test.concurrent('P38: two hours with a relay that takes connections and says nothing', async () => {
  const { sink } = silent;
  sink.setScript(at('banner', { hang: true }));
  await outlast(silent, 'silent', async () => sink.setScript(undefined));
  expect(sink.ledger.accepted).toBe(AUDIENCE);
  expect(sink.ledger.perRecipient().size).toBe(AUDIENCE);
});
