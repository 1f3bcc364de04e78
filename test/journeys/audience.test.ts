import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { dueTime, lookAtClock } from '../support/due-time.ts';
import { draft, expectIdentity, untilCampaign, untilStatus } from '../support/newsletter.ts';
import { preflight, publisher } from '../support/preflight.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { expectedInstant, ZONES } from '../support/wall-clock.ts';

// An audience from its file to its report: 100,000 people are imported, half of them are a segment, three
// mistakes are found and put right, and each person gets it once, in their own hour.

const PEOPLE = 100_000;
const HOME = 'Europe/Madrid';
const WALL = '2027-06-01T09:00:00';
const time = dueTime();
let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url }, 'serve', { dueClock: time.clock });
  return () => sink.close();
});

type Planted = { email: string; zone: string; isWanted: boolean };

/** Every second one is of the plan that the campaign is for; every 25th of these has asked for a rest. */
function planted(i: number): Planted {
  const isWanted = i % 2 === 0 && i % 50 !== 0;
  // Shifted by one each round, so that every zone has wanted people.
  const zone = ZONES[(i + Math.floor(i / ZONES.length)) % ZONES.length]!;
  return { email: `reader${i}@example.com`, zone, isWanted };
}

function csv(all: Planted[]): string {
  const rows = all.map(({ email, zone }, i) => {
    const plan = i % 2 === 0 ? 'pro' : 'free';
    const firstName = i % 1_000 === 2 ? '' : `Reader ${i}`;
    return `${email},true,${zone},${plan},${i % 50 === 0},${firstName}`;
  });
  const head = 'email,optIn,timezone,attributes.plan,attributes.resting,attributes.firstName';
  return `${head}\n${rows.join('\n')}\n`;
}

test('100,000 people: import, segment, pre-flight, waves, report', async () => {
  const { call, set, publish } = await publisher(app, 0);
  const all = Array.from({ length: PEOPLE }, (_, i) => planted(i));

  const upload = await call('POST', '/contacts/imports', csv(all), { 'content-type': 'text/csv' });
  expect(upload.status).toBe(202);
  const receipt = await eventually(
    async () => (await call('GET', `/contacts/imports/${upload.body.id}`)).body,
    ({ status }) => status === 'DONE',
    60_000,
  );
  expect(receipt).toMatchObject({ created: PEOPLE, updated: 0, failed: 0, suppressed: 0 });

  const isPro = { field: 'attributes.plan', op: 'eq', value: 'pro' };
  const pro = await call('POST', '/segments', { name: 'Pro', filter: isPro });
  const isResting = { field: 'attributes.resting', op: 'eq', value: 'true' };
  const resting = await call('POST', '/segments', { name: 'Resting', filter: isResting });
  const audienceFilter = { segmentId: pro.body.id, exclude: [resting.body.id] };
  const wanted = all.filter(({ isWanted }) => isWanted);
  const counted = await call('POST', '/segments/count', audienceFilter);
  expect(counted.body).toMatchObject({ count: wanted.length, exact: true });

  const body = (link: string) =>
    `<p>Hi {{firstName}}, <a href="${link}">read</a></p><p><a href="{{unsubscribeUrl}}">Out</a></p>`;
  const first = await publish({ htmlBody: body('http://example.com/news') });
  await set({ postalAddress: null });
  const id = await draft(call, first.versionId, { audienceFilter });
  const { audience, findings } = await preflight(call, id);
  expect(audience).toBe(wanted.length);
  expect(findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['postal_address_missing', 'variables_missing', 'link_not_https']),
  );
  expect(findings.find(({ code }) => code === 'variables_missing')!.count).toBe(PEOPLE / 1_000);

  await set({ postalAddress: 'The Weekly, 1 Print Street, 08001 Barcelona' });
  const second = await publish({
    htmlBody: `${body('https://example.com/news')}<p>{{postalAddress}}</p>`,
    variables: [{ name: 'firstName', type: 'string', fallback: 'reader' }],
  });
  await call('PATCH', `/campaigns/${id}`, { templateVersionId: second.versionId });
  const mended = (await preflight(call, id)).findings.map(({ code }) => code);
  expect(mended).not.toContain('postal_address_missing');
  expect(mended).not.toContain('variables_missing');
  expect(mended).not.toContain('link_not_https');

  time.set('2027-05-20T00:00:00Z');
  const appointment = { scheduledAt: WALL, timezone: HOME, deliverAt: 'recipient' };
  const scheduled = await call('POST', `/campaigns/${id}/schedule`, appointment);
  expect([scheduled.status, scheduled.body.status]).toEqual([200, 'SCHEDULED']);
  const { body: waves } = await call('GET', `/campaigns/${id}/waves`);
  expect(waves.map(({ timezone }: { timezone: string }) => timezone).sort()).toEqual(
    [...ZONES].sort(),
  );

  const dueAt = (zone: string) => expectedInstant(Date.parse(`${WALL}Z`), zone);
  for (const instant of [...new Set(ZONES.map(dueAt))].sort((a, b) => a - b)) {
    time.set(instant);
    await lookAtClock(app.db.url);
    const begun = wanted.filter(({ zone }) => dueAt(zone) <= instant);
    const now = await untilCampaign(
      call,
      id,
      ({ stats }) => stats.sent === begun.length && stats.sending === 0,
    );
    expectIdentity(now);
    expect(sink.ledger.copies).toHaveLength(begun.length);
    expect(new Set(sink.ledger.perRecipient().keys())).toEqual(
      new Set(begun.map(({ email }) => email)),
    );
  }

  const done = await untilStatus(call, id, 'SENT');
  expectIdentity(done);
  expect(done.stats).toMatchObject({ audience: wanted.length, sent: wanted.length });
  expect(sink.ledger.duplicated()).toEqual([]);
  const report = await call('GET', `/campaigns/${id}/waves`);
  for (const wave of report.body) {
    const { length } = wanted.filter(({ zone }) => zone === wave.timezone);
    expect(wave).toMatchObject({ status: 'DONE', count: length, stats: { sent: length } });
  }
});
