import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../../test/support/app.ts';
import { draft, importPeople, people, publishNews } from '../../test/support/newsletter.ts';
import { inTenant } from '../db/transaction.ts';
import { systemClock } from '../lib/clock.ts';
import { createTokenSigner } from '../lib/signed-token.ts';
import { createDomainRecords } from '../projects/domain-records.ts';
import { fanOut } from './fan-out.ts';
import { openWaves } from './open-waves.ts';
import { startDueCampaign } from './start-due.ts';

// P11 and P12 to the millisecond: the clock is passed in, and no worker is there to be quicker.

const DUE = Date.parse('2040-05-01T07:00:00Z');
const MINUTE = 60_000;
const HOW = [{}, { deliverAt: 'recipient' }, { deliverAt: 'recipient', ifPassed: 'skip' }];
const suppressionKey = Buffer.alloc(32, 7);
const log = pino({ level: 'silent' });
const sender = {
  ...{ from: { name: '', address: 'news@example.com' }, publicUrl: 'http://127.0.0.1' },
  signer: createTokenSigner([suppressionKey.toString('base64')]),
};
const domains = createDomainRecords(systemClock, []);
const instance = { suppressionKey, log, sender, domains, smtpHost: null };
let app: RunningApp;
let versionId: string;

beforeAll(async () => {
  app = await runApp({}, 'api');
  await importPeople(app.call, people(2));
  versionId = await publishNews(app.call);
});

async function scheduled(how: object): Promise<string> {
  const id = await draft(app.call, versionId);
  const body = { scheduledAt: '2040-05-01T09:00:00', timezone: 'Europe/Madrid', ...how };
  expect((await app.call('POST', `/campaigns/${id}/schedule`, body)).status).toBe(200);
  return id;
}

async function lookAt(id: string, instant: number) {
  const clock = async () => new Date(instant);
  const { tenantId } = app.tenant;
  await inTenant(app.db, tenantId, (tx) =>
    startDueCampaign(tx, tenantId, id, { ...instance, clock }),
  );
  return (await app.call('GET', `/campaigns/${id}`)).body;
}

test.each(HOW)('P11: never before its time, and at its time: %j', async (how) => {
  const id = await scheduled(how);
  expect(await lookAt(id, DUE - 14 * 60 * MINUTE)).toMatchObject({ status: 'SCHEDULED' });
  expect(await lookAt(id, DUE - 1)).toMatchObject({ status: 'SCHEDULED', reason: null });
  expect(await lookAt(id, DUE)).toMatchObject({
    status: 'SENDING',
    deliverAt: 'instant',
    ...howOf(how),
  });
});

function howOf(how: { deliverAt?: string }) {
  return how.deliverAt ? { deliverAt: how.deliverAt } : {};
}

test.each(HOW)(
  'P12: sixty minutes late it starts, a millisecond later it waits for `send`: %j',
  async (how) => {
    const late = await scheduled(how);
    expect((await lookAt(late, DUE + 60 * MINUTE)).status).toBe('SENDING');
    const missed = await scheduled(how);
    const seen = await lookAt(missed, DUE + 60 * MINUTE + 1);
    expect(seen).toMatchObject({ status: 'SCHEDULED', stats: { audience: 0 } });
    expect(seen.reason).toContain('`send`');
    // Looked at again it stays so, and says so once.
    expect(await lookAt(missed, DUE + 90 * MINUTE)).toEqual(seen);
    const sent = await app.call('POST', `/campaigns/${missed}/send`);
    expect([sent.status, sent.body.status]).toEqual([202, 'SENDING']);
  },
);

test('P12: a start that is sixty minutes late isn’t missed because freezing takes another minute', async () => {
  const id = await scheduled({ deliverAt: 'recipient' });
  const start = DUE + 60 * MINUTE;
  expect((await lookAt(id, start)).status).toBe('SENDING');
  const { tenantId } = app.tenant;
  await fanOut(app.db, tenantId, id, suppressionKey);
  await openWaves(app.db, tenantId, id, async () => new Date(start + MINUTE));
  expect(await app.call('GET', `/campaigns/${id}`)).toMatchObject({ body: { status: 'SENDING' } });
  const { body } = await app.call('GET', `/campaigns/${id}/waves`);
  expect(body).toMatchObject([{ timezone: 'Europe/Madrid', status: 'SENDING' }]);
});

test('people with a zone further east start it; nobody, or only those to be skipped, do not', async () => {
  const id = await scheduled({ deliverAt: 'recipient' });
  const auckland = Date.parse('2040-04-30T21:00:00Z');
  expect((await lookAt(id, auckland)).status).toBe('SCHEDULED');
  const skipping = await scheduled({ deliverAt: 'recipient', ifPassed: 'skip' });
  expect((await lookAt(skipping, auckland)).status).toBe('SCHEDULED');
  await importPeople(app.call, [{ email: 'kiwi@example.com', timezone: 'Pacific/Auckland' }]);
  // Their moment passed before they came: the one sends to them at once, the other skips them.
  expect((await lookAt(id, auckland + 15 * MINUTE)).status).toBe('SENDING');
  expect((await lookAt(skipping, auckland + 15 * MINUTE)).status).toBe('SCHEDULED');
  expect((await lookAt(skipping, DUE)).status).toBe('SENDING');
});
