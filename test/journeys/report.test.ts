import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { forRecipients } from '../support/smtp-script.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { htmlTo, linksOf, minutePasses, pixelOf, track, visit } from '../support/tracked.ts';

// What the report, the daily counts and the CSV say is what the sink and the readers know.

const HTML =
  '<p>Hi {{firstName}}</p><a href="https://shop.example/">Shop</a>' +
  '<a href="https://blog.example/">Blog</a><a href="{{unsubscribeUrl}}">Unsubscribe</a>';

let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

const address = (i: number) => `reader${i}@example.com`;
/** The server calls three addresses dead, and refuses two for what is in the message. */
const DEAD = [1, 2, 3].map(address);
const REFUSED = [4, 5].map(address);

function refuseSome() {
  const dead = forRecipients(DEAD, 'rcpt', { reply: '550 5.1.1 No such user' });
  const refused = forRecipients(REFUSED, 'rcpt', { reply: '550-5.7.1 =cmd|calc\r\n550 5.7.1 no' });
  sink.setScript((step) => dead(step) ?? refused(step));
}

const sum = <T>(points: T[], key: keyof T) =>
  points.reduce((total, point) => total + Number(point[key]), 0);

test('failures, skips, opens, clicks, links, hours and days are what happened', async () => {
  await track(app, app.tenant.tenantId);
  const { call } = app;
  await importPeople(call, people(40, undefined, 'reader'));
  refuseSome();
  const id = await send(call, await publishNews(call, { htmlBody: HTML }));
  await untilStatus(call, id, 'SENT');
  const report = async () => (await call('GET', `/campaigns/${id}/report`)).body;

  const before = await report();
  expect(before.stats).toMatchObject({ audience: 40, sent: 35, failed: 5 });
  expect(before.failures).toEqual([
    { code: '5.1.1', reply: expect.stringContaining('No such user'), count: 3 },
    { code: '5.7.1', reply: expect.stringContaining('5.7.1'), count: 2 },
  ]);
  expect(before).toMatchObject({ skips: [], links: [], unsubscribed: 0 });

  // Dead addresses are suppressed by now; the others get it.
  sink.setScript(undefined);
  await call('POST', `/campaigns/${id}/retry-failed`);
  await untilStatus(call, id, 'SENT');
  await minutePasses(app, app.tenant.tenantId);
  const pixel = pixelOf(await htmlTo(sink, address(10)))!;
  await visit(pixel);
  await visit(pixel);
  await visit(pixelOf(await htmlTo(sink, address(11)))!);
  const [shop] = linksOf(await htmlTo(sink, address(12)));
  await visit(shop!);
  await visit(shop!);
  await visit(linksOf(await htmlTo(sink, address(13)))[0]!);
  await visit(linksOf(await htmlTo(sink, address(14)))[1]!);
  const unsubscribe = linksOf(await htmlTo(sink, address(15))).at(-1)!;
  await fetch(unsubscribe, { method: 'POST' });
  await fetch(unsubscribe, { method: 'POST' });

  const after = await eventually(report, ({ engagement }) => engagement.clicks === 4);
  expect(after.stats).toMatchObject({ audience: 40, sent: 37, failed: 0, skipped: 3 });
  expect(sink.ledger.accepted).toBe(37);
  expect(after.failures).toEqual([]);
  expect(after.skips).toEqual([{ reason: 'suppressed', count: 3 }]);
  expect(after.tracking).toEqual({ opens: true, clicks: true });
  expect(after.engagement).toMatchObject({ opens: 3, uniqueOpens: 2, clicks: 4, uniqueClicks: 3 });
  expect(after.links).toEqual([
    { id: expect.any(String), url: 'https://shop.example/', clicks: 3, uniqueClicks: 2 },
    { id: expect.any(String), url: 'https://blog.example/', clicks: 1, uniqueClicks: 1 },
  ]);
  expect(after.unsubscribed).toBe(1);
  const { unit, points } = after.timeline;
  expect(unit).toBe('hour');
  expect(counted(points)).toEqual([37, 5, 3, 2, 4, 3, 1]);

  const { body: days } = await call('GET', '/emails/stats?days=7&timezone=Asia/Kolkata');
  expect(days.data).toHaveLength(7);
  expect(counted(days.data)).toEqual([37, 5, 3, 2, 4, 3, 1]);
  expect((await call('GET', '/emails/stats?timezone=Mars/Base')).status).toBe(400);
  expect((await call('GET', `/campaigns/${id}/report?timezone=Mars/Base`)).status).toBe(400);
});

function counted(points: Record<string, unknown>[]): number[] {
  const keys = ['sent', 'failed', 'opens', 'uniqueOpens', 'clicks', 'uniqueClicks', 'unsubscribed'];
  return keys.map((key) => sum(points, key));
}

test('a campaign of weeks is shown by the day, in the zone that was asked for', async () => {
  const { tenantId, apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  await importPeople(call, people(2, undefined, 'weeks'));
  const id = await send(call, await publishNews(call));
  await untilStatus(call, id, 'SENT');
  // Accepted ten days before the last open, at half past eleven in the evening of New York.
  await sql`update hourly_counts set hour = '2026-03-06T04:00:00Z' where tenant_id = ${tenantId}`.execute(
    app.db.engine,
  );
  await sql`insert into hourly_counts (tenant_id, campaign_id, hour, part, opens)
            values (${tenantId}, ${id}, '2026-03-16T04:00:00Z', 3, 1)`.execute(app.db.engine);
  const at = `/campaigns/${id}/report?timezone=America/New_York`;
  const { unit, points } = (await call('GET', at)).body.timeline;
  expect([unit, points.length]).toEqual(['day', 12]);
  // The clocks change on 8 March: midnight is five hours behind UTC, then four.
  expect(points[0]).toMatchObject({ at: '2026-03-05T05:00:00.000Z', sent: 2 });
  expect(points.at(-1)).toMatchObject({ at: '2026-03-16T04:00:00.000Z', opens: 1 });
  // A year of days is shown; who leaves after it is counted all the same.
  await sql`insert into hourly_counts (tenant_id, campaign_id, hour, part, unsubscribed)
            values (${tenantId}, ${id}, '2027-06-01T04:00:00Z', 3, 1)`.execute(app.db.engine);
  const { body: late } = await call('GET', at);
  expect([late.timeline.points.length, late.unsubscribed]).toEqual([366, 1]);
});

test('emails count in the days, and in no campaign', async () => {
  const { apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const email = { to: 'single@example.com', subject: 'Your order', htmlBody: '<p>It is here.</p>' };
  const reply = await call('POST', '/emails/send?sync=true', email);
  expect(reply.body.status).toBe('SENT');
  const { body } = await call('GET', '/emails/stats?days=2');
  expect(sum(body.data, 'sent' as never)).toBe(1);
});

test('recipients as CSV: every row, each cell safe; found by address', async () => {
  const { apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const list = people(2_100, undefined, 'row');
  list[0]!.email = '=cmd@example.com';
  await importPeople(call, list);
  sink.setScript(forRecipients(['row7@example.com'], 'rcpt', { reply: '550 @SUM "no"' }));
  const id = await send(call, await publishNews(call));
  await untilStatus(call, id, 'SENT');
  sink.setScript(undefined);
  const file = await call('GET', `/campaigns/${id}/recipients/export`);
  expect(file.headers['content-disposition']).toContain('recipients.csv');
  const rows: Record<string, string>[] = parse(file.body, { columns: true });
  expect(rows).toHaveLength(2_100);
  expect(new Set(rows.map(({ contactId }) => contactId)).size).toBe(2_100);
  expect(rows.filter(({ email }) => email === "'=cmd@example.com")).toHaveLength(1);
  const [failed] = rows.filter(({ status }) => status === 'FAILED');
  expect(failed).toMatchObject({ email: 'row7@example.com', reason: expect.stringMatching(/SUM/) });
  const part = await call('GET', `/campaigns/${id}/recipients/export?status=FAILED`);
  expect(parse(part.body, { columns: true })).toEqual([failed]);

  const found = await call('GET', `/campaigns/${id}/recipients?email=ROW8@example.com`);
  expect(found.body.data.map(({ email }: { email: string }) => email)).toEqual([
    'row8@example.com',
  ]);
  const none = await call('GET', `/campaigns/${id}/recipients?email=nobody`);
  expect(none.body.data).toEqual([]);
});
