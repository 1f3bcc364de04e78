import { randomInt } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { atEnd } from '../support/at-end.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import {
  firstCaller,
  killPostgres,
  type Program,
  startProgram,
  temporaryDataDir,
} from '../support/pressrun.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P1 in short: the whole program, killed while it sends, and started again on the same DATA_DIR.
// The sink lives here and outlives it: what it has is the truth.

const FEW = 3_000;
const EVERYONE = 24_000;
/** W at full speed (promises.md): messages sent whose result was not yet committed. */
const W = 200;

let sink: SmtpSink;
let dataDir: string;
let program: Program;
let call: Call;
let versionId: string;
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
  // Before the directory goes.
  atEnd(async () => {
    await program.end('SIGTERM');
    await sink.close();
  });
  await start();
  await importPeople(
    call,
    people(EVERYONE, (i) => ({ locale: i < FEW ? 'ca' : 'de' })),
  );
  versionId = await publishNews(call);
});

/** Does this in the very moment when the sink has accepted so many. */
function atCopy(count: number, act: () => void): Promise<void> {
  sink.ledger.clear();
  return new Promise((resolve) => {
    onCopy = () => {
      if (sink.ledger.accepted !== count) return;
      onCopy = () => {};
      act();
      resolve();
    };
  });
}

/** Nobody lost, at most two copies for anyone, at most `most` second ones, and these the same mail. */
function expectNobodyLost(audience: number, most: number): number {
  const copies = sink.ledger.perRecipient();
  expect(copies.size).toBe(audience);
  expect(Math.max(...copies.values())).toBeLessThanOrEqual(2);
  const twice = sink.ledger.duplicated();
  expect(twice.length).toBeLessThanOrEqual(most);
  const ids = new Map<string, Set<string>>();
  for (const { rcptTo, messageId } of sink.ledger.copies) {
    ids.set(rcptTo, (ids.get(rcptTo) ?? new Set()).add(messageId));
  }
  expect([...ids.values()].filter((set) => set.size !== 1)).toEqual([]);
  return twice.length;
}

// TEST_LONG: P1's twenty rounds.
const ROUNDS = process.env.TEST_LONG ? 20 : 3;
const rounds = Array.from({ length: ROUNDS }, (_, i) => i + 1).map((round) => {
  const kill = round % 2 ? 'the process' : 'the process and its PostgreSQL';
  return { kill, withPostgres: round % 2 === 0, at: randomInt(100, FEW - 100) };
});

test.each(rounds)(
  'SIGKILL of $kill at copy $at: nobody lost',
  async ({ withPostgres, at }) => {
    const killed = atCopy(at, () => program.child.kill('SIGKILL'));
    const id = await send(call, versionId, { audienceFilter: { locale: 'ca' } });
    await killed;
    if (withPostgres) await killPostgres(dataDir);
    await program.end('SIGKILL');

    await start();
    const { stats } = await untilStatus(call, id, 'SENT');
    expect(stats).toMatchObject({ audience: FEW, sent: FEW });
    const twice = expectNobodyLost(FEW, W);
    console.log(`killed at copy ${at}: ${twice} second copies`);
  },
  60_000,
);

test('SIGKILL while the audience is being frozen: it goes on where it was', async () => {
  const first = atCopy(1, () => program.child.kill('SIGKILL'));
  const id = await send(call, versionId);
  await first;
  await program.end('SIGKILL');
  await start();
  const { body } = await call('GET', `/campaigns/${id}`);
  console.log(`killed with ${body.stats.audience} of ${EVERYONE} frozen`);
  const { stats } = await untilStatus(call, id, 'SENT');
  expect(stats).toMatchObject({ audience: EVERYONE, sent: EVERYONE });
  expectNobodyLost(EVERYONE, W);
}, 60_000);

test('SIGTERM drains, ends with 0, and the next start goes on: no second copies', async () => {
  let ended: Promise<number | null> = Promise.resolve(null);
  const asked = atCopy(FEW / 2, () => {
    ended = program.end('SIGTERM');
  });
  const id = await send(call, versionId, { audienceFilter: { locale: 'ca' } });
  await asked;
  expect(await ended).toBe(0);
  expect(sink.ledger.accepted).toBeLessThan(FEW);
  await start();
  const { stats } = await untilStatus(call, id, 'SENT');
  expect(stats).toMatchObject({ audience: FEW, sent: FEW });
  expectNobodyLost(FEW, 0);
}, 60_000);
