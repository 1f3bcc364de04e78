import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { webhookSink } from '../support/webhook-sink.ts';

const hooks = webhookSink();
let sink: SmtpSink;
let app: RunningApp;
let link: (person: number) => string;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  await importPeople(
    app.call,
    people(4, (i) => ({ locale: i === 1 ? 'de' : 'en' })),
  );
  const endpoint = { url: `${hooks.url}/h`, events: ['contact.unsubscribed'] };
  await app.call('POST', '/webhooks/endpoints', endpoint);
  await untilStatus(app.call, await send(app.call, await publishNews(app.call)), 'SENT');
  link = (person) => {
    const [copy] = sink.ledger.copiesOf(`person${person}@example.com`);
    return /<(http[^>]+\/u\/[^>]+)>/.exec(copy!.raw!.toString())![1]!;
  };
  return () => sink.close();
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function contact(person: number) {
  return (await app.call('GET', `/contacts/person-${person}`)).body;
}

test('U1: GET shows the page in the asked language, else the contact’s, and changes nothing', async () => {
  for (const [lang, mark] of [
    ['es', 'lang="es"'],
    ['en', 'lang="en"'],
    ['it', 'lang="it"'],
    ['fr', 'lang="fr"'],
    ['ca', 'lang="ca"'],
    ['de', 'lang="de"'],
  ]) {
    const reply = await fetch(`${link(0)}?lang=${lang}`);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(await reply.text()).toContain(mark);
  }
  expect(await (await fetch(link(1))).text()).toContain('lang="de"');
  for (let i = 0; i < 20; i += 1) await fetch(link(0), { method: i % 2 ? 'HEAD' : 'GET' });
  expect(await contact(0)).toMatchObject({ optIn: true, unsubscribedAt: null });
});

test('U2: POST confirms: optIn, unsubscribedAt, a suppression, and the event from the page', async () => {
  const reply = await fetch(link(0), { method: 'POST', headers: FORM, body: '' });
  expect([reply.status, reply.redirected]).toEqual([200, false]);
  const { optIn, unsubscribedAt, suppressedAt, id } = await contact(0);
  expect([optIn, Boolean(unsubscribedAt), Boolean(suppressedAt)]).toEqual([false, true, true]);
  const { data } = (await app.call('GET', '/suppressions')).body;
  expect(data).toMatchObject([{ email: 'person0@example.com', reason: 'unsubscribe' }]);
  const [sent] = await eventually(
    async () => hooks.at('/h'),
    (requests) => requests.length > 0,
  );
  expect(JSON.parse(sent!.body.toString())).toMatchObject({
    type: 'contact.unsubscribed',
    data: {
      ...{ contactId: id, externalId: 'person-0', email: 'person0@example.com', unsubscribedAt },
      source: 'hosted_page',
    },
  });
});

test('U3: a mail program’s one click (RFC 8058) says so in its event', async () => {
  const body = 'List-Unsubscribe=One-Click';
  expect((await fetch(link(2), { method: 'POST', headers: FORM, body })).status).toBe(200);
  const requests = await eventually(
    async () => hooks.at('/h'),
    (found) => found.length > 0,
  );
  const event = JSON.parse(requests.at(-1)!.body.toString());
  expect(event.data).toMatchObject({ externalId: 'person-2', source: 'one_click' });
});

test('U4: it is idempotent', async () => {
  await fetch(link(3), { method: 'POST', headers: FORM, body: '' });
  const first = await contact(3);
  for (let i = 0; i < 3; i += 1) {
    const reply = await fetch(link(3), { method: 'POST', headers: FORM, body: '' });
    expect(reply.status).toBe(200);
  }
  expect(await contact(3)).toEqual(first);
});

test('U5: an unknown or tampered token is a page with 404, and changes nothing', async () => {
  const own = link(1);
  for (const url of [
    `${app.url}/u/garbage`,
    `${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`,
  ]) {
    for (const method of ['GET', 'POST']) {
      const reply = await fetch(url, { method });
      expect([method, reply.status]).toEqual([method, 404]);
      expect(reply.headers.get('content-type')).toContain('text/html');
    }
  }
  expect(await contact(1)).toMatchObject({ optIn: true });
});

test('U6: nobody needs a key for it', async () => {
  expect((await caller('', null)('GET', link(1))).status).toBe(200);
});
