import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { eventually, runApp } from '../support/app.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';

const HTML =
  '<html><body><h1>Hi {{firstName}}</h1><p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p></body></html>';

test('a campaign from import to SENT: each opted-in, matching contact exactly once', async () => {
  const sink = await startSmtpSink({ keep: 'full' });
  const app = await runApp({ smtpUrl: sink.url, mailFrom: 'Press <press@news.example.com>' });
  const { call } = app;

  const contacts = Array.from({ length: 1_000 }, (_, i) => ({
    email: `person${i}@example.com`,
    externalId: `ext-${i}`,
    locale: i % 2 ? 'es' : 'en',
    optIn: i % 10 !== 0,
    attributes: { firstName: `Name ${i}`, plan: i % 3 ? 'pro' : 'free' },
  }));
  const imported = await call('POST', '/contacts/bulk', { contacts });
  expect(imported.body).toMatchObject({ created: 1_000, failed: 0 });

  const template = await call('POST', '/templates', {
    name: 'News',
    subject: 'Hello {{firstName}}',
    htmlBody: HTML,
  });
  expect(template.status).toBe(201);
  const versionId = template.body.versions[0].id;
  const published = await call(
    'POST',
    `/templates/${template.body.id}/versions/${versionId}/publish`,
  );
  expect(published.body).toMatchObject({ id: versionId, status: 'PUBLISHED' });

  const created = await call('POST', '/campaigns', {
    name: 'May',
    templateVersionId: versionId,
    audienceFilter: { attributes: { plan: 'pro' } },
  });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({ status: 'DRAFT', stats: { audience: 0 } });
  const { id } = created.body;

  const tested = await call('POST', `/campaigns/${id}/test`, {
    emails: ['me@example.net', 'you@example.net'],
  });
  expect(tested.status).toBe(200);
  expect(tested.body.results.map((r: { status: string }) => r.status)).toEqual(['SENT', 'SENT']);
  const testMail = await simpleParser(sink.ledger.copies[0]!.raw!);
  expect(testMail.subject).toMatch(/^\[Test\] Hello Name \d+$/);

  const sent = await call('POST', `/campaigns/${id}/send`);
  expect(sent.status).toBe(202);
  expect(sent.body.status).toBe('SENDING');
  const done = await eventually(
    () => call('GET', `/campaigns/${id}`),
    (reply) => reply.body.status === 'SENT',
  );
  const expected = contacts
    .filter((c) => c.optIn && c.attributes.plan === 'pro')
    .map((c) => c.email);
  expect(done.body.stats).toMatchObject({ audience: expected.length, sent: expected.length });
  const got = sink.ledger.copies
    .map((copy) => copy.rcptTo)
    .filter((to) => to.endsWith('example.com'));
  expect(got.sort()).toEqual(expected.sort());

  const mail = await simpleParser(sink.ledger.copiesOf('person1@example.com')[0]!.raw!);
  expect(mail.subject).toBe('Hello Name 1');
  const link = /href="([^"]+\/u\/[^"]+)"/.exec(mail.html as string)![1]!;
  const raw = sink.ledger.copiesOf('person1@example.com')[0]!.raw!.toString();
  expect(raw).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  const page = await fetch(link);
  expect(page.status).toBe(200);
  expect((await call('GET', '/contacts/ext-1')).body.optIn).toBe(true);
  const oneClick = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
  });
  expect(oneClick.status).toBe(200);
  const after = await call('GET', '/contacts/ext-1');
  expect(after.body).toMatchObject({ optIn: false });
  expect(after.body.suppressedAt).toBeTruthy();
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(409);
  await sink.close();
});
