import { simpleParser } from 'mailparser';
import { Secret, TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { setQuota } from '../../src/tenants/quota.ts';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilStatus,
} from '../support/newsletter.ts';
import { PASSWORD, signIn, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';
import { expectSigned } from '../support/signed.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { webhookSink } from '../support/webhook-sink.ts';

// A company's first days, everything once as its people would do it: sign in, invite, set up the mail
// server and a webhook, import, publish in two languages, test, schedule, send, unsubscribe, single mails,
// and at last the accounts of who did what. Truth is what the SMTP server and the receiver got.

const PEOPLE = 300;
const BOUNCED = 'person7@example.com';
const hooks = webhookSink();
let instance: SmtpSink;
let own: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  instance = await startSmtpSink({ keep: 'full' });
  own = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: instance.url });
  return () => Promise.all([instance.close(), own.close()]);
});

/** The owner signs up with a second factor, makes the tenant and a key for the website. */
async function foundCompany() {
  const { email } = await testUser(app.db);
  const first = await signIn(app.url, email);
  const { id: tenantId } = (await first.call('POST', '/tenants', { name: 'The Weekly' })).body;
  const { secret } = (await first.call('POST', '/auth/2fa/enable')).body;
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const confirmed = await first.call('POST', '/auth/2fa/confirm', { totpCode: totp.generate() });
  const nobody = caller(app.url, null);
  const credentials = { email, password: PASSWORD };
  const challenge = await nobody('POST', '/auth/login', credentials);
  expect(challenge.body).toMatchObject({ twoFactorRequired: true });
  // Each code opens once: the one that confirmed is used up.
  const [totpCode] = confirmed.body.recoveryCodes;
  const opened = await nobody('POST', '/auth/login/verify-2fa', { ...credentials, totpCode });
  const owner = caller(app.url, opened.body.accessToken);
  const settings = { postalAddress: '1 Print Street, 08001 Barcelona', defaultLocale: 'en' };
  expect((await owner('PATCH', `/tenants/${tenantId}`, settings)).status).toBe(200);
  const { key, id: keyId } = await newKey(owner, tenantId);
  return { tenantId, owner, keyId, api: caller(app.url, key) };
}

async function newKey(owner: Call, tenantId: string): Promise<{ id: string; key: string }> {
  const nouns = ['contacts', 'templates', 'campaigns', 'suppressions'];
  const scopes = nouns.flatMap((noun) => [`${noun}:read`, `${noun}:write`]);
  const all = [...scopes, 'email:send', 'email:read', 'webhooks:manage'];
  const made = await owner('POST', `/tenants/${tenantId}/api-keys`, { name: 'Site', scopes: all });
  expect(made.status).toBe(201);
  return made.body;
}

/** A colleague is invited by mail, through the instance's relay, and accepts. */
async function inviteEditor(owner: Call, tenantId: string) {
  const email = 'editor@example.net';
  await owner('POST', `/tenants/${tenantId}/members`, { email, role: 'editor' });
  const [letter] = await eventually(
    async () => instance.ledger.copiesOf(email),
    (copies) => copies.length === 1,
  );
  const token = /#token=(\S+)/.exec((await simpleParser(letter!.raw!)).text ?? '')![1]!;
  const password = 'a sentence of the editor';
  const joined = { token, password, name: 'Ed Itor' };
  const reply = await caller(app.url, null)('POST', '/auth/invitations/accept', joined);
  expect(reply.body.tenant).toMatchObject({ id: tenantId, role: 'editor' });
  return { id: reply.body.user.id, ...(await signIn(app.url, email, password)) };
}

/** Their own mail server, tried before it is used, and a receiver of events. */
async function connect(api: Call) {
  const server = { name: 'Newsletter', host: '127.0.0.1', port: own.port, tlsMode: 'none' };
  const sender = { fromName: 'The Weekly', fromEmail: 'hello@weekly.example', isDefault: true };
  const project = (await api('POST', '/projects', { ...server, ...sender })).body;
  const verified = await api('POST', `/projects/${project.id}/verify`);
  expect(verified.body).toMatchObject({ ok: true, reason: null });
  const events = ['email.sent', 'contact.unsubscribed', 'campaign.sending', 'campaign.sent'];
  const endpoint = await api('POST', '/webhooks/endpoints', { url: `${hooks.url}/all`, events });
  return { projectId: project.id, secret: endpoint.body.secret as string };
}

/** Readers in three languages, one of whom bounced at the old provider; the news in two. */
async function prepare(api: Call) {
  const locales = ['en', 'es', 'fr'];
  await importPeople(
    api,
    people(PEOPLE, (i) => ({ locale: locales[i % 3] })),
  );
  const csv = `email,reason\r\n${BOUNCED},bounce\r\n`;
  const type = { 'content-type': 'text/csv' };
  expect((await api('POST', '/suppressions/import', csv, type)).status).toBe(200);
  const foot = '<p>{{postalAddress}} <a href="{{unsubscribeUrl}}">x</a></p>';
  const base = await publishNews(api, { htmlBody: `<p>News, {{firstName}}</p>${foot}` });
  const spanish = { name: 'Noticias', locale: 'es', localeGroupId: base };
  await publishNews(api, {
    ...spanish,
    ...{ subject: 'Hola {{firstName}}', htmlBody: `<p>Noticias</p>${foot}` },
  });
  return base;
}

/** Test, plan for years ahead, change of mind: now. Each reader once, in their language. */
async function sendCampaign(editor: Call, versionId: string) {
  const id = await draft(editor, versionId);
  const coverage = (await editor('GET', `/campaigns/${id}/locale-coverage`)).body;
  expect(coverage).toContainEqual({ locale: 'es', count: PEOPLE / 3 - 1, hasTemplate: true });
  const tested = await editor('POST', `/campaigns/${id}/test`, { emails: ['me@weekly.example'] });
  expect(tested.body.results[0].status).toBe('SENT');
  const plan = { scheduledAt: '2040-05-01T09:00:00', timezone: 'Europe/Madrid' };
  const planned = await editor('POST', `/campaigns/${id}/schedule`, plan);
  expect(planned.body).toMatchObject({ scheduledAt: '2040-05-01T07:00:00.000Z' });
  expect((await editor('POST', `/campaigns/${id}/send`)).status).toBe(202);
  const { stats } = await untilStatus(editor, id, 'SENT');
  expect(stats).toMatchObject({ audience: PEOPLE - 1, sent: PEOPLE - 1 });
  const got = own.ledger.copies.filter(({ rcptTo }) => rcptTo.startsWith('person'));
  expect(new Set(got.map(({ rcptTo }) => rcptTo)).size).toBe(PEOPLE - 1);
  expect(got).toHaveLength(PEOPLE - 1);
  expect(got.some(({ rcptTo }) => rcptTo === BOUNCED)).toBe(false);
  const [en, es, fr] = await Promise.all([0, 1, 2].map((i) => letterTo(`person${i}@example.com`)));
  expect([en!.subject, es!.subject, fr!.subject]).toEqual([
    ...['Hello Name 0', 'Hola Name 1', 'Hello Name 2'],
  ]);
  expect(es!.text).toContain('1 Print Street');
  expect(es!.from?.value[0]).toEqual({ address: 'hello@weekly.example', name: 'The Weekly' });
  return id;
}

async function letterTo(address: string) {
  return simpleParser(own.ledger.copiesOf(address)[0]!.raw!);
}

/** A reader leaves by the link of their copy, and is in no campaign any more. */
async function leave(api: Call, versionId: string) {
  const { html } = await letterTo('person3@example.com');
  const path = /href="[^"]*(\/u\/[^"?]+)/.exec(String(html))![1]!;
  const reader = caller(app.url, null);
  expect((await reader('GET', path)).status).toBe(200);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  await reader('POST', path, 'List-Unsubscribe=One-Click', form);
  const { data } = (await api('GET', '/suppressions?reason=unsubscribe')).body;
  expect(data.map(({ email }: { email: string }) => email)).toEqual(['person3@example.com']);
  const { stats } = await untilStatus(api, await send(api, versionId), 'SENT');
  expect(stats).toMatchObject({ audience: PEOPLE - 2, sent: PEOPLE - 2 });
  expect(own.ledger.copiesOf('person3@example.com')).toHaveLength(1);
}

/** A receipt that is waited for, a batch, and one for later that is not sent after all. */
async function singleMails(api: Call) {
  const receipt = { to: 'buyer@example.org', subject: 'Receipt {{no}}', htmlBody: '<p>Thanks</p>' };
  const sent = await api('POST', '/emails/send?sync=true', { ...receipt, data: { no: 7 } });
  expect(sent.body).toMatchObject({ status: 'SENT', queued: false, provider: 'smtp' });
  expect((await letterTo('buyer@example.org')).subject).toBe('Receipt 7');
  const refused = await api('POST', '/emails/send', { ...receipt, to: 'person3@example.com' });
  expect([refused.status, refused.body.message]).toEqual([422, 'Email is suppressed']);
  const recipients = [{ to: 'one@example.org' }, { to: BOUNCED }];
  const { to: _, ...content } = receipt;
  const batch = await api('POST', '/emails/batch', { ...content, recipients });
  expect(batch.body).toMatchObject({ accepted: 1, rejected: 1 });
  const later = { ...receipt, to: 'later@example.org', sendAt: new Date(Date.now() + 3_600_000) };
  const { id } = (await api('POST', '/scheduled-emails', later)).body;
  expect((await api('DELETE', `/scheduled-emails/${id}`)).body).toMatchObject({ cancelled: true });
  const log = await eventually(
    () => api('GET', '/emails/logs?status=SENT&to=one@example.org'),
    ({ body }) => body.data.length === 1,
  );
  expect(log.body.data[0]).toMatchObject({ toEmail: 'one@example.org', status: 'SENT' });
}

/** Every copy that the server accepted, every state of the campaigns, told once and signed twice. */
async function eventsOf(secret: string) {
  const sent = 2 * PEOPLE - 3 + 2;
  const requests = await eventually(
    async () => hooks.at('/all'),
    (all) => all.length >= sent + 5,
    60_000,
  );
  for (const request of requests) expectSigned(request, secret);
  const events = requests.map(({ body }) => JSON.parse(body.toString()));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  const count = (type: string) => events.filter((event) => event.type === type).length;
  const types = ['email.sent', 'campaign.sending', 'campaign.sent', 'contact.unsubscribed'];
  expect(types.map(count)).toEqual([sent, 2, 2, 1]);
}

test('a company from its first login to its audit log', async () => {
  const { tenantId, owner, keyId, api } = await foundCompany();
  const editor = await inviteEditor(owner, tenantId);
  const { projectId, secret } = await connect(api);
  const versionId = await prepare(api);
  await sendCampaign(editor.call, versionId);
  await leave(api, versionId);
  await singleMails(api);
  await eventsOf(secret);

  // The operator sets a quota that is nearly used up; the next campaign doesn't fit.
  await inTenant(app.db, tenantId, (tx) => setQuota(tx, tenantId, 2 * PEOPLE));
  const refused = await api('POST', `/campaigns/${await draft(api, versionId)}/send`);
  expect([refused.status, refused.body.quota.limit]).toEqual([429, 2 * PEOPLE]);

  // Who leaves the company is out at once, and so is the key.
  await owner('DELETE', `/tenants/${tenantId}/members/${editor.id}`);
  await owner('DELETE', `/tenants/${tenantId}/api-keys/${keyId}`);
  const [asEditor, asKey] = [
    await editor.call('GET', '/campaigns'),
    await api('GET', '/campaigns'),
  ];
  expect([asEditor.status, asKey.status]).toEqual([401, 401]);

  const { data } = (await owner('GET', '/audit-log?limit=100')).body;
  const done = data.map(({ actor, action }: { actor: { type: string }; action: string }) => {
    return `${actor.type} ${action}`;
  });
  for (const one of ['user campaign.send', 'api_key project.create', 'api_key email.send']) {
    expect(done).toContain(one);
  }
  const made = data.find(({ action }: { action: string }) => action === 'project.create');
  expect(made.subjectId).toBe(projectId);
}, 120_000);
