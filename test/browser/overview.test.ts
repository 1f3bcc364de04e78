import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import {
  draft,
  importPeople,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { forRecipients } from '../support/smtp-script.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { webhookSink } from '../support/webhook-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';
import { nameTenant, readerOf, readers } from './readers.ts';

const hooks = webhookSink();

inBrowser('the overview', () => {
  let sink: SmtpSink;
  let app: RunningApp;

  beforeAll(async () => {
    sink = await startSmtpSink({});
    app = await runApp({ smtpUrl: sink.url });
    return () => sink.close();
  });

  /** A page of the overview for a new owner of a tenant. */
  async function overviewOf(tenantId: string, role: 'owner' | 'viewer' = 'owner') {
    await nameTenant(app, tenantId);
    const { email } = await testUser(app.db, { [tenantId]: role });
    const page = await openPage(app.url);
    await signInAt(page, email, PASSWORD);
    return page;
  }

  test('a new tenant is led to its first campaign; what is done is ticked, then all is gone', async () => {
    const { tenantId, apiKey } = await testTenant(app.db);
    const call = caller(app.url, apiKey);
    const page = await overviewOf(tenantId);
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByText('0 of 4 done').waitFor();
    await inspect(page, 'overview-first-steps');
    await importPeople(call, readers(20));
    const versionId = await publishNews(call);
    await page.reload();
    await steps.getByText('2 of 4 done').waitFor();
    await send(call, versionId, { name: 'Welcome issue' });
    await eventually(
      async () => (await call('GET', '/campaigns?status=SENT')).body.data.length,
      (sent) => sent === 1,
    );
    await page.reload();
    await page.getByText('Nothing is being sent').waitFor();
    await steps.waitFor({ state: 'detached' });
  });

  test('campaigns on the way, what comes next, the last days, and the quota are shown', async () => {
    const { tenantId } = app.tenant;
    const { call } = app;
    await importPeople(call, readers(240));
    const versionId = await publishNews(call);
    await untilStatus(call, await send(call, versionId, { name: 'April issue' }), 'SENT');
    await sendLastWeeks(tenantId);
    await sql`update tenants set monthly_quota = 1200 where id = ${tenantId}`.execute(
      app.db.engine,
    );
    const waiting = await draft(call, versionId, { name: 'Reminder for the open day' });
    await call('POST', `/campaigns/${waiting}/schedule`, { scheduledAt: '2031-05-01T07:00:00Z' });
    const slow = { name: 'May issue', rateLimit: { perSecond: 10 } };
    const running = await send(call, versionId, slow);
    await untilCampaign(call, running, ({ stats }) => stats.sent > 5);
    const page = await overviewOf(tenantId);
    const onTheWay = page.getByRole('region', { name: 'On the way' });
    await onTheWay.getByText(/of 240 sent/).waitFor();
    await page.getByRole('region', { name: 'Scheduled' }).getByText('1 May 2031, 09:00').waitFor();
    await page.getByText('480 messages of 1,200 (40%)').waitFor();
    const days = page.getByRole('region', { name: 'The last 30 days' });
    const today = days.getByRole('row').last();
    // It is live: the numbers of the table go on.
    const bar = onTheWay.locator('[aria-label$="of 240 sent"]');
    const first = await bar.getAttribute('aria-label');
    await onTheWay.locator(`[aria-label="${first}"]`).waitFor({ state: 'detached' });
    expect(
      Number((await today.getByRole('cell').first().innerText()).replace(',', '')),
    ).toBeGreaterThan(240);
    await page.mouse.move(0, 0);
    await inspect(page, 'overview');
    await call('POST', `/campaigns/${running}/cancel`);
  });

  /** As if campaigns had gone out in the weeks before. */
  async function sendLastWeeks(tenantId: string): Promise<void> {
    await sql`
      insert into hourly_counts (tenant_id, campaign_id, hour, part, sent, failed)
      select ${tenantId}, gen_random_uuid(), date_trunc('hour', now() - d * interval '1 day', 'UTC'), 16,
             case when d % 7 = 2 then 9000 + 300 * d else 240 + 90 * (d % 4) end,
             case when d % 7 = 2 then 140 else d % 5 end
      from generate_series(1, 29) d`.execute(app.db.engine);
  }

  test('what needs somebody is said with its reason and what to do', async () => {
    const { tenantId, apiKey } = await testTenant(app.db);
    const call = caller(app.url, apiKey);
    await importPeople(call, readers(60));
    const versionId = await publishNews(call);
    hooks.script('/hook', { status: 500 });
    const endpoint = await call('POST', '/webhooks/endpoints', {
      ...{ url: `${hooks.url}/hook`, events: ['campaign.sent'] },
    });
    expect(endpoint.status).toBe(201);
    const refused = [0, 1, 2, 3, 4].map(readerOf);
    sink.setScript(forRecipients(refused, 'rcpt', { reply: '550 5.7.1 Blocked, see our policy' }));
    await untilStatus(call, await send(call, versionId, { name: 'May issue' }), 'SENT');
    sink.setScript(undefined);
    const slow = { name: 'Autumn sale', rateLimit: { perSecond: 5 } };
    const paused = await send(call, versionId, slow);
    await call('POST', `/campaigns/${paused}/pause`);
    await sql`update tenants set monthly_quota = 130 where id = ${tenantId}`.execute(app.db.engine);
    await eventually(
      async () => (await call('GET', '/webhooks/endpoints')).body.data[0].failingSince,
      (since) => since !== null,
    );
    const page = await overviewOf(tenantId);
    const attention = page.getByRole('region', { name: 'Needs attention' });
    await attention.getByText('Autumn sale is paused').waitFor();
    await attention.getByText('May issue: 5 messages failed').waitFor();
    await attention.getByText('A webhook endpoint fails').waitFor();
    await attention.getByText(`${hooks.url}/hook`).waitFor();
    await attention.getByText(/92.3% of this month’s quota/).waitFor();
    await attention.getByText('No sender is set').waitFor();
    await inspect(page, 'overview-attention');
    await attention.getByRole('link', { name: 'Go on or cancel' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  test('a viewer sees no more than they may', async () => {
    const { tenantId } = await testTenant(app.db);
    const page = await overviewOf(tenantId, 'viewer');
    await page.getByText('Nothing is being sent').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('heading', { name: 'First steps' }).count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
