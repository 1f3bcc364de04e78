import { simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, publishNews, send, untilStatus } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

let sink: SmtpSink;
let app: RunningApp;
let call: Call;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  call = caller(app.url, (await testTenant(app.db)).apiKey);
  return () => sink.close();
});

const content = { subject: 'Hello {{name}}', htmlBody: '<p>Hello {{name}}</p>' };
const copies = (to: string) => sink.ledger.copiesOf(to).length;

async function sync(body: Record<string, unknown>) {
  return (await call('POST', '/emails/send?sync=true', { ...content, ...body })).body;
}

test('X1: POST /emails/send queues, and says so', async () => {
  const { status, body } = await call('POST', '/emails/send', { to: 'e1@example.com', ...content });
  expect([status, body]).toEqual([
    200,
    { id: expect.any(String), status: 'QUEUED', queued: true, position: expect.any(Number) },
  ]);
});

test('X2: ?sync=true delivers before answering', async () => {
  const body = await sync({ to: 'e2@example.com' });
  expect(body).toEqual({
    ...{ id: expect.any(String), status: 'SENT', queued: false },
    ...{ messageId: expect.stringMatching(/^<.+@.+>$/), provider: 'smtp' },
  });
  expect(copies('e2@example.com')).toBe(1);
});

test('X3: idempotencyKey: the same answer and one email; another body is 422', async () => {
  const body = { to: 'e3@example.com', ...content, idempotencyKey: 'order-3' };
  const all = await Promise.all(
    Array.from({ length: 20 }, () => call('POST', '/emails/send', body)),
  );
  const good = all.filter(({ status }) => status === 200);
  expect(all.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
  const again = await call('POST', '/emails/send', body);
  for (const reply of good) expect(reply.body).toEqual(again.body);
  // Who waits this time hears of the same one.
  const waited = await call('POST', '/emails/send?sync=true', body);
  expect(waited.body).toMatchObject({ id: again.body.id, status: 'SENT' });
  const other = await call('POST', '/emails/send', { ...body, subject: 'Other' });
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
  expect(copies('e3@example.com')).toBe(1);
  const batch = { recipients: [{ to: 'e3b@example.com' }], ...content, idempotencyKey: 'batch-3' };
  const twice = [
    await call('POST', '/emails/batch', batch),
    await call('POST', '/emails/batch', batch),
  ];
  expect(twice[0]!.body).toEqual(twice[1]!.body);
});

test('X4: data, strings of metadata, and the limits of a request', async () => {
  await sync({ to: 'e4@example.com', metadata: { name: 'Meta' } });
  await sync({ to: 'e4@example.com', metadata: { name: 'Meta' }, data: { name: 'Data' } });
  const subjects = await Promise.all(
    sink.ledger
      .copiesOf('e4@example.com')
      .map(async ({ raw }) => (await simpleParser(raw!)).subject),
  );
  expect(subjects).toEqual(['Hello Meta', 'Hello Data']);
  const status = async (body: Record<string, unknown>) =>
    (await call('POST', '/emails/send', { to: 'e4@example.com', ...content, ...body })).status;
  expect(await status({ subject: 'x'.repeat(999) })).toBe(400);
  expect(await status({ subject: 'a\r\nBcc: x@example.com' })).toBe(400);
  expect(await status({ to: 'a@example.com, b@example.com' })).toBe(400);
  expect(await status({ to: ['a@example.com'] })).toBe(400);
  expect(await status({ replyTo: 'nobody' })).toBe(400);
  expect(await status({ tags: Array.from({ length: 21 }, (_, i) => `t${i}`) })).toBe(400);
  expect(await status({ metadata: { big: 'x'.repeat(9_000) } })).toBe(400);
  expect(await status({ htmlBody: 'x'.repeat(1_000_001) })).toBe(422);
  expect(await status({ htmlBody: undefined })).toBe(400);
  expect(await status({ subject: undefined })).toBe(400);
});

test('X5: fromEmail of the own domain, fromName, replyTo; another domain is 422', async () => {
  const from = { fromEmail: 'Shop@localhost.localdomain', fromName: 'Shop, Inc.' };
  await sync({ to: 'e5@example.com', ...from, replyTo: 'help@example.org' });
  const mail = await simpleParser(sink.ledger.copiesOf('e5@example.com')[0]!.raw!);
  expect(mail.from?.value).toEqual([{ address: 'shop@localhost.localdomain', name: 'Shop, Inc.' }]);
  expect(mail.replyTo?.value[0]?.address).toBe('help@example.org');
  const body = { to: 'e5@example.com', ...content, fromEmail: 'ceo@bank.example' };
  const other = await call('POST', '/emails/send', body);
  expect([other.status, other.body.errors[0].path]).toEqual([422, 'fromEmail']);
});

test('X6: a template version, whose htmlBody is ignored; drafts are 422, unknown ones 404', async () => {
  const templateVersionId = await publishNews(call, { subject: 'From the version' });
  const body = { to: 'e6@example.com', templateVersionId, htmlBody: '<p>ignored</p>' };
  await call('POST', '/emails/send?sync=true', body);
  const mail = await simpleParser(sink.ledger.copiesOf('e6@example.com')[0]!.raw!);
  expect([mail.subject, mail.html]).toEqual([
    'From the version',
    expect.not.stringContaining('ignored'),
  ]);
  expect(mail.headers.has('list')).toBe(true);
  const draft = await call('POST', '/templates', {
    name: 'E6',
    subject: 's',
    htmlBody: '<p>x</p>',
  });
  const versionId = draft.body.versions[0].id;
  const status = async (id: string) =>
    (await call('POST', '/emails/send', { to: 'e6@example.com', templateVersionId: id })).status;
  expect([await status(versionId), await status(app.tenant.tenantId)]).toEqual([422, 404]);
});

test('X7: send-template by slug: the newest published version; unknown 404, none published 422', async () => {
  await publishNews(call, { name: 'E7', slug: 'e7', subject: 'Newest' });
  const reply = await call('POST', '/emails/send-template?sync=true', {
    slug: 'e7',
    to: 'e7@example.com',
  });
  expect(reply.body.status).toBe('SENT');
  await call('POST', '/templates', {
    name: 'E7b',
    slug: 'e7b',
    subject: 's',
    htmlBody: '<p>x</p>',
  });
  const status = async (slug: string) =>
    (await call('POST', '/emails/send-template', { slug, to: 'e7@example.com' })).status;
  expect([await status('none'), await status('e7b')]).toEqual([404, 422]);
});

test('X8: batch: 1 to 100 recipients, each QUEUED or REJECTED', async () => {
  await call('POST', '/suppressions', { email: 'e8-gone@example.com' });
  const recipients = [{ to: 'e8@example.com', vars: { name: 'A' } }, { to: 'e8-gone@example.com' }];
  const { body } = await call('POST', '/emails/batch', { recipients, ...content });
  expect(body).toEqual({
    results: [
      { to: 'e8@example.com', id: expect.any(String), status: 'QUEUED', error: null },
      { to: 'e8-gone@example.com', id: null, status: 'REJECTED', error: 'Email is suppressed' },
    ],
    ...{ accepted: 1, rejected: 1 },
  });
  const many = Array.from({ length: 101 }, (_, i) => ({ to: `e8-${i}@example.com` }));
  for (const wrong of [many, []]) {
    const reply = await call('POST', '/emails/batch', { recipients: wrong, ...content });
    expect(reply.status).toBe(400);
  }
});

test('X9: scheduled: sent when due, listed and cancelled before; the past is 400', async () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const schedule = (sendAt: string) =>
    call('POST', '/scheduled-emails', { to: 'e9@example.com', ...content, sendAt });
  const [soon, later] = [await schedule(at(300)), await schedule(at(3_600_000))];
  expect([later.status, later.body.status]).toEqual([201, 'SCHEDULED']);
  const list = (await call('GET', '/scheduled-emails')).body;
  expect(list.data.map(({ id }: { id: string }) => id)).toContain(later.body.id);
  const cancelled = await call('DELETE', `/scheduled-emails/${later.body.id}`);
  expect([cancelled.status, cancelled.body]).toEqual([
    200,
    { id: later.body.id, status: 'CANCELLED', cancelled: true },
  ]);
  await eventually(
    async () => copies('e9@example.com'),
    (count) => count === 1,
  );
  const log = await call('GET', `/emails/logs/${later.body.id}`);
  expect(log.body.status).toBe('CANCELLED');
  await eventually(
    async () => (await call('DELETE', `/scheduled-emails/${soon.body.id}`)).status,
    (status) => status === 409,
  );
  expect([(await schedule(at(-1_000))).status, (await schedule(at(4e10))).status]).toEqual([
    400, 400,
  ]);
});

test('X10: the log: the fields, filters, one with its events', async () => {
  const { id } = await sync({ to: 'e10@example.com', tags: ['a', 'b'] });
  const { body } = await call('GET', '/emails/logs?to=E10@example.com');
  expect(body).toMatchObject({
    data: [
      {
        ...{ id, toEmail: 'e10@example.com', subject: 'Hello', status: 'SENT', provider: 'smtp' },
        ...{ messageId: expect.any(String), createdAt: expect.any(String), tags: ['a', 'b'] },
      },
    ],
    meta: { page: 1, limit: 20, total: 1, totalPages: 1 },
  });
  const empty = (await call('GET', '/emails/logs?status=DELIVERED')).body;
  expect([empty.data, empty.meta.totalPages]).toEqual([[], 0]);
  const one = await call('GET', `/emails/logs/${id}`);
  expect(one.body.events).toMatchObject([{ type: 'email.sent', data: { emailLogId: id } }]);
  expect((await call('GET', '/emails/logs?limit=100&page=200')).status).toBe(400);
  const ofKind = async (kind: string) =>
    (await call('GET', `/emails/logs?to=e10@example.com&kind=${kind}`)).body;
  expect(await ofKind('email')).toMatchObject({ data: [{ id }], meta: { total: 1 } });
  expect(await ofKind('copy')).toMatchObject({ data: [], meta: { total: 0 } });
});

test('X15: what a message says, with links that lead nowhere; 404 once it is gone', async () => {
  const htmlBody = '<p>Hi {{name}}</p><a href="{{unsubscribeUrl}}">bye</a>';
  const { id } = await sync({ to: 'e15@example.com', htmlBody, data: { name: '<Ana>' } });
  const { body } = await call('GET', `/emails/logs/${id}/content`);
  expect(body).toEqual({
    subject: 'Hello <Ana>',
    html: '<p>Hi &lt;Ana&gt;</p><a href="#unsubscribe">bye</a>',
    text: expect.stringContaining('Hi <Ana>'),
  });
  const attributes = { firstName: 'Ben' };
  await importPeople(call, [{ email: 'e15-ben@example.com', optIn: true, attributes }]);
  const campaignId = await send(call, await publishNews(call));
  await untilStatus(call, campaignId, 'SENT');
  const copy = (await call('GET', `/emails/logs?campaignId=${campaignId}`)).body.data[0];
  expect(copy.campaignName).toBe('May');
  const shown = (await call('GET', `/emails/logs/${copy.id}/content`)).body;
  expect(shown.subject).toBe('Hello Ben');
  expect(shown.html).toContain('href="#unsubscribe"');
  await call('DELETE', `/contacts/${copy.contactId}`);
  const gone = await call('GET', `/emails/logs/${copy.id}/content`);
  expect([gone.status, gone.body.message]).toEqual([404, 'Content not found']);
  const { testKey } = await testTenant(app.db);
  expect((await caller(app.url, testKey)('GET', `/emails/logs/${id}/content`)).status).toBe(404);
});

test('X14: the outbox: the mail of test keys, each tenant its own', async () => {
  const inTest = caller(app.url, (await testTenant(app.db)).testKey);
  const to = 'e14@example.com';
  const { body: sent } = await inTest('POST', '/emails/send?sync=true', { to, ...content });
  expect(sent.status).toBe('SENT');
  const { data, meta, takesLiveMail } = (await inTest('GET', '/outbox/messages?q=E14@')).body;
  expect(meta).toEqual({ page: 1, limit: 20, total: 1, totalPages: 1 });
  expect(takesLiveMail).toBe(false);
  expect(data).toMatchObject([{ to, subject: 'Hello' }]);
  const path = `/outbox/messages/${data[0].id}`;
  const { status, body, headers } = await inTest('GET', path);
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(body).toMatchObject({ ...data[0], html: expect.any(String), text: expect.any(String) });
  expect(body.headers).toContainEqual({ name: 'Subject', value: 'Hello' });
  expect((await call('GET', '/outbox/messages?q=E14@')).body.data).toEqual([]);
  expect((await call('GET', path)).status).toBe(404);
});

test('X11: a suppressed address is 422, whatever the reason', async () => {
  for (const reason of ['bounce', 'complaint', 'unsubscribe', 'manual']) {
    const email = `e11-${reason}@example.com`;
    await call('POST', '/suppressions', { email, reason });
    const { status, body } = await call('POST', '/emails/send', { to: email, ...content });
    expect([status, body.message]).toEqual([422, 'Email is suppressed']);
  }
});

test('X12: attachments up to 10 MB (ours); names that end a line are refused', async () => {
  const file = Buffer.alloc(9_000_000, 'pressrun');
  const attachment = {
    ...{ filename: 'Größe.bin', contentType: 'application/octet-stream' },
    content: file.toString('base64'),
  };
  const body = await sync({ to: 'e12@example.com', attachments: [attachment] });
  expect(body.status).toBe('SENT');
  const mail = await simpleParser(sink.ledger.copiesOf('e12@example.com')[0]!.raw!);
  expect(mail.attachments[0]).toMatchObject({ filename: 'Größe.bin', size: file.length });
  expect(mail.attachments[0]!.content.equals(file)).toBe(true);
  const bad = { ...attachment, filename: 'a\r\nBcc: x@example.com', content: 'AA==' };
  const reply = await call('POST', '/emails/send', {
    to: 'e@example.com',
    ...content,
    attachments: [bad],
  });
  expect([reply.status, reply.body.errors[0].path]).toEqual([400, 'attachments.0.filename']);
  const large = { ...attachment, content: Buffer.alloc(10_600_000).toString('base64') };
  const refused = await call('POST', '/emails/send', {
    to: 'e@example.com',
    ...content,
    attachments: [large],
  });
  expect(refused.status).toBe(413);
}, 60_000);

test('X13: without {{unsubscribeUrl}} no List-Unsubscribe, with it both headers', async () => {
  await sync({ to: 'e13@example.com' });
  await sync({ to: 'e13@example.com', htmlBody: '<a href="{{unsubscribeUrl}}">off</a>' });
  const [without, withLink] = sink.ledger.copiesOf('e13@example.com').map(({ raw }) => String(raw));
  expect(without).not.toMatch(/List-/);
  expect(withLink).toMatch(
    /List-Unsubscribe:\r\n <http[^>]+>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/,
  );
});
