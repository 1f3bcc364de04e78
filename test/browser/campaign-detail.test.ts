import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import {
  draft,
  importPeople,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { firstOf, forRecipients } from '../support/smtp-script.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { htmlTo, linksOf, minutePasses, pixelOf, track, visit } from '../support/tracked.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';
import { nameTenant, readerOf, readers } from './readers.ts';

const HTML =
  '<h1>What May brings</h1><p>Hello {{firstName}},</p>' +
  '<p><a href="https://northwind.example/may">Read the issue</a> ' +
  '<a href="https://northwind.example/events">Events</a></p><a href="{{unsubscribeUrl}}">Unsubscribe</a>';
const NEWS = { name: 'Monthly issue', subject: 'What May brings, {{firstName}}', htmlBody: HTML };
const DEAD = [0, 1, 2, 3].map(readerOf);
const FULL = [4, 5, 6].map(readerOf);

inBrowser('a campaign in the dashboard', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: string;
  let versionId: string;

  beforeAll(async () => {
    sink = await startSmtpSink({ keep: 'full' });
    app = await runApp({ smtpUrl: sink.url });
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
    await nameTenant(app, app.tenant.tenantId);
    await importPeople(app.call, readers(240));
    versionId = await publishNews(app.call, NEWS);
    return () => sink.close();
  });

  async function openCampaign(id: string, search = ''): Promise<Page> {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto(`/app/campaigns/${id}${search}`);
    return page;
  }

  /** The number that stands on a card or in the legend. */
  async function figure(page: Page, region: string, label: string): Promise<string> {
    const card = page.getByRole('region', { name: region }).locator(`:has(> :text-is("${label}"))`);
    return (await card.first().locator('.figure').first().innerText()).trim();
  }

  test('the report says what the sink and the readers know; failures are tried again', async () => {
    await track(app, app.tenant.tenantId);
    sink.setScript(
      firstOf(
        forRecipients(DEAD, 'rcpt', {
          reply: '550 5.1.1 <reader> User unknown in local recipients',
        }),
        forRecipients(FULL, 'rcpt', { reply: '552 5.2.2 The mailbox of the recipient is full' }),
      ),
    );
    const id = await send(app.call, versionId, { name: 'May issue' });
    await untilStatus(app.call, id, 'SENT');
    sink.setScript(undefined);
    await minutePasses(app, app.tenant.tenantId);
    for (let i = 20; i < 92; i += 1) await visit(pixelOf(await htmlTo(sink, readerOf(i)))!);
    for (let i = 20; i < 41; i += 1) {
      await visit(linksOf(await htmlTo(sink, readerOf(i)))[i % 3 === 0 ? 1 : 0]!);
    }
    for (const i of [100, 101]) {
      await fetch(linksOf(await htmlTo(sink, readerOf(i))).at(-1)!, { method: 'POST' });
    }
    await eventually(
      async () => (await app.call('GET', `/campaigns/${id}`)).body.engagement,
      ({ uniqueClicks }) => uniqueClicks === 21,
    );

    const page = await openCampaign(id);
    await page.getByRole('heading', { name: 'Clicks per link' }).waitFor();
    expect(sink.ledger.accepted).toBe(233);
    const figures = ['Sent', 'Opened', 'Clicked', 'Unsubscribed', 'Failed'];
    const shown = await Promise.all(figures.map((label) => figure(page, 'Figures', label)));
    expect(shown).toEqual(['233', '72', '21', '2', '7']);
    const links = page.getByRole('region', { name: 'Clicks per link' });
    expect(await links.getByRole('row', { name: /northwind.example\/may/ }).innerText()).toMatch(
      /14/,
    );
    const reasons = page.getByRole('region', { name: 'Why messages failed' });
    expect(await reasons.getByRole('row', { name: /5\.1\.1/ }).innerText()).toMatch(/4$/);
    await reasons.getByRole('row', { name: /mailbox is full/ }).waitFor();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    await inspect(page, 'campaign-report');
    await page.getByRole('button', { name: 'Show as a table' }).click();
    await page.getByRole('region', { name: 'Over time' }).getByRole('row').nth(1).waitFor();

    await page.getByRole('button', { name: 'Try 7 failed again' }).click();
    await page.getByRole('heading', { name: 'Why people were skipped' }).waitFor();
    await untilStatus(app.call, id, 'SENT');
    // Those whom the server called dead are suppressed; whose mailbox was full got it now.
    expect(FULL.map((address) => sink.ledger.copiesOf(address).length)).toEqual([1, 1, 1]);
    await page.getByRole('region', { name: 'Progress' }).getByText('236').waitFor();
  });

  test('recipients by state and address, with what the server said; as a file', async () => {
    sink.setScript(
      forRecipients(FULL, 'rcpt', { reply: '552 5.2.2 The mailbox of the recipient is full' }),
    );
    const id = await send(app.call, versionId, { name: 'Invitation to the open day' });
    const { stats } = await untilStatus(app.call, id, 'SENT');
    sink.setScript(undefined);
    const page = await openCampaign(id);
    await page.getByRole('tab', { name: 'Recipients' }).click();
    await page.getByRole('table').getByRole('row').nth(20).waitFor();
    await inspect(page, 'campaign-recipients');
    await page
      .getByRole('region', { name: 'Progress' })
      .getByRole('link', { name: 'Failed' })
      .click();
    await page.getByText('mailbox of the recipient is full').first().waitFor();
    await page
      .getByRole('table')
      .getByRole('row')
      .nth(1 + FULL.length)
      .waitFor({ state: 'detached' });
    await page.waitForURL((url) => url.search === '?tab=recipients&state=failed');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
    expect(rows.map(({ email }) => email).sort()).toEqual([...FULL].sort());
    expect(
      rows.every(({ status, reason }) => status === 'FAILED' && reason?.includes('5.2.2')),
    ).toBe(true);
    await page.getByRole('button', { name: `Try again: ${FULL[0]}` }).click();
    await page.getByRole('link', { name: FULL[0]!, exact: true }).waitFor({ state: 'detached' });
    await page.goto(`/app/campaigns/${id}?tab=recipients`);
    await page.getByLabel('Address').fill(readerOf(30).toUpperCase());
    await page.getByRole('table').getByRole('row').nth(2).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: readerOf(30), exact: true }).waitFor();
    await expect.poll(() => page.getByRole('table').getByRole('row').count()).toBe(2);
    expect(stats.failed).toBe(3);
  });

  test('a cancel in flight says how many got it, as the sink counted them', async () => {
    const before = sink.ledger.accepted;
    const over = { name: 'Autumn sale: the first look', rateLimit: { perSecond: 20 } };
    const id = await send(app.call, versionId, over);
    await untilCampaign(app.call, id, ({ stats }) => stats.sent > 5);
    const page = await openCampaign(id);
    await page.getByText(/a second, done about/).waitFor();
    await inspect(page, 'campaign-in-flight');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('alert').getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page
      .getByRole('dialog')
      .getByText(/will not/)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel the campaign' }).click();
    const note = page.getByRole('alert').filter({ hasText: 'got it before it was cancelled' });
    await note.waitFor();
    const got = sink.ledger.accepted - before;
    const { stats } = await untilStatus(app.call, id, 'CANCELLED');
    expect(await note.innerText()).toContain(`${got} of ${stats.audience} people got it`);
    await inspect(page, 'campaign-cancelled');
    await page.getByRole('link', { name: 'Who got it' }).click();
    await page.getByRole('table').getByRole('row').nth(1).waitFor();
    expect(stats.sent).toBe(got);
  });

  test('what is in doubt is explained, and sent again or left', async () => {
    const doubtful = [50, 51].map(readerOf);
    // The connection is cut at the final dot, twice: it may have arrived.
    sink.setScript(forRecipients(doubtful, 'dot', { cut: 'reset', lost: true }));
    const id = await send(app.call, versionId, { name: 'Survey: how do you read us?' });
    await untilCampaign(app.call, id, ({ stats }) => stats.unknown === 2);
    sink.setScript(undefined);
    const page = await openCampaign(id);
    await page.getByText('2 messages are in doubt').waitFor();
    await inspect(page, 'campaign-in-doubt');
    const copies = () => doubtful.map((address) => sink.ledger.copiesOf(address).length);
    const before = copies();
    await page.getByRole('button', { name: 'Send again…' }).click();
    await page.getByRole('button', { name: 'Send again', exact: true }).click();
    await page.getByText('2 messages are in doubt').waitFor({ state: 'detached' });
    await untilStatus(app.call, id, 'SENT');
    expect(copies()).toEqual(before.map((count) => count + 1));
  });

  test('waves are a table; a draft is deleted after a question', async () => {
    const people = ['America/New_York', 'Europe/Berlin', 'Asia/Tokyo'].map((timezone, i) => ({
      ...{ email: `wave${i}@contoso.example`, timezone, optIn: true },
      attributes: { firstName: 'Ada', city: 'waves' },
    }));
    await importPeople(app.call, people);
    const audienceFilter = { attributes: { city: 'waves' } };
    const id = await draft(app.call, versionId, { name: 'Breakfast briefing', audienceFilter });
    const scheduled = await app.call('POST', `/campaigns/${id}/schedule`, {
      ...{ scheduledAt: '2031-05-01T09:00:00', timezone: 'Europe/Berlin', deliverAt: 'recipient' },
    });
    expect(scheduled.status).toBe(200);
    const page = await openCampaign(id);
    await page.getByRole('row', { name: /Asia\/Tokyo 2031-05-01 09:00 .*02:00/ }).waitFor();
    await inspect(page, 'campaign-waves');
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'Breakfast briefing (copy)' }).waitFor();
    const copy = new URL(page.url()).pathname.split('/').at(-1);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    expect((await app.call('GET', `/campaigns/${copy}`)).status).toBe(404);
  });

  test('hostile names and replies are text; a viewer changes nothing', async () => {
    const name = `<img src=x onerror=alert(1)> \u202Eevil ${'long'.repeat(40)}`;
    const reply = '550 5.7.1 <script>alert(1)</script>';
    sink.setScript(forRecipients([readerOf(60)], 'rcpt', { reply }));
    const id = await send(app.call, versionId, { name });
    await untilStatus(app.call, id, 'SENT');
    sink.setScript(undefined);
    const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'viewer' });
    const page = await openPage(app.url);
    page.on('dialog', () => expect.unreachable('a script of theirs ran'));
    await signInAt(page, email, PASSWORD);
    await page.goto(`/app/campaigns/${id}`);
    await page.getByText('<script>alert(1)</script>').first().waitFor();
    await inspect(page, 'campaign-hostile');
    expect(await page.getByRole('button', { name: /Duplicate|again|Cancel/ }).count()).toBe(0);
  });
});
