import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Transactional mail from the request to the relay and back into the log.

let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

async function freshTenant(): Promise<{ call: Call; tenantId: string; testKey: string }> {
  const tenant = await testTenant(app.db);
  return { ...tenant, call: caller(app.url, tenant.apiKey) };
}

let numbers = 0;
function newAddress(): string {
  numbers += 1;
  return `reader${numbers}@example.com`;
}

async function untilLogged(call: Call, id: string, status: string) {
  const { body } = await eventually(
    () => call('GET', `/emails/logs/${id}`),
    (reply) => reply.body.status === status,
  );
  return body;
}

async function arrived(address: string) {
  await eventually(
    async () => sink.ledger.copiesOf(address).length,
    (count) => count > 0,
  );
  return simpleParser(sink.ledger.copiesOf(address)[0]!.raw!);
}

const html = '<p>Thank you, <b>{{name}}</b>. {{missing}}</p>';

test('an email: rendered, accepted, in the log with its event', async () => {
  const { call } = await freshTenant();
  const to = newAddress();
  const { status, body } = await call('POST', '/emails/send', {
    ...{ to: to.toUpperCase(), subject: 'Receipt for {{name}} {{order}}', htmlBody: html },
    ...{ data: { name: 'Ana <3' }, metadata: { order: 'A-7', count: 2 }, tags: ['receipt'] },
    ...{ fromName: 'The Shop', replyTo: 'help@shop.example' },
  });
  expect([status, body]).toEqual([
    200,
    { id: expect.any(String), status: 'QUEUED', queued: true, position: 0 },
  ]);
  const mail = await arrived(to);
  expect(mail.subject).toBe('Receipt for Ana <3 A-7');
  expect(mail.html).toContain('Thank you, <b>Ana &lt;3</b>. ');
  expect(mail.text?.trim()).toBe('Thank you, Ana <3.');
  expect(mail.from?.value[0]).toEqual({
    address: 'newsletter@localhost.localdomain',
    name: 'The Shop',
  });
  expect(mail.replyTo?.value[0]?.address).toBe('help@shop.example');
  expect(mail.messageId).toBe(`<${body.id}@localhost.localdomain>`);
  for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'list-id']) {
    expect(mail.headers.has(name)).toBe(false);
  }
  expect(await untilLogged(call, body.id, 'SENT')).toMatchObject({
    ...{ id: body.id, toEmail: to, subject: 'Receipt for Ana <3 A-7', provider: 'smtp' },
    ...{ messageId: mail.messageId, tags: ['receipt'], metadata: { order: 'A-7', count: 2 } },
    ...{ attempts: 1, campaignId: null },
    events: [{ id: expect.stringMatching(/^evt_/), type: 'email.sent' }],
  });
});

test('?sync=true answers what became of it: sent, refused, deferred', async () => {
  const { call } = await freshTenant();
  const [good, gone, later] = [newAddress(), newAddress(), newAddress()];
  sink.setScript((step) =>
    step.stage === 'rcpt' && step.rcptTo === gone
      ? { reply: '550 5.1.1 no such user' }
      : step.stage === 'rcpt' && step.rcptTo === later
        ? { reply: '451 4.7.1 greylisted' }
        : undefined,
  );
  const answers = await Promise.all(
    [good, gone, later].map((to) =>
      call('POST', '/emails/send?sync=true', { to, subject: 'Now', htmlBody: html }),
    ),
  );
  sink.setScript(undefined);
  const [sent, failed, deferred] = answers.map(({ body }) => body);
  expect(sent).toEqual({
    ...{ id: sent.id, status: 'SENT', queued: false, provider: 'smtp' },
    messageId: `<${sent.id}@localhost.localdomain>`,
  });
  expect(failed).toMatchObject({ status: 'FAILED', queued: false });
  expect(failed.error).toContain('5.1.1');
  expect(deferred).toMatchObject({ status: 'DEFERRED', queued: true });
  const log = await call('GET', `/emails/logs/${failed.id}`);
  expect(log.body.events.map(({ type }: { type: string }) => type).sort()).toEqual([
    'email.bounced',
    'email.failed',
  ]);
  // P36: a dead address is suppressed, and so refused from then on.
  const again = await call('POST', '/emails/send', { to: gone, subject: 'x', htmlBody: html });
  expect([again.status, again.body.message]).toEqual([422, 'Email is suppressed']);
});

test('a template by its slug, and one version with another subject', async () => {
  const { call } = await freshTenant();
  const versionId = await publishNews(call, {
    ...{ name: 'Welcome mail', subject: 'Welcome {{name}}', slug: 'welcome' },
    htmlBody: '<style>p {color: teal}</style><p>{{name}}</p>',
    variables: [{ name: 'name', type: 'string', fallback: 'friend' }],
  });
  const [first, second] = [newAddress(), newAddress()];
  const sent = await call('POST', '/emails/send-template?sync=true', {
    slug: 'welcome',
    to: first,
  });
  expect(sent.body.status).toBe('SENT');
  const mail = await arrived(first);
  expect([mail.subject, mail.text?.trim()]).toEqual(['Welcome friend', 'friend']);
  expect(mail.html).toContain('style="color: teal;"');
  const other = { to: second, templateVersionId: versionId, subject: 'Hi', data: { name: 'Bo' } };
  await call('POST', '/emails/send?sync=true', other);
  expect((await arrived(second)).subject).toBe('Hi');
  expect((await call('POST', '/emails/send-template', { slug: 'none', to: first })).status).toBe(
    404,
  );
});

test('a batch: each with its own values, the suppressed and the wrong rejected', async () => {
  const { call } = await freshTenant();
  const [one, two, blocked] = [newAddress(), newAddress(), newAddress()];
  await call('POST', '/suppressions', { email: blocked, reason: 'manual' });
  const { status, body } = await call('POST', '/emails/batch', {
    recipients: [
      { to: one, vars: { name: 'One' } },
      { to: blocked },
      { to: 'nobody' },
      { to: two, vars: { name: 'Two' } },
    ],
    ...{ subject: 'Dear {{name}}', htmlBody: html },
  });
  expect([status, body]).toEqual([
    200,
    {
      results: [
        { to: one, id: expect.any(String), status: 'QUEUED', error: null },
        { to: blocked, id: null, status: 'REJECTED', error: 'Email is suppressed' },
        { to: 'nobody', id: null, status: 'REJECTED', error: expect.stringContaining('address') },
        { to: two, id: expect.any(String), status: 'QUEUED', error: null },
      ],
      ...{ accepted: 2, rejected: 2 },
    },
  ]);
  expect((await arrived(one)).subject).toBe('Dear One');
  expect((await arrived(two)).text).toContain('Thank you, Two');
});

test('an unsubscribe link works for a reader who is no contact', async () => {
  const { call } = await freshTenant();
  const to = newAddress();
  const htmlBody = '<p>Hi <a href="{{unsubscribeUrl}}">no more</a></p>';
  await call('POST', '/emails/send?sync=true', {
    to,
    subject: 'Hi',
    htmlBody,
    unsubscribeLang: 'fr',
  });
  const mail = await arrived(to);
  const header = sink.ledger.copiesOf(to)[0]!.raw!.toString().replace(/\r\n /g, ' ');
  const [, link] = /^List-Unsubscribe: <(\S+)>\r$/m.exec(header)!;
  expect(header).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  expect(mail.html).toContain(link!.replace('&', '&amp;'));
  const path = link!.replace(/^https?:\/\/[^/]+/, '');
  expect((await fetch(app.url + path)).status).toBe(200);
  expect((await call('GET', `/suppressions/${to}`)).status).toBe(404);
  const post = await fetch(app.url + path, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
  expect(post.status).toBe(200);
  expect((await call('GET', `/suppressions/${to}`)).body).toMatchObject({ reason: 'unsubscribe' });
  const again = await call('POST', '/emails/send', { to, subject: 'Hi', htmlBody });
  expect(again.status).toBe(422);
});

test('who is suppressed between request and claim is skipped, with its event', async () => {
  const { call, tenantId } = await freshTenant();
  const to = newAddress();
  // Nobody can be claimed while the relay is held; so it is scheduled, and suppressed before its time.
  const sendAt = new Date(Date.now() + 700).toISOString();
  const made = await call('POST', '/scheduled-emails', {
    to,
    subject: 'x',
    htmlBody: html,
    sendAt,
  });
  expect(made.status).toBe(201);
  await call('POST', '/suppressions', { email: to });
  const log = await untilLogged(call, made.body.id, 'SKIPPED');
  expect(log).toMatchObject({ reason: 'suppressed', events: [{ type: 'email.failed' }] });
  expect(sink.ledger.copiesOf(to)).toEqual([]);
  expect(tenantId).toBeTruthy();
});

test('P19: a single passes a running campaign on a slow relay', async () => {
  const { call } = await freshTenant();
  await importPeople(
    call,
    people(2_000, () => ({}), 'bulk'),
  );
  const versionId = await publishNews(call);
  sink.setScript(({ stage, rcptTo }) =>
    stage === 'dot' && rcptTo.startsWith('bulk') ? { pieceMs: 4 } : undefined,
  );
  const before = sink.ledger.accepted;
  const campaign = await send(call, versionId);
  await eventually(
    async () => sink.ledger.accepted - before,
    (count) => count > 20,
  );
  const at = sink.ledger.accepted;
  const to = newAddress();
  const reply = await call('POST', '/emails/send?sync=true', { to, subject: 'x', htmlBody: html });
  expect(reply.body.status).toBe('SENT');
  const copies = sink.ledger.copies.map(({ rcptTo }) => rcptTo);
  const ahead = copies.indexOf(to) - at;
  console.log(`${ahead} of the campaign's messages went before the single`);
  expect(ahead).toBeLessThan(150);
  expect(sink.ledger.accepted - before).toBeLessThan(2_000);
  sink.setScript(undefined);
  await untilStatus(call, campaign, 'SENT');
});

test('mail of a test key stays in the outbox', async () => {
  const { testKey } = await freshTenant();
  const to = newAddress();
  const asTester = caller(app.url, testKey);
  const reply = await asTester('POST', '/emails/send?sync=true', {
    to,
    subject: 'T',
    htmlBody: html,
  });
  expect(reply.body.status).toBe('SENT');
  expect(sink.ledger.copiesOf(to)).toEqual([]);
  const outbox = await asTester('GET', `/outbox?format=json&q=${to}`);
  expect(outbox.body.meta.total).toBe(1);
});

test('the log: filters, pages and a cursor over emails and copies', async () => {
  const { call } = await freshTenant();
  await importPeople(
    call,
    people(5, () => ({}), 'log'),
  );
  const versionId = await publishNews(call);
  const first = newAddress();
  await call('POST', '/emails/send?sync=true', { to: first, subject: 'First', htmlBody: html });
  const campaignId = await send(call, versionId);
  await untilStatus(call, campaignId, 'SENT');
  const last = newAddress();
  await call('POST', '/emails/send?sync=true', { to: last, subject: 'Last', htmlBody: html });
  const all = (await call('GET', '/emails/logs')).body;
  expect(all.meta).toEqual({ page: 1, limit: 20, total: 7, totalPages: 1, nextCursor: null });
  const addresses = all.data.map((row: { toEmail: string }) => row.toEmail);
  expect([addresses[0], addresses.at(-1)]).toEqual([last, first]);
  expect(new Set(addresses).size).toBe(7);
  const walked: string[] = [];
  for (let query = '?limit=2'; query; ) {
    const { body } = await call('GET', `/emails/logs${query}`);
    walked.push(...body.data.map((row: { toEmail: string }) => row.toEmail));
    query = body.meta.nextCursor ? `?limit=2&cursor=${body.meta.nextCursor}` : '';
  }
  expect(walked).toEqual(addresses);
  const paged = await call('GET', '/emails/logs?limit=3&page=2');
  expect(paged.body.data.map((row: { toEmail: string }) => row.toEmail)).toEqual(
    addresses.slice(3, 6),
  );
  const count = async (query: string) =>
    (await call('GET', `/emails/logs?${query}`)).body.meta.total;
  expect(await count(`campaignId=${campaignId}`)).toBe(5);
  expect(await count('status=SENT')).toBe(7);
  expect(await count('status=FAILED')).toBe(0);
  expect(await count('to=LOG3@example.com')).toBe(1);
  expect(await count(`to=${first}`)).toBe(1);
  expect(await count(`until=${encodeURIComponent(all.data.at(-2).createdAt)}`)).toBe(1);
  const copy = all.data.find((row: { toEmail: string }) => row.toEmail === 'log3@example.com');
  const shown = await call('GET', `/emails/logs/${copy.id}`);
  expect(shown.body).toMatchObject({
    campaignId,
    status: 'SENT',
    events: [{ type: 'email.sent' }],
  });
});

test('P45: erasing a person reaches the emails, the ledger and the log', async () => {
  const { call, tenantId } = await freshTenant();
  const to = newAddress();
  await call('PUT', '/contacts', { email: to, externalId: 'gone', optIn: true });
  const content = { subject: 'Secret {{word}}', htmlBody: '<p>Secret {{word}}</p>' };
  const data = { word: 'xyzzy' };
  const sent = await call('POST', '/emails/send?sync=true', {
    to,
    ...content,
    data,
    tags: ['xyzzy'],
  });
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const later = await call('POST', '/scheduled-emails', { to, ...content, data, sendAt });
  expect((await call('DELETE', '/contacts/gone')).status).toBe(200);
  const log = await call('GET', `/emails/logs/${sent.body.id}`);
  expect(log.body).toMatchObject({ toEmail: null, subject: null, tags: [], status: 'SENT' });
  const text = await everything(tenantId);
  expect(text).not.toContain(to);
  expect(text.match(/xyzzy|Secret/g)).toBeNull();
  expect((await call('GET', `/emails/logs/${later.body.id}`)).body.status).toBe('SCHEDULED');
});

/** All of a tenant's rows in the tables that know of emails, as text. */
async function everything(tenantId: string): Promise<string> {
  const tables = ['emails', 'email_contents', 'messages', 'events', 'idempotency_keys', 'contacts'];
  const parts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ text: string }>`
        select coalesce(string_agg(t::text, ''), '') as text from ${sql.table(table)} t
        where tenant_id = ${tenantId}`.execute(app.db.engine);
      return rows[0]!.text;
    }),
  );
  return parts.join('\n');
}

test('suspects, doubts and 5xx of one never touch its neighbours', async () => {
  const { call } = await freshTenant();
  const addresses = Array.from({ length: 30 }, newAddress);
  const bad = new Set(addresses.filter((_, i) => i % 10 === 5));
  sink.setScript(forRecipients(bad, 'rcpt', { reply: '554 5.7.1 no' }));
  const recipients = addresses.map((to) => ({ to }));
  const { body } = await call('POST', '/emails/batch', {
    recipients,
    subject: 'B',
    htmlBody: html,
  });
  for (const { id, to } of body.results)
    await untilLogged(call, id, bad.has(to) ? 'FAILED' : 'SENT');
  sink.setScript(undefined);
  for (const to of addresses) expect(sink.ledger.copiesOf(to).length).toBe(bad.has(to) ? 0 : 1);
  // A policy is no dead address (P36).
  expect((await call('GET', `/suppressions/${[...bad][0]}`)).status).toBe(404);
});
