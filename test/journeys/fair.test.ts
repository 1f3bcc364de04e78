import { beforeAll, expect, test } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { setWeight } from '../../src/tenants/service.ts';
import { seeded } from '../faults-long/seed.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import {
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P19: nobody waits for another tenant's mail, and a weight is kept. Counted at the relay in messages,
// not on a clock: what is accepted between two moments doesn't depend on how busy the machine is.

const CONNECTIONS = 4;
const secrets = ['a secret that two processes share.'];

let sink: SmtpSink;
let app: RunningApp;
let onCopy = () => {};

beforeAll(async () => {
  sink = await startSmtpSink({ onMessage: () => onCopy() });
  app = await runApp({ smtpUrl: sink.url, smtpConnections: CONNECTIONS, secrets });
  return () => sink.close();
});

type Sender = { tenantId: string; name: string; call: Call; versionId: string };

/** A tenant with so many people, all of whose addresses begin with its name. */
async function sender(name: string, audience: number, weight = 1): Promise<Sender> {
  const { tenantId, apiKey } = await testTenant(app.db);
  await inTenant(app.db, tenantId, (tx) => setWeight(tx, tenantId, weight));
  const call = caller(app.url, apiKey);
  await importPeople(
    call,
    people(audience, () => ({}), name),
  );
  return { tenantId, name, call, versionId: await publishNews(call) };
}

/** Resolves when the relay has accepted so many; from then on it answers no final dot. */
function heldAt(count: number): Promise<void> {
  return new Promise((resolve) => {
    onCopy = () => {
      if (sink.ledger.accepted !== count) return;
      onCopy = () => {};
      sink.hold();
      resolve();
    };
  });
}

const untilClaimed = ({ call }: Sender, id: string, count: number) =>
  untilCampaign(call, id, ({ stats }) => stats.sending >= count);

/** Who was accepted, in order. */
const accepted = () => sink.ledger.copies.map(({ rcptTo }) => rcptTo.replace(/\d.*/, ''));
const countOf = (names: string[], name: string) => names.filter((one) => one === name).length;

test('P19: 100 messages go out beside the next 100 of a tenant with 20,000, not behind them', async () => {
  const lion = await sender('lion', 20_000);
  const mouse = await sender('mouse', 100);
  const crow = await sender('crow', 1);
  sink.ledger.clear();
  const held = heldAt(3_000);
  const large = await send(lion.call, lion.versionId);
  await held;
  const small = await send(mouse.call, mouse.versionId);
  await untilClaimed(mouse, small, 100);
  // One claim follows the other: when this one is made, the lane has what was claimed before.
  await untilClaimed(crow, await send(crow.call, crow.versionId), 1);
  const before = sink.ledger.accepted;
  sink.release();
  await untilStatus(mouse.call, small, 'SENT');
  const then = accepted().slice(before);
  const lions = countOf(then.slice(0, then.lastIndexOf('mouse')), 'lion');
  // What was in flight when the mouse came, and as many as the mouse has: twice its time alone.
  expect(lions).toBeLessThanOrEqual(100 + 3 * CONNECTIONS);
  expect(lions).toBeGreaterThan(80);
  const { stats } = await untilStatus(lion.call, large, 'SENT');
  expect(stats).toMatchObject({ audience: 20_000, sent: 20_000 });
  expect(sink.ledger.duplicated()).toEqual([]);
}, 90_000);

test('a weight is kept by two workers, and the campaigns of a tenant share it equally', async () => {
  const { databaseUrl, smtpUrl } = app.config;
  await runApp({ databaseUrl, smtpUrl, smtpConnections: CONNECTIONS, secrets }, 'worker');
  const { between } = seeded('fair.test.ts');
  const weight = between(2, 5);
  const heavy = await sender('heavy', 8_000, weight);
  const light = await sender('light', 8_000);
  sink.ledger.clear();
  sink.hold();
  const first = await send(heavy.call, heavy.versionId);
  const second = await send(light.call, light.versionId);
  const third = await send(light.call, light.versionId);
  await untilClaimed(heavy, first, 50);
  for (const id of [second, third]) await untilClaimed(light, id, 50);
  sink.release();
  await untilStatus(heavy.call, first, 'SENT');
  const names = accepted();
  // Not the first thousand: the lanes don't know their speed yet.
  const together = names.slice(1_000, names.lastIndexOf('heavy'));
  const share = countOf(together, 'heavy') / together.length;
  expect(Math.abs(share - weight / (weight + 1)), `${share} for ${weight}`).toBeLessThan(0.05);
  const [one, other] = [second, third].map(
    (id) =>
      sink.ledger.copies
        .slice(1_000, 1_000 + together.length)
        .filter((c) => c.messageId.includes(id)).length,
  );
  expect(Math.abs(one! - other!) / (one! + other!), `${one} and ${other}`).toBeLessThan(0.1);
  for (const id of [second, third]) await untilStatus(light.call, id, 'SENT');
}, 90_000);

test('P19: a campaign whose rate limit is used up says so, and others go on', async () => {
  const slow = await sender('slow', 300);
  const quick = await sender('quick', 2_000);
  const limited: string[] = [];
  for (let i = 0; i < 10; i += 1) {
    limited.push(await send(slow.call, slow.versionId, { rateLimit: { perDay: 5 } }));
  }
  const id = await send(quick.call, quick.versionId);
  const { stats } = await untilStatus(quick.call, id, 'SENT');
  expect(stats).toMatchObject({ sent: 2_000 });
  for (const one of limited) {
    const { stats, status } = await untilCampaign(
      slow.call,
      one,
      ({ reason, stats }) => reason !== null && stats.sent === 5,
    );
    expect([status, stats.sending, stats.queued]).toEqual(['SENDING', 0, 295]);
  }
}, 60_000);
