import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { htmlTo, linksOf, minutePasses, pixelOf, track, visit } from '../support/tracked.ts';
import { webhookSink } from '../support/webhook-sink.ts';

// P47: opens and clicks, from the bytes that the sink got to the webhooks that hear of them.

const SHOP = 'https://shop.example/a?x=1&y=%C3%A9#top';
const BLOG = 'http://blog.example/';
const HTML =
  `<html><body><p>Hi {{firstName}}</p><a href="${SHOP.replaceAll('&', '&amp;')}">Shop</a>` +
  `<a href='${BLOG}'>Blog</a><a href="https://shop.example/{{firstName}}">Yours</a>` +
  '<a href="mailto:a@b.example">Write</a><a href="#top">Top</a>' +
  '<a href="{{unsubscribeUrl}}">Unsubscribe</a></body></html>';
const FORGED = process.env.TEST_LONG ? 100_000 : 2_000;

const hooks = webhookSink();
let sink: SmtpSink;
let app: RunningApp;
let number = 0;

type World = { tenantId: string; testKey: string; call: Call; name: string };

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

/** A tenant, and a name that its addresses begin with. */
async function world(): Promise<World> {
  const tenant = await testTenant(app.db);
  number += 1;
  return { ...tenant, call: caller(app.url, tenant.apiKey), name: `w${number}p` };
}

async function campaign({ call, name }: World, count = 1, over = {}): Promise<string> {
  await importPeople(call, people(count, undefined, name));
  const id = await send(call, await publishNews(call, { htmlBody: HTML }), over);
  await untilStatus(call, id, 'SENT');
  return id;
}

const htmlOf = ({ name }: World, i = 0) => htmlTo(sink, `${name}${i}@example.com`);

async function engagementOf({ call }: World, id: string) {
  return (await call('GET', `/campaigns/${id}`)).body.engagement;
}

const NOTHING = {
  ...{ opens: 0, uniqueOpens: 0, clicks: 0, uniqueClicks: 0 },
  ...{ automatedOpens: 0, automatedClicks: 0 },
};

/** The events that this tenant's webhooks were told of. */
function told({ tenantId }: World, type = '') {
  return hooks.requests
    .map(({ body }) => JSON.parse(body.toString()))
    .filter((event) => event.tenantId === tenantId && event.type.startsWith(type));
}

test('P47: with tracking off the message has no pixel and no rewritten link', async () => {
  const w = await world();
  const id = await campaign(w);
  await w.call('POST', '/emails/send?sync=true', {
    ...{ to: `${w.name}one@example.com`, subject: 'One', htmlBody: HTML },
    ...{ trackOpens: true, trackClicks: true },
  });
  const recipients = [{ to: `${w.name}two@example.com` }];
  await w.call('POST', '/emails/batch', { recipients, subject: 'Two', htmlBody: HTML });
  await eventually(
    async () => sink.ledger.copiesOf(`${w.name}two@example.com`).length,
    (n) => n === 1,
  );
  for (const address of [`${w.name}0`, `${w.name}one`, `${w.name}two`]) {
    const [copy] = sink.ledger.copiesOf(`${address}@example.com`);
    expect(copy!.raw!.toString().replaceAll('=\r\n', '')).not.toMatch(/\/track\//);
    expect(linksOf(await htmlTo(sink, `${address}@example.com`)).slice(0, 2)).toEqual([SHOP, BLOG]);
  }
  expect(await engagementOf(w, id)).toEqual(NOTHING);
});

test('P47: a campaign and an email may switch off what the tenant has on', async () => {
  const w = await world();
  await track(app, w.tenantId);
  await campaign(w, 1, { trackOpens: false, trackClicks: false });
  expect(await htmlOf(w)).not.toContain('/track/');
  const send1 = (over: object) =>
    w.call('POST', '/emails/send?sync=true', { subject: 'x', htmlBody: HTML, ...over });
  await send1({ to: `${w.name}a@example.com`, trackClicks: false });
  const a = await htmlTo(sink, `${w.name}a@example.com`);
  expect([pixelOf(a) !== undefined, a.includes('/track/c/')]).toEqual([true, false]);
  await send1({ to: `${w.name}b@example.com`, trackOpens: false });
  const b = await htmlTo(sink, `${w.name}b@example.com`);
  expect([pixelOf(b), b.includes('/track/c/')]).toEqual([undefined, true]);
});

test('P47: mail of test keys and test sends are not tracked', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const id = await campaign(w);
  const to = `${w.name}test@example.com`;
  await w.call('POST', `/campaigns/${id}/test`, { emails: [to] });
  expect(await htmlTo(sink, to)).not.toContain('/track/');
  const testCall = caller(app.url, w.testKey);
  await testCall('POST', '/emails/send?sync=true', { to, subject: 'x', htmlBody: HTML });
  const { rows } = await sql<{ tracked: boolean }>`
    select track_opens or track_clicks as tracked from emails
    where tenant_id = ${w.tenantId}`.execute(app.db.engine);
  expect(rows).toEqual([{ tracked: false }]);
});

test('an open and a click: the picture, the way on, counts, log and webhooks', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const events = ['email.opened', 'email.clicked'];
  await w.call('POST', '/webhooks/endpoints', { url: `${hooks.url}/h`, events });
  const id = await campaign(w, 2);
  const html = await htmlOf(w);
  const [shop, blog, ...others] = linksOf(html);
  expect(others).toEqual([
    ...['https://shop.example/Name 0', 'mailto:a@b.example', '#top'],
    expect.stringContaining('/u/'),
  ]);
  await minutePasses(app, w.tenantId);

  const picture = await visit(pixelOf(html)!);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/gif']);
  expect(picture.headers.get('cache-control')).toBe('no-store');
  expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(Buffer.from(await picture.arrayBuffer()).toString('latin1')).toMatch(/^GIF89a.{35}[;]$/s);
  await visit(pixelOf(html)!);
  const led = await visit(shop!);
  expect([led.status, led.headers.get('location')]).toEqual([302, SHOP]);
  expect((await visit(`${blog}&l=https://evil.example/`)).status).toBe(404);

  const engagement = await eventually(
    () => engagementOf(w, id),
    ({ clicks }) => clicks > 0,
  );
  expect(engagement).toEqual({ ...NOTHING, opens: 2, uniqueOpens: 1, clicks: 1, uniqueClicks: 1 });
  // Two opens within a minute are told once.
  await eventually(
    async () => told(w).length,
    (n) => n >= 2,
  );
  const [opened, clicked] = [told(w, 'email.opened'), told(w, 'email.clicked')];
  expect(opened.map(({ data }) => data)).toMatchObject([
    {
      ...{ to: `${w.name}0@example.com`, campaignId: id, status: 'SENT', ip: '127.0.0.1' },
      userAgent: expect.stringContaining('Thunderbird'),
    },
  ]);
  const linkId = new URL(shop!).searchParams.get('l');
  expect(clicked.map(({ data }) => data)).toMatchObject([
    { emailLogId: opened[0].data.emailLogId, linkUrl: SHOP, linkId },
  ]);
  const log = (await w.call('GET', `/emails/logs/${opened[0].data.emailLogId}`)).body;
  expect(log.events.map(({ type, data }: { type: string; data: object }) => [type, data])).toEqual([
    ['email.sent', {}],
    ['email.opened', expect.objectContaining({ ip: '127.0.0.1' })],
    ['email.opened', expect.objectContaining({ automated: false })],
    ['email.clicked', expect.objectContaining({ linkId })],
  ]);
  const { rows } = await sql<object>`
    select c.email, g.opened_at is not null as opened, g.clicked_at is not null as clicked
    from message_engagement g join contacts c on c.tenant_id = g.tenant_id and c.id = g.contact_id
    where g.tenant_id = ${w.tenantId} and g.campaign_id = ${id}`.execute(app.db.engine);
  expect(rows).toEqual([{ email: `${w.name}0@example.com`, opened: true, clicked: true }]);
});

test('readers at the same moment are all counted; who asks without end is cut off and told once', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const id = await campaign(w, 20);
  const pages = await Promise.all(Array.from({ length: 20 }, (_, i) => htmlOf(w, i)));
  await minutePasses(app, w.tenantId);
  await Promise.all(pages.flatMap((html) => [1, 2, 3].map(() => visit(pixelOf(html)!))));
  expect(await engagementOf(w, id)).toEqual({ ...NOTHING, opens: 60, uniqueOpens: 20 });
  const [, blog] = linksOf(pages[0]!) as [string, string];
  for (let i = 0; i < 12; i += 1) {
    const ten = Array.from({ length: 10 }, () => [visit(pixelOf(pages[0]!)!), visit(blog)]);
    for (const { status } of await Promise.all(ten.flat())) expect(status).toBeLessThan(400);
  }
  const engagement = await eventually(
    () => engagementOf(w, id),
    ({ clicks }) => clicks === 100,
  );
  expect(engagement).toEqual({
    ...{ ...NOTHING, opens: 157, uniqueOpens: 20, clicks: 100, uniqueClicks: 1 },
  });
  const { rows } = await sql<{ type: string; count: number }>`
    select type, count(*) as count from events
    where tenant_id = ${w.tenantId} and type in ('email.opened', 'email.clicked')
    group by type order by type`.execute(app.db.engine);
  expect(rows).toEqual([
    { type: 'email.clicked', count: 1 },
    { type: 'email.opened', count: 20 },
  ]);
});

test('P47: machines are counted apart and drive nothing', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const events = ['email.opened', 'email.clicked'];
  await w.call('POST', '/webhooks/endpoints', { url: `${hooks.url}/h`, events });
  const id = await campaign(w);
  const html = await htmlOf(w);
  const pixel = pixelOf(html)!;
  const [shop, blog] = linksOf(html) as [string, string];
  // Right after the acceptance only a gateway is that quick.
  await sql`update messages set finished_at = now() where tenant_id = ${w.tenantId}`.execute(
    app.db.engine,
  );
  await visit(pixel);
  await visit(shop);
  await eventually(
    () => engagementOf(w, id),
    ({ automatedClicks }) => automatedClicks === 1,
  );
  await minutePasses(app, w.tenantId);
  await visit(pixel, { 'user-agent': 'Mozilla/5.0' });
  await visit(pixel, {}, 'HEAD');
  await visit(pixel, { 'sec-purpose': 'prefetch' });
  await visit(shop, { 'user-agent': 'Barracuda Sentinel (EE)' });
  // A scanner that calls itself a browser follows all links at once.
  await Promise.all([visit(shop), visit(blog)]);
  const engagement = await eventually(
    () => engagementOf(w, id),
    ({ automatedClicks }) => automatedClicks === 4,
  );
  expect(engagement).toEqual({ ...NOTHING, automatedOpens: 4, automatedClicks: 4 });
  const { rows } = await sql<object>`
    select opened_at, clicked_at, automated_opens as opens from message_engagement
    where tenant_id = ${w.tenantId}`.execute(app.db.engine);
  expect(rows).toEqual([{ opened_at: null, clicked_at: null, opens: 4 }]);
  const recorded = await sql`
    select from events where tenant_id = ${w.tenantId}
      and type in ('email.opened', 'email.clicked')`.execute(app.db.engine);
  expect([recorded.rows.length, told(w).length]).toEqual([0, 0]);
});

test("emails: own content, a batch and a version's links lead where they did", async () => {
  const w = await world();
  await track(app, w.tenantId);
  const templateVersionId = await publishNews(w.call, { htmlBody: HTML });
  const [a, b, c] = ['a', 'b', 'c'].map((x) => `${w.name}${x}@example.com`) as [
    string,
    string,
    string,
  ];
  const sent = await w.call('POST', '/emails/send?sync=true', {
    ...{ to: a, subject: 'Own', htmlBody: HTML, tags: ['t'], metadata: { order: 7 } },
  });
  await w.call('POST', '/emails/send?sync=true', { to: b, templateVersionId });
  await w.call('POST', '/emails/batch', {
    ...{ recipients: [{ to: c }], subject: 'Batch', htmlBody: HTML },
  });
  await eventually(
    async () => sink.ledger.copiesOf(c).length,
    (n) => n === 1,
  );
  await minutePasses(app, w.tenantId);
  for (const address of [a, b, c]) {
    const html = await htmlTo(sink, address);
    expect((await visit(linksOf(html)[1]!)).headers.get('location')).toBe(BLOG);
    expect((await visit(pixelOf(html)!)).status).toBe(200);
  }
  const { events } = await eventually(
    async () => (await w.call('GET', `/emails/logs/${sent.body.id}`)).body,
    ({ events: list }) => list.length === 3,
  );
  expect(events.map(({ type }: { type: string }) => type).sort()).toEqual([
    ...['email.clicked', 'email.opened', 'email.sent'],
  ]);
  const clicked = events.find(({ type }: { type: string }) => type === 'email.clicked');
  expect(clicked.data).toMatchObject({
    ...{ emailLogId: sent.body.id, tags: ['t'], metadata: { order: 7 }, linkUrl: BLOG },
  });
});

test('P26: no tampered or guessed token, no link of another message leads anywhere', async () => {
  const [w, other] = [await world(), await world()];
  await track(app, w.tenantId);
  await track(app, other.tenantId);
  await campaign(w);
  const foreign = { to: `${other.name}x@example.com`, subject: 'x' };
  await other.call('POST', '/emails/send?sync=true', {
    ...{ ...foreign, htmlBody: '<a href="https://secret.example/reset?t=1">Reset</a>' },
  });
  const html = await htmlOf(w);
  const [shop] = linksOf(html) as [string];
  const [secret] = linksOf(await htmlTo(sink, foreign.to)) as [string];
  const { pathname, searchParams } = new URL(shop);
  const wrong = [
    `${app.url}${pathname}`,
    `${app.url}${pathname}?l=${new URL(secret).searchParams.get('l')}`,
    `${app.url}${pathname}?l=${searchParams.get('l')}x`,
    `${app.url}${pathname}?l=%22%3E`,
    `${app.url}${pathname}?l=https://evil.example/`,
    `${app.url}${pathname}?url=https://evil.example/`,
    `${app.url}/track/c/garbage?l=${searchParams.get('l')}`,
    `${app.url}/track/o/garbage`,
    `${app.url}/track/o/${'A'.repeat(56)}`,
  ];
  for (const url of wrong) {
    const reply = await visit(url);
    expect([reply.status, reply.headers.get('location')], url).toEqual([404, null]);
    expect(await reply.text()).toContain('<html lang="en">');
  }
  const token = pathname.split('/').at(-1)!;
  for (let i = 0; i < FORGED; i += 1) {
    const bytes = Buffer.from(token, 'base64url');
    if (i % 2 === 0) bytes[i % bytes.length]! ^= 1 << (i % 8);
    else randomBytes(bytes.length).copy(bytes);
    if (bytes.toString('base64url') === token) continue;
    const path = `/track/c/${bytes.toString('base64url')}?l=${searchParams.get('l')}`;
    const { statusCode } = await app.server.inject({ url: path });
    if (statusCode !== 404) throw new Error(`${path}: ${statusCode}`);
  }
  const { rows } = await sql`select from message_hits where tenant_id = ${w.tenantId}`.execute(
    app.db.engine,
  );
  expect(rows).toEqual([]);
});

test('P45: an erasure takes who, when and from where; campaign links still lead on, uncounted', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const id = await campaign(w, 2);
  const html = await htmlOf(w);
  const own = `https://shop.example/?for=${w.name}0%40example.com`;
  await w.call('POST', '/emails/send?sync=true', {
    ...{ to: `${w.name}9@example.com`, subject: 'x', htmlBody: `<a href="${own}">You</a>` },
  });
  await importPeople(w.call, [{ email: `${w.name}9@example.com`, externalId: '9', optIn: true }]);
  const [ownLink] = linksOf(await htmlTo(sink, `${w.name}9@example.com`)) as [string];
  await minutePasses(app, w.tenantId);
  for (const url of [pixelOf(html)!, linksOf(html)[0]!, ownLink]) await visit(url);
  const before = await eventually(
    () => engagementOf(w, id),
    ({ clicks }) => clicks === 1,
  );
  await eventually(
    async () => {
      const { rows } = await sql`
        select from message_hits where tenant_id = ${w.tenantId} and automated is null`.execute(
        app.db.engine,
      );
      return rows.length;
    },
    (n) => n === 0,
  );
  const hitsOf = async (who: string) => (await w.call('GET', `/contacts/${who}/export`)).body.hits;
  expect(await hitsOf(`${w.name}-0`)).toMatchObject([{ kind: 'click' }, { kind: 'open' }]);
  expect(await hitsOf('9')).toMatchObject([{ kind: 'click' }]);
  for (const who of [`${w.name}-0`, '9']) await w.call('DELETE', `/contacts/${who}`);
  const { rows } = await sql<{ text: string }>`
    select h::text as text from message_hits h where tenant_id = ${w.tenantId}
    union all select e::text from events e where tenant_id = ${w.tenantId}
    union all select l::text from tracked_links l where tenant_id = ${w.tenantId}`.execute(
    app.db.engine,
  );
  const left = rows.map(({ text }) => text).join('\n');
  expect(left).not.toMatch(new RegExp(`${w.name}[09]|Thunderbird|127\\.0\\.0\\.1`));
  expect((await visit(linksOf(html)[0]!)).headers.get('location')).toBe(SHOP);
  expect((await visit(pixelOf(html)!)).status).toBe(200);
  expect((await visit(ownLink)).status).toBe(404);
  expect(await engagementOf(w, id)).toEqual(before);
});

test('P47: switched off, nothing more is recorded of what was sent; links go on leading', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const id = await campaign(w);
  const html = await htmlOf(w);
  await minutePasses(app, w.tenantId);
  await track(app, w.tenantId, false, false);
  expect((await visit(pixelOf(html)!)).status).toBe(200);
  expect((await visit(linksOf(html)[0]!)).headers.get('location')).toBe(SHOP);
  const { rows } = await sql`select from message_hits where tenant_id = ${w.tenantId}`.execute(
    app.db.engine,
  );
  expect([rows.length, await engagementOf(w, id)]).toEqual([0, NOTHING]);
  // A running worker has the campaign's tracked program still: another campaign must not use it.
  sink.ledger.copies.length = 0;
  await campaign(w);
  expect(await htmlOf(w)).not.toContain('/track/');
});

test('P45: readers of the same batch keep their links when one of them is erased', async () => {
  const w = await world();
  await track(app, w.tenantId);
  const recipients = ['a', 'b'].map((x) => ({ to: `${w.name}${x}@example.com` }));
  await w.call('POST', '/emails/batch', { recipients, subject: 'Both', htmlBody: HTML });
  await eventually(
    async () => sink.ledger.copiesOf(recipients[1]!.to).length,
    (n) => n === 1,
  );
  const contacts = recipients.map(({ to }, i) => ({ email: to, externalId: `${i}`, optIn: true }));
  await importPeople(w.call, contacts);
  const [link] = linksOf(await htmlTo(sink, recipients[1]!.to)) as [string];
  await w.call('DELETE', '/contacts/0');
  expect((await visit(link)).headers.get('location')).toBe(SHOP);
  await w.call('DELETE', '/contacts/1');
  expect((await visit(link)).status).toBe(404);
});

test('single opens and their traces go after 90 days; counts stay', async () => {
  const { forgetOldHits } = await import('../../src/engagement/forget.ts');
  const w = await world();
  await track(app, w.tenantId);
  const id = await campaign(w);
  await minutePasses(app, w.tenantId);
  await visit(pixelOf(await htmlOf(w))!);
  const age = (days: number) =>
    sql`update message_hits set created_at = now() - ${days} * interval '1 day'
        where tenant_id = ${w.tenantId}`.execute(app.db.engine);
  const traces = async () => {
    const hits = await sql`select from message_hits where tenant_id = ${w.tenantId}`.execute(
      app.db.engine,
    );
    const { rows } = await sql<{ ip: string | null }>`
      select data ->> 'ip' as ip from events
      where tenant_id = ${w.tenantId} and type = 'email.opened'`.execute(app.db.engine);
    return [hits.rows.length, rows[0]?.ip];
  };
  await age(89);
  await forgetOldHits(app.db.engine);
  expect(await traces()).toEqual([1, '127.0.0.1']);
  await age(91);
  await forgetOldHits(app.db.engine);
  expect(await traces()).toEqual([0, null]);
  expect(await engagementOf(w, id)).toEqual({ ...NOTHING, opens: 1, uniqueOpens: 1 });
});
