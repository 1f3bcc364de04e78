import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { holdUnfinished } from '../../src/campaigns/hold.ts';
import { getCampaign } from '../../src/campaigns/service.ts';
import { acrossTenants, inTenant } from '../../src/db/transaction.ts';
import { setQuota } from '../../src/tenants/quota.ts';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { dueTime, lookAtClock } from '../support/due-time.ts';
import {
  draft,
  expectIdentity,
  importPeople,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { supposing } from '../support/supposing.ts';
import { expectedInstant, offsetAt, wallOf, ZONES } from '../support/wall-clock.ts';

// Delivery in each person's own time, with the clock passed in: P10, P11 and P12 for waves.

const HOUR = 3_600_000;
const HOME = 'Europe/Madrid';
const WALL = '2027-06-01T09:00:00';
const time = dueTime();
let sink: SmtpSink;
let app: RunningApp;
let call: Call;
let tenantId: string;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url }, 'serve', { dueClock: time.clock });
  return () => sink.close();
});

beforeEach(async () => {
  const tenant = await testTenant(app.db);
  tenantId = tenant.tenantId;
  call = caller(app.url, tenant.apiKey);
  versionId = await publishNews(call);
  sink.ledger.clear();
});

/** Two people in each zone, and two who have none. */
const names = [...ZONES, null].flatMap((zone) => [`one@${hostOf(zone)}`, `two@${hostOf(zone)}`]);

function hostOf(zone: string | null): string {
  return `${(zone ?? 'nowhere').toLowerCase().replace(/[^a-z]/g, '-')}.example.com`;
}

/** Who is in the wave of a zone; those without one are in that of home. */
function peopleOf(zone: string): string[] {
  const hosts = zone === HOME ? [hostOf(zone), hostOf(null)] : [hostOf(zone)];
  return names.filter((email) => hosts.includes(email.split('@')[1]!)).sort();
}

async function importAll(): Promise<void> {
  const zones = [...ZONES, null].flatMap((timezone) => [timezone, timezone]);
  await importPeople(
    call,
    names.map((email, i) => ({ email, timezone: zones[i]! })),
  );
}

const schedule = (id: string, over: object = {}) =>
  call('POST', `/campaigns/${id}/schedule`, {
    ...{ scheduledAt: WALL, timezone: HOME, deliverAt: 'recipient', ...over },
  });

async function scheduled(over: object = {}): Promise<string> {
  const id = await draft(call, versionId);
  const { status, body } = await schedule(id, over);
  expect([status, body.status, body.deliverAt]).toEqual([200, 'SCHEDULED', 'recipient']);
  return id;
}

type Wave = {
  timezone: string;
  localTime: string;
  dueAt: string;
  count: number;
  status: string;
  stats: { sent: number; cancelled: number; skipped: number; audience: number } | null;
};

async function wavesOf(id: string): Promise<Wave[]> {
  const { status, body } = await call('GET', `/campaigns/${id}/waves`);
  expect(status).toBe(200);
  return body;
}

const get = async (id: string) => (await call('GET', `/campaigns/${id}`)).body;
const statesOf = async (id: string) => (await wavesOf(id)).map(({ status }) => status);
const accepted = () => sink.ledger.copies.map(({ rcptTo }) => rcptTo).sort();

/** The clock shows this; whatever is due by then has begun when it returns. */
async function at(instant: string | number): Promise<void> {
  time.set(instant);
  await lookAtClock(app.db.url);
}

/** Lets the time pass from wave to wave, until this instant. */
async function pass(waves: Wave[], until: string): Promise<void> {
  for (const { dueAt } of waves)
    if (dueAt <= until && Date.parse(dueAt) > time.now()) await at(dueAt);
  await at(until);
}

/** Until all whose wave has begun have got it. */
async function untilSent(id: string, count: number) {
  return untilCampaign(call, id, ({ stats }) => stats.sent === count && stats.sending === 0);
}

async function eventsOf(id: string, type: string) {
  const { rows } = await sql<{ data: Record<string, unknown> }>`
    select data from events
    where tenant_id = ${tenantId} and campaign_id = ${id} and type = ${type}`.execute(
    app.db.engine,
  );
  return rows.map(({ data }) => data);
}

describe('P10: over DST changes in six zones each person gets it at that hour, in order', () => {
  test.each([
    // Europe skips the half hour, Lord Howe and Santiago are about to change.
    '2027-03-28T02:30:00',
    // New York skips it, Casablanca has it twice.
    '2027-03-14T02:30:00',
    // Lord Howe goes back by half an hour, Santiago by one the evening before.
    '2027-04-04T01:45:00',
    '2027-10-31T02:30:00',
    '2027-11-07T01:30:00',
  ])('%s', async (wall) => {
    await importAll();
    time.set(Date.parse(`${wall}Z`) - 48 * HOUR);
    const id = await scheduled({ scheduledAt: wall });
    const waves = await wavesOf(id);
    expect(waves.map(({ timezone }) => timezone).sort()).toEqual([...ZONES].sort());
    expect(waves.every(({ status, stats }) => status === 'PENDING' && stats === null)).toBe(true);
    const got: string[] = [];
    for (const { timezone, dueAt, localTime, count } of waves) {
      expect(Date.parse(dueAt)).toBe(expectedInstant(Date.parse(`${wall}Z`), timezone));
      expect(Date.parse(`${localTime}Z`)).toBe(wallOf(Date.parse(dueAt), timezone));
      expect(count).toBe(peopleOf(timezone).length);
      await at(Date.parse(dueAt) - 2_000);
      expect(accepted()).toEqual([...got].sort());
      await at(dueAt);
      // Zones of one instant are due together; all of them are through before the next.
      const due = waves.filter((wave) => wave.dueAt <= dueAt);
      got.splice(0, got.length, ...due.flatMap((wave) => peopleOf(wave.timezone)));
      expectIdentity(await untilSent(id, got.length));
      expect(accepted()).toEqual([...got].sort());
    }
    const done = await untilStatus(call, id, 'SENT');
    expect(done.stats).toMatchObject({ audience: names.length, sent: names.length });
    expect(new Set(await statesOf(id))).toEqual(new Set(['DONE']));
    expect(sink.ledger.duplicated()).toEqual([]);
  });
});

/** Since when it would have stalled if nothing had moved for a day and its next wave were due in that time. */
function stalledWith(id: string, dueIn: string): Promise<Date | null> {
  return supposing(app.db, async (tx) => {
    await sql`update campaigns set started_at = now() - interval '1 day' where id = ${id}`.execute(
      tx,
    );
    await sql`update campaign_progress set moved_at = now() - interval '1 day'
              where campaign_id = ${id}`.execute(tx);
    await sql`update campaign_waves set due_at = now() + ${dueIn}::interval
              where campaign_id = ${id} and status = 'PENDING'`.execute(tx);
    return (await getCampaign(tx, tenantId, id)).stalledSince;
  });
}

test('a cancel between waves: who had theirs has it, the rest is CANCELLED and the answer says who', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const waves = await wavesOf(id);
  const begun = waves.slice(0, 2);
  await pass(waves, begun[1]!.dueAt);
  const got = begun.flatMap(({ timezone }) => peopleOf(timezone)).sort();
  const running = await untilSent(id, got.length);
  const next = waves[2]!;
  expect(running.reason).toBe(`Waiting for the wave of 09:00 in ${next.timezone}`);
  expect(running.eta).toBe(waves.at(-1)!.dueAt);
  // P6: however long until then it hasn't stalled; when nobody opens the wave, it has.
  expect(await stalledWith(id, '1 hour')).toBeNull();
  expect(await stalledWith(id, '-14 minutes')).toBeNull();
  expect(await stalledWith(id, '-16 minutes')).toBeInstanceOf(Date);
  const { status, body } = await call('POST', `/campaigns/${id}/cancel`);
  expect([status, body.status]).toEqual([200, 'CANCELLED']);
  expectIdentity(body);
  const rest = names.length - got.length;
  expect(body.stats).toMatchObject({ sent: got.length, cancelled: rest, queued: 0, sending: 0 });
  const after = await wavesOf(id);
  expect(after.map((wave) => wave.status)).toEqual([
    ...['DONE', 'DONE', 'CANCELLED', 'CANCELLED', 'CANCELLED', 'CANCELLED'],
  ]);
  expect(after.at(-1)!.stats).toMatchObject({ cancelled: after.at(-1)!.count, sent: 0 });
  await pass(waves, waves.at(-1)!.dueAt);
  expect(accepted()).toEqual(got);
  const list = await call('GET', `/campaigns/${id}/recipients?status=SENT&limit=100`);
  expect(list.body.data.map((one: { email: string }) => one.email).sort()).toEqual(got);
});

test('whose moment has passed gets it at once; where that is everybody’s, it is refused', async () => {
  await importAll();
  // Nine o'clock has passed in Lord Howe and Kolkata, and not yet in Madrid.
  time.set('2027-06-01T05:00:00Z');
  const id = await scheduled();
  await lookAtClock(app.db.url);
  const passed = ['Asia/Kolkata', 'Australia/Lord_Howe'].flatMap(peopleOf).sort();
  await untilSent(id, passed.length);
  expect(accepted()).toEqual(passed);
  expect((await statesOf(id)).slice(0, 3)).toEqual(['DONE', 'DONE', 'PENDING']);
  await pass(await wavesOf(id), '2027-06-01T13:00:00.000Z');
  await untilStatus(call, id, 'SENT');
  expect(accepted()).toEqual([...names].sort());

  const late = await draft(call, versionId);
  const { status, body } = await schedule(late);
  expect([status, body.errors[0].path]).toEqual([400, 'scheduledAt']);
  expect(body.errors[0].message).toContain('2027-06-01T13:00:00.000Z');
});

test('… or is skipped, as asked; the others get it at their time', async () => {
  await importAll();
  time.set('2027-06-01T05:00:00Z');
  const id = await scheduled({ ifPassed: 'skip' });
  await lookAtClock(app.db.url);
  expect(await get(id)).toMatchObject({ status: 'SCHEDULED', ifPassed: 'skip' });
  expect((await statesOf(id)).slice(0, 3)).toEqual(['SKIPPED', 'SKIPPED', 'PENDING']);
  const waves = await wavesOf(id);
  await pass(waves, '2027-06-01T07:00:00.000Z');
  await untilSent(id, 4);
  expect(accepted()).toEqual(peopleOf(HOME));
  await pass(waves, '2027-06-01T13:00:00.000Z');
  const done = await untilStatus(call, id, 'SENT');
  expect(done.stats).toMatchObject({ audience: names.length, skipped: 4, sent: names.length - 4 });
  const list = await call('GET', `/campaigns/${id}/recipients?status=SKIPPED`);
  expect(list.body.data.map((one: { reason: string }) => one.reason)).toEqual(
    Array(4).fill('passed'),
  );
  expect(accepted()).toHaveLength(names.length - 4);
});

test('the audience is frozen with the first wave: who joins later isn’t in it, who leaves is skipped', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const waves = await wavesOf(id);
  await at(waves[0]!.dueAt);
  const first = peopleOf(waves[0]!.timezone);
  await untilSent(id, first.length);
  const [leaver, mover] = peopleOf('America/New_York') as [string, string];
  await importPeople(call, [{ email: 'late@example.com', timezone: 'America/New_York' }]);
  await call('POST', '/suppressions', { email: leaver, reason: 'unsubscribe' });
  // His wave stays the one of the zone that he had.
  await importPeople(call, [{ email: mover, timezone: 'Asia/Kolkata' }]);
  await pass(waves, waves.find(({ timezone }) => timezone === 'Asia/Kolkata')!.dueAt);
  await untilSent(id, 4);
  expect(accepted()).not.toContain(mover);
  await pass(waves, waves.at(-1)!.dueAt);
  const done = await untilStatus(call, id, 'SENT');
  expect(done.stats).toMatchObject({ audience: names.length, skipped: 1, sent: names.length - 1 });
  expect(accepted()).toEqual(names.filter((email) => email !== leaver).sort());
});

test('P12: a wave up to an hour late goes at once; over an hour late the campaign pauses until `resume`', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const waves = await wavesOf(id);
  await at(Date.parse(waves[0]!.dueAt) + 59 * 60_000);
  await untilSent(id, 2);
  await at(Date.parse(waves[1]!.dueAt) + HOUR + 1_000);
  const paused = await untilStatus(call, id, 'PAUSED');
  expect(paused.reason).toContain(`09:00 in ${waves[1]!.timezone}`);
  expect(paused.reason).toContain('resume');
  expect(await eventsOf(id, 'campaign.missed')).toMatchObject([
    { campaignId: id, wave: { timezone: waves[1]!.timezone, dueAt: waves[1]!.dueAt, count: 2 } },
  ]);
  expect(await statesOf(id)).toEqual(['DONE', 'DUE', ...Array(4).fill('PENDING')]);
  // A day later still nothing; then all that is due goes at once.
  await at('2027-06-02T09:00:00Z');
  expect(accepted()).toHaveLength(2);
  expect((await call('POST', `/campaigns/${id}/resume`)).body.status).toBe('SENDING');
  await untilStatus(call, id, 'SENT');
  expect(accepted()).toEqual([...names].sort());
});

test('P12: after a stop, `skip` skips the waves over an hour late and sends the others', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled({ ifPassed: 'skip' });
  const waves = await wavesOf(id);
  await at(waves[0]!.dueAt);
  await untilSent(id, 2);
  expect((await call('POST', `/campaigns/${id}/pause`)).body.status).toBe('PAUSED');
  await at(Date.parse(waves.at(-1)!.dueAt) + HOUR / 2);
  expect(accepted()).toHaveLength(2);
  expect((await call('POST', `/campaigns/${id}/resume`)).status).toBe(200);
  const done = await untilStatus(call, id, 'SENT');
  const last = waves.filter(({ dueAt }) => dueAt === waves.at(-1)!.dueAt);
  const lastPeople = last.flatMap(({ timezone }) => peopleOf(timezone));
  expect(done.stats).toMatchObject({ sent: 2 + lastPeople.length, queued: 0 });
  expect(accepted()).toEqual([...peopleOf(waves[0]!.timezone), ...lastPeople].sort());
  expect((await wavesOf(id)).map(({ status }) => status)).toContain('SKIPPED');
});

test('P13: held between waves, none begins until `resume`; then what is due goes, the rest at its time', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const waves = await wavesOf(id);
  await at(waves[0]!.dueAt);
  await untilSent(id, 2);
  await acrossTenants(app.db, (tx) => holdUnfinished(tx, 'No worker ran.'));
  const held = await get(id);
  expect([held.status, held.reason]).toEqual(['PAUSED', expect.stringContaining('No worker ran.')]);
  await at(Date.parse(waves[1]!.dueAt) + 2 * HOUR);
  // Nor is it missed: it waits for a word as it is.
  expect(await get(id)).toMatchObject({ status: 'PAUSED', reason: held.reason });
  expect(await statesOf(id)).toEqual(['DONE', 'DUE', ...Array(4).fill('PENDING')]);
  expect(accepted()).toHaveLength(2);
  expect((await call('POST', `/campaigns/${id}/resume`)).body.status).toBe('SENDING');
  await untilSent(id, 4);
  expect(accepted()).toEqual(
    waves
      .slice(0, 2)
      .flatMap(({ timezone }) => peopleOf(timezone))
      .sort(),
  );
  await pass(waves, waves.at(-1)!.dueAt);
  expect((await untilStatus(call, id, 'SENT')).stats).toMatchObject({ sent: names.length });
  expect(sink.ledger.duplicated()).toEqual([]);
  expect(await eventsOf(id, 'campaign.missed')).toEqual([]);
});

test('P12: a start over an hour late waits for `send`; waves that are to come keep their time', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const waves = await wavesOf(id);
  await at(Date.parse(waves[0]!.dueAt) + HOUR + 1_000);
  const missed = await get(id);
  expect(missed).toMatchObject({ status: 'SCHEDULED', stats: { audience: 0 } });
  expect(missed.reason).toContain('send');
  expect(await eventsOf(id, 'campaign.missed')).toHaveLength(1);
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  await untilSent(id, 2);
  expect(accepted()).toEqual(peopleOf(waves[0]!.timezone));
  await at(waves.at(-1)!.dueAt);
  // Between them a day passed at once: everything over an hour late asks again.
  await untilStatus(call, id, 'PAUSED');
  expect((await call('POST', `/campaigns/${id}/resume`)).status).toBe(200);
  await untilStatus(call, id, 'SENT');
  expect(accepted()).toEqual([...names].sort());
});

test('`send` before its time sends to all at once; a new time changes the kind', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const instant = await schedule(id, { deliverAt: 'instant' });
  expect(instant.body).toMatchObject({ deliverAt: 'instant', ifPassed: null });
  expect(instant.body.scheduledAt).toBe('2027-06-01T07:00:00.000Z');
  expect(await wavesOf(id)).toEqual([]);
  const again = await schedule(id);
  expect(again.body).toMatchObject({ deliverAt: 'recipient', ifPassed: 'send' });
  expect(await wavesOf(id)).toHaveLength(ZONES.length);
  const { status, body } = await call('POST', `/campaigns/${id}/send`);
  expect([status, body.deliverAt]).toEqual([202, 'instant']);
  await untilStatus(call, id, 'SENT');
  expect(accepted()).toEqual([...names].sort());
});

test('what can not be delivered so is refused with its field', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await draft(call, versionId);
  for (const [over, field] of [
    [{ scheduledAt: '2027-06-01T09:00:00Z' }, 'scheduledAt'],
    [{ scheduledAt: '2027-06-01T09:00:00+02:00' }, 'scheduledAt'],
    [{ scheduledAt: '2027-06-31T09:00:00' }, 'scheduledAt'],
    [{ scheduledAt: '2027-05-01T09:00:00' }, 'scheduledAt'],
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ deliverAt: 'sometime' }, 'deliverAt'],
    [{ ifPassed: 'guess' }, 'ifPassed'],
    [{ deliverAt: 'instant', ifPassed: 'skip' }, 'ifPassed'],
  ] as const) {
    const { status, body } = await schedule(id, over);
    expect([over, status, body.errors[0].path]).toEqual([over, 400, field]);
  }
  expect((await get(id)).status).toBe('DRAFT');
});

test('P19: waves that wait cost others nothing: a campaign of the same tenant goes out meanwhile', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const id = await scheduled();
  const waves = await wavesOf(id);
  await at(waves[0]!.dueAt);
  await untilSent(id, 2);
  sink.ledger.clear();
  await untilStatus(call, await send(call, versionId), 'SENT');
  expect(accepted()).toEqual([...names].sort());
  expect((await get(id)).stats).toMatchObject({ sent: 2, queued: names.length - 2 });
});

test('P10: by the real clock a wave is fired within five seconds of the instant that is shown', async () => {
  await importAll();
  time.set(Date.now());
  const soon = Math.ceil(Date.now() / 1_000) * 1_000 + 3_000;
  // Who lives further east has had that hour already.
  const scheduledAt = new Date(soon + offsetAt(soon, 'America/New_York'))
    .toISOString()
    .slice(0, 19);
  const id = await scheduled({ scheduledAt, ifPassed: 'skip', timezone: 'America/New_York' });
  const shown = (await wavesOf(id)).find(({ timezone }) => timezone === 'America/New_York')!;
  expect(Date.parse(shown.dueAt)).toBe(soon);
  const [first] = peopleOf('America/New_York') as [string];
  await eventually(
    async () => sink.ledger.copiesOf(first),
    (copies) => copies.length > 0,
  );
  const firedAt = performance.timeOrigin + sink.ledger.copiesOf(first)[0]!.at;
  expect(firedAt).toBeGreaterThanOrEqual(soon);
  expect(firedAt - soon).toBeLessThan(5_000);
});

test('an audience that doesn’t fit the month’s quota isn’t begun; `send` begins it once it does', async () => {
  await importAll();
  time.set('2027-05-20T00:00:00Z');
  const allow = (messages: number | null) =>
    inTenant(app.db, tenantId, (tx) => setQuota(tx, tenantId, messages));
  const id = await scheduled();
  const [first] = (await wavesOf(id)) as [Wave];
  await allow(10);
  await at(first.dueAt);
  expect(await get(id)).toMatchObject({ status: 'SCHEDULED', stats: { audience: 0 } });
  await allow(100);
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  await untilSent(id, 2);
  expect(accepted()).toEqual(peopleOf(first.timezone));
});
