import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P46 and P45 on the whole program: what people decide by their links is on record, they get all that
// is kept of them, and an erasure leaves none of it.

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
let sink: SmtpSink;
let app: RunningApp;
let campaignId: string;
const links = new Map<string, string>();

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  await importPeople(
    app.call,
    people(4, () => ({ consentVersion: 'v1' })),
  );
  campaignId = await send(app.call, await publishNews(app.call));
  await untilStatus(app.call, campaignId, 'SENT');
  for (const { rcptTo, raw } of sink.ledger.copies) {
    const unfolded = raw!.toString('latin1').replaceAll(/\r\n[ \t]/g, ' ');
    links.set(rcptTo, /^List-Unsubscribe: <([^>]+)>/im.exec(unfolded)![1]!);
  }
  return () => sink.close();
});

const pathOf = (i: number) => new URL(links.get(`person${i}@example.com`)!).pathname;
const consentOf = async (i: number) =>
  (await app.call('GET', `/contacts/person-${i}/consent`)).body.data;

test('P46: the page keeps the address of whoever used it, once', async () => {
  const press = () =>
    app.server.inject({
      ...{ method: 'POST', url: pathOf(0), headers: FORM, payload: 'confirm=1' },
      remoteAddress: '8.8.4.4',
    });
  expect((await press()).statusCode).toBe(200);
  expect((await press()).statusCode).toBe(200);
  const records = await consentOf(0);
  expect(records).toHaveLength(2);
  expect(records[0]).toMatchObject({
    ...{ kind: 'OPT_OUT', method: 'hosted_page', ip: '8.8.4.4', actor: null, version: 'v1' },
  });
  const { body } = await app.call('GET', '/contacts/person-0');
  expect(records[0].at).toBe(body.unsubscribedAt);
});

test('P46: a one-click is the mail provider’s request, a private address a proxy’s: no IP', async () => {
  await app.server.inject({
    ...{ method: 'POST', url: pathOf(1), headers: FORM, payload: 'List-Unsubscribe=One-Click' },
    remoteAddress: '8.8.4.4',
  });
  await app.server.inject({ method: 'POST', url: pathOf(2), remoteAddress: '10.0.0.7' });
  expect((await consentOf(1))[0]).toMatchObject({ method: 'one_click', ip: null });
  expect((await consentOf(2))[0]).toMatchObject({ method: 'hosted_page', ip: null });
});

test('an export holds contact, consent, suppression, copies, emails and events', async () => {
  const to = 'person0@example.com';
  await app.call('PATCH', `/contacts/${await idOf(0)}`, { email: 'moved@example.com' });
  await app.call('PATCH', `/contacts/${await idOf(0)}`, { email: to });
  const { body } = await app.call('GET', '/contacts/person-0/export');
  expect(body).toMatchObject({
    contact: { email: to, optIn: false },
    suppression: { reason: 'unsubscribe' },
    messages: [{ toEmail: to, campaignId, status: 'SENT' }],
    events: [{ type: 'contact.unsubscribed', data: { email: to, source: 'hosted_page' } }],
    isComplete: true,
  });
  expect(body.consent).toEqual(await consentOf(0));
});

test('emails to a person are in the export, and nobody else’s', async () => {
  const email = { subject: 'Receipt', htmlBody: '<p>Thank you</p>' };
  for (const i of [2, 3]) {
    const to = `person${i}@example.com`;
    await app.call('POST', '/emails/send?sync=true', { to, ...email });
  }
  const { body } = await app.call('GET', '/contacts/person-3/export');
  expect(body.messages.map((m: { subject: string }) => m.subject)).toEqual([
    'Receipt',
    'Hello {{firstName}}',
  ]);
});

test('P45: an erasure takes the records, and a second one finds nobody', async () => {
  const id = await idOf(1);
  expect((await app.call('DELETE', '/contacts/person-1')).status).toBe(200);
  const { rows } = await sql`
    select from consent_records where contact_id = ${id}`.execute(app.db.engine);
  expect(rows).toEqual([]);
  expect((await app.call('GET', `/contacts/${id}/consent`)).status).toBe(404);
  expect((await app.call('GET', `/contacts/${id}/export`)).status).toBe(404);
});

async function idOf(i: number): Promise<string> {
  return (await app.call('GET', `/contacts/person-${i}`)).body.id;
}
