import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { beforeAll, expect, inject, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { execute } from '../support/global-setup.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { webhookSink } from '../support/webhook-sink.ts';

// P23–P25 in short, and the contract's Unsubscribe. Links are those of mail that the sink got.

const LOCALES = ['es', 'en', 'it', 'fr', 'ca', 'de'];
const CONNECTIONS = 2;
const AUDIENCE = 600;
const VISITS = process.env.TEST_LONG ? 10_000 : 1_000;
const ONE_CLICK = 'List-Unsubscribe=One-Click';
const FORM = 'application/x-www-form-urlencoded';

const hooks = webhookSink();
const links = new Map<string, string>();
let sink: SmtpSink;
let app: RunningApp;
let versionId: string;
let secret: string;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url, smtpConnections: CONNECTIONS });
  await importPeople(
    app.call,
    people(AUDIENCE, (i) => ({ locale: LOCALES[i % 6], consentVersion: 'v1' })),
  );
  const events = ['contact.unsubscribed'];
  const endpoint = await app.call('POST', '/webhooks/endpoints', { url: `${hooks.url}/h`, events });
  secret = endpoint.body.secret;
  versionId = await publishNews(app.call);
  await untilStatus(app.call, await send(app.call, versionId), 'SENT');
  for (const { rcptTo, raw } of sink.ledger.copies) links.set(rcptTo, listUnsubscribe(raw!));
  return () => sink.close();
});

/** The one URI of the List-Unsubscribe header, which may be folded. */
function listUnsubscribe(raw: Buffer): string {
  const headers = raw
    .toString('latin1')
    .split('\r\n\r\n', 1)[0]!
    .replaceAll(/\r\n[ \t]/g, ' ');
  const values = headers.split('\r\n').filter((line) => /^list-unsubscribe:/i.test(line));
  expect(values).toHaveLength(1);
  return /<([^>]+)>/.exec(values[0]!)![1]!;
}

const person = (i: number) => `person${i}@example.com`;
const linkOf = (i: number) => links.get(person(i))!;
const contact = async (i: number) => (await app.call('GET', `/contacts/person-${i}`)).body;

function oneClick(link: string, body = ONE_CLICK): Promise<Response> {
  const headers = { 'content-type': FORM };
  return fetch(link, { method: 'POST', body, headers, redirect: 'manual' });
}

/** Everything that an unsubscribe could change, as one text. */
async function everything(): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select (select md5(string_agg(c::text, ',' order by id)) from contacts c)
      || (select count(*) from suppressions) || ' ' || (select count(*) from events) as state`.execute(
    app.db.engine,
  );
  return rows[0]!.state;
}

test('P23: visits by scanners change nothing', async () => {
  const agents = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks',
    'Barracuda Sentinel (EE)',
    'Mimecast Link Scanner',
    'Proofpoint URL Defense',
    'Slackbot-LinkExpanding 1.0',
    'Mozilla/5.0 (compatible; Googlebot/2.1)',
    'facebookexternalhit/1.1',
    'curl/8.5.0',
    'python-requests/2.32',
    'Java/21',
    'GoogleImageProxy',
    'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Safari/605.1.15',
  ];
  const before = await everything();
  const visits = Array.from({ length: VISITS }, (_, i) => ({
    link: linkOf(i % AUDIENCE),
    method: ['GET', 'HEAD', 'OPTIONS'][i % 3]!,
    headers: {
      'user-agent': agents[i % agents.length]!,
      ...(i % 2 ? { purpose: 'prefetch', 'x-moz': 'prefetch', 'sec-purpose': 'prefetch' } : {}),
    },
  }));
  const seen = new Set<string>();
  const visit = async () => {
    for (let next = visits.pop(); next; next = visits.pop()) {
      const { link, ...request } = next;
      const reply = await fetch(link, { ...request, redirect: 'manual' });
      await reply.arrayBuffer();
      seen.add(`${request.method} ${reply.status}`);
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
  };
  await Promise.all(Array.from({ length: 20 }, visit));
  expect(seen.has('GET 200')).toBe(true);
  expect(seen.has('HEAD 200')).toBe(true);
  expect([...seen].every((answer) => Number(answer.split(' ')[1]) < 500)).toBe(true);
  expect(await everything()).toBe(before);
});

test('the page speaks the language asked for, else the contact’s', async () => {
  const spoken = async (url: string) =>
    /<html lang="(..)">/.exec(await (await fetch(url)).text())?.[1];
  for (const lang of LOCALES) expect(await spoken(`${linkOf(0)}?lang=${lang}`)).toBe(lang);
  for (const [i, lang] of LOCALES.entries()) expect(await spoken(linkOf(i))).toBe(lang);
  expect(await spoken(`${linkOf(3)}?lang=xx`)).toBe('fr');
});

test('P24: one-click, urlencoded and multipart, five times each: taken off once', async () => {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  for (let i = 0; i < 5; i += 1) {
    const urlencoded = await oneClick(linkOf(10));
    const multipart = await fetch(linkOf(11), { method: 'POST', body: form, redirect: 'manual' });
    for (const { status, headers } of [urlencoded, multipart]) {
      expect(status).toBe(200);
      expect(headers.get('location')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
  }
  const page = await oneClick(linkOf(12), 'confirm=1');
  expect(page.status).toBe(200);
  for (const i of [10, 11, 12]) {
    const { optIn, unsubscribedAt, suppressedAt } = await contact(i);
    expect({ optIn, off: Boolean(unsubscribedAt && suppressedAt) }).toEqual({
      ...{ optIn: false, off: true },
    });
  }

  await eventually(
    async () => hooks.at('/h').length,
    (count) => count >= 3,
  );
  const events = hooks.at('/h').map(({ headers, body }) => {
    new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(headers['x-mailingcore-signature']))!;
    expect(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')).toBe(v1);
    expect(headers['x-mailingcore-event']).toBe('contact.unsubscribed');
    return JSON.parse(body.toString()).data;
  });
  expect(events.map(({ email, source }) => `${email} ${source}`).sort()).toEqual([
    `${person(10)} one_click`,
    `${person(11)} one_click`,
    `${person(12)} hosted_page`,
  ]);
  expect(events[0]).toMatchObject({ externalId: expect.stringMatching(/^person-1\d$/) });
});

test('P24: one-click counts at once when the database has just been restarted', async () => {
  // What a restart leaves behind in the API: connections that have ended.
  const database = new URL(app.db.url).pathname.slice(1);
  for (const i of [20, 21, 22]) {
    await execute(
      inject('serverUrl'),
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
    );
    expect((await oneClick(linkOf(i))).status).toBe(200);
    expect(await contact(i)).toMatchObject({ optIn: false });
  }
});

test('the link of a test message shows the page and changes nothing', async () => {
  sink.ledger.clear();
  const id = await draft(app.call, versionId);
  const { body } = await app.call('GET', '/contacts/person-20');
  await app.call('POST', `/campaigns/${id}/test`, {
    emails: ['me@example.net'],
    contactId: body.id,
  });
  const link = listUnsubscribe(sink.ledger.copies[0]!.raw!);
  const before = await everything();
  expect((await fetch(link)).status).toBe(200);
  expect((await oneClick(link)).status).toBe(200);
  expect(await everything()).toBe(before);
});

test('a tampered or made-up token is a 404 page, and changes nothing', async () => {
  const before = await everything();
  const url = new URL(linkOf(30));
  const token = url.pathname.slice('/u/'.length);
  const tampered = [...token].map((letter, at) => {
    const other = letter === 'A' ? 'B' : 'A';
    return token.slice(0, at) + other + token.slice(at + 1);
  });
  const madeUp = Array.from({ length: 40 }, () => randomBytes(66).toString('base64url'));
  const odd = ['x', token.slice(0, -1), `${token}A`, '..%2f..', '%F0%9F%92%A9'];
  for (const text of [...tampered, ...madeUp, ...odd]) {
    const page = await fetch(`${url.origin}/u/${text}`);
    expect({ text, status: page.status }).toEqual({ text, status: 404 });
    expect((await oneClick(`${url.origin}/u/${text}`)).status).toBe(404);
  }
  const page = await fetch(`${url.origin}/u/${tampered[0]}?lang=de`);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('<html lang="de">');
  expect(await everything()).toBe(before);
});

test('who left is not mailed again, until a newer consent is recorded', async () => {
  await oneClick(linkOf(40));
  const mailed = async () => {
    sink.ledger.clear();
    const over = { audienceFilter: { locale: LOCALES[40 % 6] } };
    await untilStatus(app.call, await send(app.call, versionId, over), 'SENT');
    return sink.ledger.copiesOf(person(40)).length;
  };
  const upsert = (over: Record<string, unknown>) =>
    importPeople(app.call, [{ email: person(40).toUpperCase(), optIn: true, ...over }]);
  expect(await mailed()).toBe(0);
  await upsert({});
  await upsert({ consentVersion: 'v1' });
  await app.call('PUT', '/contacts', { email: person(40), optIn: true });
  await app.call('PATCH', `/contacts/${(await contact(40)).id}`, { optIn: true });
  expect(await contact(40)).toMatchObject({ optIn: false });
  expect(await mailed()).toBe(0);
  await upsert({ consentVersion: 'v2' });
  expect(await contact(40)).toMatchObject({
    optIn: true,
    unsubscribedAt: null,
    suppressedAt: null,
  });
  expect(await mailed()).toBe(1);
});

test('who leaves while a campaign runs is not mailed, though claimed already', async () => {
  sink.ledger.clear();
  sink.hold();
  const id = await send(app.call, versionId);
  await sink.reached(CONNECTIONS);
  await untilCampaign(app.call, id, ({ stats }) => stats.audience > 500 && stats.sending > 50);
  const { rows } = await sql<{ address: string }>`
    select m.address from messages m
    join campaign_progress p on p.campaign_id = m.campaign_id and m.id <= p.claimed_to
    where m.campaign_id = ${id} and m.status = 'QUEUED' and not m.singly
    order by m.id desc limit 3`.execute(app.db.engine);
  const [left, suppressed, erased] = rows.map(({ address }) => address) as [string, string, string];
  const before = (await app.call('GET', `/campaigns/${id}`)).body.stats;

  await oneClick(links.get(left)!);
  await app.call('POST', '/suppressions', { email: suppressed, reason: 'manual' });
  expect((await erase(erased)).status).toBe(200);
  // P25: two seconds later no message to them begins, though their claim is older than their wish.
  const changedAt = performance.now();
  await untilCampaign(app.call, id, ({ stats }) => stats.skipped === 3);
  expect(performance.now() - changedAt).toBeLessThan(2_000);

  sink.release();
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: before.audience, sent: before.audience - 3, skipped: 3 });
  for (const email of [left, suppressed, erased]) expect(sink.ledger.copiesOf(email)).toEqual([]);
  expect(sink.ledger.perRecipient().size).toBe(before.audience - 3);
  expect(await reasons(id)).toEqual(['erased', 'suppressed', 'unsubscribed']);
});

test('who leaves while their message waits for its next attempt is skipped then', async () => {
  const [left, erased] = [person(50), person(51)];
  sink.ledger.clear();
  sink.setScript(forRecipients([left, erased], 'rcpt', { reply: '450 4.2.0 later' }));
  const id = await send(app.call, versionId);
  await untilCampaign(app.call, id, ({ stats }) => stats.deferred === 2 && stats.queued === 0);
  sink.setScript(undefined);
  await oneClick(links.get(left)!);
  expect((await erase(erased)).status).toBe(200);
  await sql`update messages set next_attempt_at = now()
            where campaign_id = ${id} and status = 'DEFERRED'`.execute(app.db.engine);
  expect((await untilStatus(app.call, id, 'SENT')).stats).toMatchObject({ skipped: 2 });
  expect(await reasons(id)).toEqual(['erased', 'unsubscribed']);
  for (const email of [left, erased]) expect(sink.ledger.copiesOf(email)).toEqual([]);
});

/** Erases `person7@…` by their externalId. */
function erase(email: string) {
  const externalId = email.replace('@example.com', '').replace('person', 'person-');
  return app.call('DELETE', `/contacts/${externalId}`);
}

async function reasons(campaignId: string): Promise<string[]> {
  const { rows } = await sql<{ reason: string }>`
    select reason from messages where campaign_id = ${campaignId} and status = 'SKIPPED'
    order by reason`.execute(app.db.engine);
  return rows.map(({ reason }) => reason);
}

test('P45: who was erased is passed over by an import, comes back by PUT only, and is not mailed', async () => {
  // Someone whom a campaign skipped: that row has to stay a skipped one.
  const { rows } = await sql<{ externalId: string; email: string }>`
    select c.external_id as "externalId", c.email from messages m
    join contacts c on c.id = m.contact_id where m.reason = 'unsubscribed' limit 1`.execute(
    app.db.engine,
  );
  const { externalId, email } = rows[0]!;
  const erased = await app.call('DELETE', `/contacts/${externalId}`);
  expect(erased).toMatchObject({ status: 200, body: { deleted: true, externalId } });
  expect((await fetch(links.get(email)!)).status).toBe(200);
  expect((await oneClick(links.get(email)!)).status).toBe(200);

  const back = { email, externalId, optIn: true, attributes: { plan: 'again' } };
  const contacts = [back, { ...back, email: 'witness@example.net', externalId: 'witness' }];
  const imported = await app.call('POST', '/contacts/bulk', { contacts });
  expect(imported.body).toMatchObject({ created: 1, failed: 1, errors: [{ index: 0, email }] });
  expect((await app.call('GET', `/contacts/${externalId}`)).status).toBe(404);
  expect((await app.call('PUT', '/contacts', back)).status).toBe(200);
  sink.ledger.clear();
  const over = { audienceFilter: { attributes: { plan: 'again' } } };
  await untilStatus(app.call, await send(app.call, versionId, over), 'SENT');
  expect(sink.ledger.copies.map(({ rcptTo }) => rcptTo)).toEqual(['witness@example.net']);
});
