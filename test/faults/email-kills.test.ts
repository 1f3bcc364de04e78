import { randomInt } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { firstCaller, type Program, startProgram, temporaryDataDir } from '../support/pressrun.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P1 and P15 for transactional mail: the whole program, killed among emails. Whoever asked and got no
// answer asks again with the same key.

const BATCHES = 12;
const PER_BATCH = 100;
const ALL = BATCHES * PER_BATCH;
/** W at full speed (promises.md). */
const W = 200;

let sink: SmtpSink;
let dataDir: string;
let program: Program;
let call: Call;
let onCopy: () => void = () => {};

async function start(): Promise<void> {
  program = await startProgram('serve', {
    DATA_DIR: dataDir,
    SMTP_URL: sink.url,
    RATE_LIMIT_PER_MINUTE: '1000000',
  });
  call = await firstCaller(program.url, dataDir);
}

beforeAll(async () => {
  sink = await startSmtpSink({ onMessage: () => onCopy() });
  dataDir = await temporaryDataDir();
  atEnd(async () => {
    await program.end('SIGTERM');
    await sink.close();
  });
  await start();
});

/** Asks for a batch; null when the answer was lost. */
async function ask(round: number, batch: number) {
  const recipients = Array.from({ length: PER_BATCH }, (_, i) => ({
    to: `r${round}.b${batch}.${i}@example.com`,
    vars: { name: `Reader ${i}` },
  }));
  const content = { subject: 'Hello {{name}}', htmlBody: '<p>Hello {{name}}</p>' };
  const key = { idempotencyKey: `round ${round} batch ${batch}` };
  const body = { recipients, ...content, ...key };
  return call('POST', '/emails/batch', body).catch(() => null);
}

test.each([1, 2])(
  'SIGKILL among emails, round %i: nobody lost, the asked again not twice',
  async (round) => {
    sink.ledger.clear();
    const at = randomInt(50, ALL - 300);
    onCopy = () => {
      if (sink.ledger.accepted >= at) program.child.kill('SIGKILL');
    };
    const batches = Array.from({ length: BATCHES }, (_, i) => i);
    await Promise.all(batches.map((batch) => ask(round, batch)));
    await program.end('SIGKILL');
    onCopy = () => {};
    await start();
    for (const batch of batches) {
      const answer = await ask(round, batch);
      expect([answer?.status, answer?.body.accepted]).toEqual([200, PER_BATCH]);
    }
    const total = async (status: string) =>
      (await call('GET', `/emails/logs?status=${status}&limit=1`)).body.meta.total as number;
    await eventually(
      () => total('SENT'),
      (sent) => sent === ALL * round,
      40_000,
    );
    const copies = sink.ledger.perRecipient();
    expect(copies.size).toBe(ALL);
    expect(Math.max(...copies.values())).toBeLessThanOrEqual(2);
    const twice = sink.ledger.duplicated();
    console.log(`killed at copy ${at}: ${twice.length} second copies`);
    expect(twice.length).toBeLessThanOrEqual(W);
    for (const address of twice) {
      expect(new Set(sink.ledger.copiesOf(address).map(({ messageId }) => messageId)).size).toBe(1);
    }
  },
  90_000,
);
