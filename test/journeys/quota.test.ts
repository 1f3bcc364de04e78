import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { setQuota } from '../../src/tenants/quota.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Contract: Limits, Small print. A tenant's life to its monthly quota, and on.

let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

/** A tenant with this quota, as many people and a newsletter. */
async function tenantWith(server: RunningApp, limit: number | null, audience: number) {
  const tenant = await testTenant(server.db);
  const call = caller(server.url, tenant.apiKey);
  const allow = (messages: number | null) =>
    inTenant(server.db, tenant.tenantId, (tx) => setQuota(tx, tenant.tenantId, messages));
  await allow(limit);
  await importPeople(
    call,
    people(audience, () => ({}), `t${tenant.tenantId}`),
  );
  return { ...tenant, call, allow, versionId: await publishNews(call) };
}

const quotaOf = (headers: Record<string, unknown>) =>
  ['limit', 'used', 'percentage', 'warning'].map((name) => headers[`x-quota-${name}`]);

test('headers count up, warn from 80 %, and the campaign that does not fit is refused', async () => {
  const { call, versionId, allow } = await tenantWith(app, null, 40);
  const free = await call('GET', '/campaigns');
  expect(quotaOf(free.headers)).toEqual([undefined, undefined, undefined, undefined]);
  await allow(100);
  const first = await draft(call, versionId);
  const sent = await call('POST', `/campaigns/${first}/send`);
  expect(sent.status).toBe(202);
  await untilStatus(call, first, 'SENT');
  expect(quotaOf((await call('GET', '/campaigns')).headers)).toEqual([
    '100',
    '40',
    '40',
    undefined,
  ]);
  await untilStatus(call, await send(call, versionId), 'SENT');
  const warned = await call('GET', `/campaigns/${first}`);
  expect(quotaOf(warned.headers)).toEqual(['100', '80', '80', 'true']);
  expect(quotaOf((await call('GET', '/contacts')).headers)[0]).toBeUndefined();

  const third = await draft(call, versionId);
  const refused = await call('POST', `/campaigns/${third}/send`);
  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({
    statusCode: 429,
    type: 'quota_exceeded',
    code: 'quota_exceeded',
    message: 'Monthly email quota exceeded (120%). Upgrade your plan to continue sending.',
    quota: { limit: 100, used: 80, percentage: 120, requested: 40 },
  });
  expect(quotaOf(refused.headers)).toEqual(['100', '80', '80', 'true']);
  expect((await call('GET', `/campaigns/${third}`)).body).toMatchObject({ status: 'DRAFT' });

  // A schedule is held against the month of its time: this one, or one that is new.
  const soon = new Date(Date.now() + 1_000).toISOString();
  const month = new Date();
  if (new Date(soon).getUTCMonth() === month.getUTCMonth()) {
    const now = await call('POST', `/campaigns/${third}/schedule`, { scheduledAt: soon });
    expect([now.status, now.body.code]).toEqual([429, 'quota_exceeded']);
  }
  const later = await call('POST', `/campaigns/${third}/schedule`, {
    scheduledAt: '2040-01-01T00:00:00Z',
  });
  expect([later.status, later.body.status]).toEqual([200, 'SCHEDULED']);
  await allow(110);
  expect((await call('POST', `/campaigns/${third}/send`)).status).toBe(202);
  await untilStatus(call, third, 'SENT');
});

test('a campaign that meets the quota while fanning out pauses, and drops nobody', async () => {
  // Without a worker both are taken: each fits when it is asked for, and both together don't.
  const secrets = ['one secret of thirty-two characters'];
  const api = await runApp({ secrets }, 'api');
  const { call, versionId, allow, tenantId } = await tenantWith(api, 100, 100);
  const ids = [await send(call, versionId), await send(call, versionId)];
  const before = sink.ledger.accepted;
  await runApp({ databaseUrl: api.db.url, secrets, smtpUrl: sink.url }, 'worker');
  const isOver = ({ status }: { status: string }) => status === 'PAUSED' || status === 'SENT';
  const seen = await Promise.all(ids.map((id) => untilCampaign(call, id, isOver)));
  const at = seen.findIndex(({ status }) => status === 'PAUSED');
  expect(seen[1 - at]).toMatchObject({ status: 'SENT', stats: { sent: 100 } });
  expect(seen[at]).toMatchObject({
    stats: { audience: 10, failed: 0, skipped: 0 },
    reason: expect.stringContaining('monthly quota is used up (110 of 100)'),
  });
  const resume = () => call('POST', `/campaigns/${ids[at]}/resume`);
  const early = await resume();
  expect([early.status, early.body.quota]).toEqual([
    429,
    { limit: 100, used: 110, percentage: 111, requested: 1 },
  ]);
  // More, but not enough: it goes on, and stops again where the quota is.
  await allow(120);
  expect((await resume()).body.status).toBe('SENDING');
  const again = await untilCampaign(call, ids[at]!, ({ status }) => status === 'PAUSED');
  expect(again.stats.audience).toBe(32);
  await sql`update quota_usage set month = month - interval '1 month'
            where tenant_id = ${tenantId}`.execute(api.db.engine);
  expect((await resume()).body.status).toBe('SENDING');
  const { stats } = await untilStatus(call, ids[at]!, 'SENT');
  expect(stats).toMatchObject({ audience: 100, sent: 100 });
  expect(sink.ledger.accepted - before).toBe(200);
  const { rows } = await sql`
    select used from quota_usage where tenant_id = ${tenantId} order by month`.execute(
    api.db.engine,
  );
  expect(rows).toEqual([{ used: 132 }, { used: 68 }]);
});

test('a schedule that does not fit when it is due waits for a person', async () => {
  const { call, versionId, allow } = await tenantWith(app, 100, 20);
  const id = await draft(call, versionId);
  const scheduledAt = new Date(Date.now() + 1_500).toISOString();
  expect((await call('POST', `/campaigns/${id}/schedule`, { scheduledAt })).status).toBe(200);
  await allow(10);
  const waits = await untilCampaign(call, id, ({ reason }) => reason !== null);
  expect(waits).toMatchObject({ status: 'SCHEDULED', stats: { audience: 0 } });
  expect(waits.reason).toContain('quota exceeded (200%)');
  await allow(20);
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  await untilStatus(call, id, 'SENT');
});

test('what a test key sends costs nothing', async () => {
  const { testKey, call, versionId } = await tenantWith(app, 10, 20);
  const id = await draft(call, versionId);
  const sent = await caller(app.url, testKey)('POST', `/campaigns/${id}/send`);
  expect([sent.status, quotaOf(sent.headers)[1]]).toEqual([202, '0']);
  await untilStatus(call, id, 'SENT');
  expect(quotaOf((await call('GET', '/campaigns')).headers)[1]).toBe('0');
});
