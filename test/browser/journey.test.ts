import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, signIn, testUser } from '../support/people.ts';
import { webhookSink } from '../support/webhook-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const SUBJECT = 'Five walks for a cold Sunday';

/** What a marketer has in a spreadsheet: 1,000 people, 950 of whom want the newsletter. */
function spreadsheet(): string {
  const rows = Array.from({ length: 1_000 }, (_, i) => {
    const town = ['Leeds', 'York', 'Hull', 'Ripon'][i % 4]!;
    return [`walker${i}@example.com`, `Walker ${i}`, town, i < 950 ? 'yes' : 'no'].join(',');
  });
  return ['Email,First name,Town,Opted in', ...rows].join('\n');
}

inBrowser('a newsletter from idea to report', () => {
  const hooks = webhookSink();
  let app: RunningApp;
  let owner: string;

  beforeAll(async () => {
    app = await runApp({ mailFrom: 'Moor & Dale <walks@moordale.example>' });
    const { tenantId } = app.tenant;
    owner = (await testUser(app.db, { [tenantId]: 'owner' })).email;
    const postalAddress = 'Moor & Dale, 3 Bridge Street, Skipton';
    await (await signIn(app.url, owner)).call('PATCH', `/tenants/${tenantId}`, { postalAddress });
    await app.call('POST', '/webhooks/endpoints', {
      ...{ url: `${hooks.url}/left`, events: ['contact.unsubscribed'] },
    });
  });

  test('contacts, template, campaign, test, send, progress, and somebody leaves', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await importContacts(page);
    await writeTemplate(page);
    const id = await buildCampaign(page);
    await seeTestInOutbox(page);
    await sendIt(page, id);
    await leave(page, `walker7@example.com`);
    await seeWhoLeft(page, id, 'walker7@example.com');
  });

  async function importContacts(page: Page): Promise<void> {
    await page.goto('/app/contacts/import');
    await page.setInputFiles('input[aria-label="File with contacts"]', {
      ...{ name: 'walkers.csv', mimeType: 'text/csv', buffer: Buffer.from(spreadsheet()) },
    });
    await page.getByRole('heading', { name: 'Columns' }).waitFor();
    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByRole('link', { name: 'See the contacts' }).click();
    await page
      .getByText(/walker\d+@example\.com/)
      .first()
      .waitFor();
    expect((await app.call('GET', '/contacts')).body.meta.total).toBe(1_000);
  }

  async function writeTemplate(page: Page): Promise<void> {
    await page.goto('/app/templates/library');
    await page.getByRole('button', { name: 'Use Letter' }).click();
    await page.getByRole('heading', { name: 'Letter' }).waitFor();
    await page.getByLabel('Subject').fill(SUBJECT);
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Edit as a new draft' }).waitFor();
  }

  async function buildCampaign(page: Page): Promise<string> {
    await page.goto('/app/campaigns');
    await page.getByRole('button', { name: 'New campaign' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Sunday walks');
    await page.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByRole('heading', { name: 'Sunday walks' }).waitFor();
    await page.getByLabel('Template', { exact: true }).first().fill('Letter');
    await page.getByRole('option', { name: 'Letter' }).click();
    await page.getByRole('button', { name: 'Next: Audience' }).click();
    await page.getByRole('status').filter({ hasText: '950 people' }).waitFor();
    await page.getByRole('button', { name: 'Next: Subject and sender' }).click();
    await page.getByRole('button', { name: 'Next: Test' }).click();
    await page.getByText(owner).waitFor();
    await page.getByRole('button', { name: 'Send the test' }).click();
    await page.getByText('The test is on its way').waitFor();
    return new URL(page.url()).pathname.split('/').at(-2)!;
  }

  async function seeTestInOutbox(page: Page): Promise<void> {
    await page.goto(`/app/outbox?q=${encodeURIComponent(owner)}`);
    await page.getByRole('link', { name: SUBJECT }).click();
    await page
      .frameLocator('iframe')
      .frameLocator('iframe:not(.coming)')
      .getByText('Unsubscribe')
      .first()
      .waitFor();
  }

  async function sendIt(page: Page, id: string): Promise<void> {
    await page.goto(`/app/campaigns/${id}/edit?step=send`);
    await page.getByRole('button', { name: 'Send to 950 people…' }).click();
    await page.getByRole('button', { name: 'Send to 950 people', exact: true }).click();
    await page.getByText('Sent', { exact: true }).first().waitFor();
    await eventually(
      async () => (await app.call('GET', `/campaigns/${id}`)).body,
      ({ status }) => status === 'SENT',
    );
    // The page follows by itself; nobody reloads it.
    await page
      .getByText(/^950 of 950|950/)
      .first()
      .waitFor();
    expect((await app.call('GET', `/campaigns/${id}`)).body.stats).toMatchObject({ sent: 950 });
  }

  /** As the recipient: the link of the mail, and the button behind it. */
  async function leave(page: Page, address: string): Promise<void> {
    await page.goto(`/app/outbox?q=${address}`);
    await page.getByRole('link', { name: SUBJECT }).click();
    await page.getByRole('tab', { name: 'Links' }).click();
    const link = await page.getByRole('link', { name: /\/u\// }).first().getAttribute('href');
    const recipient = await openPage(app.url);
    await recipient.goto(link!);
    await inspect(recipient, 'unsubscribe');
    await recipient.getByRole('button').first().click();
    await recipient
      .getByText(/unsubscribed/i)
      .first()
      .waitFor();
    await inspect(recipient, 'unsubscribed');
  }

  async function seeWhoLeft(page: Page, id: string, address: string): Promise<void> {
    await page.goto('/app/suppressions');
    await page.getByText(address).waitFor();
    await eventually(
      async () => hooks.at('/left'),
      (calls) => calls.length === 1,
    );
    expect(JSON.parse(hooks.at('/left')[0]!.body.toString())).toMatchObject({
      ...{ type: 'contact.unsubscribed', data: { email: address, campaignId: id } },
    });
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('link', { name: /\/left/ }).click();
    await page.getByText('Delivered', { exact: true }).first().waitFor();
    await page.goto(`/app/campaigns/${id}`);
    await page.getByRole('heading', { name: 'Sunday walks' }).waitFor();
    await page.locator('.recharts-bar-rectangle').filter({ visible: true }).first().waitFor();
    await inspect(page, 'campaign-sent');
  }
});
