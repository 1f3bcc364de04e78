import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { recordOpen } from '../../src/engagement/record-open.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import {
  htmlTo,
  linksOf,
  minutePasses,
  pixelOf,
  READER,
  track,
  visit,
} from '../support/tracked.ts';
import { isWaitedFor, pidOf } from '../support/waited-for.ts';

// P45: what is kept of a person's opens and clicks, shown to them and erased.

const SHOP = 'https://shop.example/a';
const HTML = `<p><a href="${SHOP}">Shop</a> <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>`;

let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

/** A tenant whose tracked campaign has gone to so many contacts, whose addresses begin with `name`. */
async function mailed(name: string, count: number) {
  const tenant = await testTenant(app.db);
  const call = caller(app.url, tenant.apiKey);
  await track(app, tenant.tenantId);
  await importPeople(call, people(count, undefined, name));
  await untilStatus(call, await send(call, await publishNews(call, { htmlBody: HTML })), 'SENT');
  return { ...tenant, call, name };
}

test('P45: an erasure waits for an open that is being recorded, and takes it too', async () => {
  const w = await mailed('erased', 1);
  const other = `${w.name}9@example.com`;
  const email = { to: other, subject: 'x', htmlBody: HTML };
  await w.call('POST', '/emails/send?sync=true', email);
  await importPeople(w.call, [{ email: other, externalId: '9', optIn: true }]);
  await minutePasses(app, w.tenantId);
  for (const [address, who] of [
    [`${w.name}0@example.com`, `${w.name}-0`],
    [other, '9'],
  ] as const) {
    const { rows: found } = await sql<{ id: number }>`
      select id from messages where tenant_id = ${w.tenantId} and address = ${address}`.execute(
      app.db.engine,
    );
    const token = { tenantId: w.tenantId, messageId: found[0]!.id };
    let erased = false;
    const erasure = await inTenant(app.db, w.tenantId, async (tx) => {
      const reader = { userAgent: 'Thunderbird', ip: '127.0.0.1', isMachine: false };
      await recordOpen(tx, token, reader, new Date());
      const deleted = w.call('DELETE', `/contacts/${who}`).finally(() => {
        erased = true;
      });
      const pid = await pidOf(tx);
      while (!erased && !(await isWaitedFor(app.db, pid)));
      return { deleted };
    });
    expect((await erasure.deleted).status).toBe(200);
    const { rows } = await sql<{ text: string }>`
      select h::text as text from message_hits h where tenant_id = ${w.tenantId}
      union all select e::text from events e where tenant_id = ${w.tenantId}`.execute(
      app.db.engine,
    );
    const left = rows.map(({ text }) => text).join('\n');
    expect([left.includes('Thunderbird'), left.includes(address)]).toEqual([false, false]);
  }
});

test('an export of a person has their opens and clicks, also those that no event tells of', async () => {
  const w = await mailed('export', 2);
  const html = await htmlTo(sink, `${w.name}0@example.com`);
  await minutePasses(app, w.tenantId);
  await visit(pixelOf(html)!);
  await visit(pixelOf(html)!);
  await visit(linksOf(html)[0]!, {}, 'HEAD');
  const { body } = await w.call('GET', `/contacts/${w.name}-0/export`);
  const reader = { userAgent: READER, ip: '127.0.0.1', createdAt: expect.any(String) };
  const { emailLogId } = body.hits[0];
  const open = { ...reader, emailLogId, kind: 'open', automated: false, linkUrl: null };
  const click = { ...reader, emailLogId, kind: 'click', automated: true, linkUrl: SHOP };
  expect(body.hits).toEqual([click, open, open]);
  expect(body.messages).toMatchObject([{ id: emailLogId }]);
  expect((await w.call('GET', `/contacts/${w.name}-1/export`)).body.hits).toEqual([]);
});
