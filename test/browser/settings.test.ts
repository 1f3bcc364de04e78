import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, signIn, type TestUser, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';
import { inBrowser, NARROW, openPage, WIDE } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const ANA = { name: 'Ana Ribas', email: 'ana@fieldnotes.example' };
const HOSTILE = '<img src=x onerror=alert(1)> ‮hidden';

inBrowser('the settings of a tenant', () => {
  let app: RunningApp;
  let owner: TestUser;
  let call: Call;
  let path: string;

  beforeAll(async () => {
    app = await runApp();
    owner = await testUser(app.db, { [app.tenant.tenantId]: 'owner' }, ANA);
    call = (await signIn(app.url, owner.email)).call;
    path = `/tenants/${app.tenant.tenantId}`;
    await call('PATCH', path, { name: 'Fieldnotes Coffee' });
    await sql`update tenants set monthly_quota = 20 where id = ${app.tenant.tenantId}`.execute(
      app.db.engine,
    );
    const recipients = Array.from({ length: 17 }, (_, i) => ({ to: `reader${i}@example.com` }));
    const batch = { recipients, subject: 'Hello', htmlBody: '<p>Hello</p>' };
    expect((await app.call('POST', '/emails/batch', batch)).body.accepted).toBe(17);
  });

  test('an owner changes them; a refusal stands at its field; the quota is told', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.goto('/app/settings');
    await page.getByText('17 of 20 messages').waitFor();
    await page.getByText(/Soon used up/).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Fieldnotes Coffee Roasters');
    await page.getByRole('combobox', { name: 'Default language' }).click();
    await page.getByRole('option', { name: 'Catalan' }).click();
    const general = page.getByRole('region', { name: 'General' });
    await general.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Tenant: Fieldnotes Coffee Roasters' }).waitFor();

    const sender = page.getByRole('region', { name: 'Sender' });
    await sender.getByLabel('From name').fill('Fieldnotes Coffee');
    await sender.getByLabel('From address').fill('news@elsewhere.example');
    await sender.getByLabel('Postal address').fill('Fieldnotes Coffee, 12 Mill Lane, Bath');
    await sender.getByRole('button', { name: 'Save' }).click();
    await sender
      .getByText(/Mail can not come from elsewhere.example/)
      .last()
      .waitFor();
    await sender.getByLabel('From address').fill('');
    await sender.getByLabel('From name').fill('');
    await sender.getByRole('button', { name: 'Save' }).click();
    await sender.getByText('Not saved yet').waitFor({ state: 'detached' });

    const tracking = page.getByRole('region', { name: 'Opens and clicks' });
    await tracking.getByRole('switch', { name: 'See which links are followed' }).check();
    await tracking.getByText('What this keeps about your readers').waitFor();
    await tracking.getByRole('button', { name: 'Save' }).click();
    await tracking.getByText('Not saved yet').waitFor({ state: 'detached' });
    const before = page.getByRole('region', { name: 'Before a campaign is sent' });
    await before.getByLabel('The postal address is missing').check();
    await before.getByRole('button', { name: 'Save' }).click();
    const { body } = await eventually(
      () => call('GET', path),
      (reply) => reply.body.preflight.blocking.length === 1 && reply.body.tracking.clicks,
    );
    expect(body).toMatchObject({
      ...{ name: 'Fieldnotes Coffee Roasters', defaultLocale: 'ca', defaultSender: null },
      postalAddress: 'Fieldnotes Coffee, 12 Mill Lane, Bath',
      tracking: { opens: false, clicks: true },
      preflight: { blocking: ['postal_address_missing'] },
    });
    await page.reload();
    await page.getByText('17 of 20 messages').waitFor();
    await inspect(page, 'settings');
  });

  test('another tenant is made and gone to, and back', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.goto('/app/settings');
    await page.getByRole('button', { name: 'New tenant…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByText('This is needed').waitFor();
    await page.getByRole('dialog').getByLabel('Name').fill('Harbour Lights Theatre');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'Tenant: Harbour Lights Theatre' }).click();
    await page.getByRole('menuitem', { name: /^Fieldnotes Coffee/ }).click();
    await page.getByRole('button', { name: /^Tenant: Fieldnotes Coffee/ }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Tenant: Fieldnotes Coffee/ }).waitFor();
  });

  test('the audit log: who, what, before and after; filters stand in the address', async () => {
    const editor = await testUser(
      app.db,
      { [app.tenant.tenantId]: 'editor' },
      { name: 'Ben Okafor', email: 'ben@fieldnotes.example' },
    );
    const ben = (await signIn(app.url, editor.email)).call;
    await call('PATCH', path, { postalAddress: '1 Old Quay, Bristol' });
    await call('PATCH', path, { postalAddress: '12 Mill Lane, Bath', tracking: { opens: true } });
    const { id } = (await ben('POST', '/campaigns', { name: 'Autumn menu' })).body;
    await ben('PATCH', `/campaigns/${id}`, { name: 'Winter menu' });
    const key = { name: 'CRM sync', scopes: ['contacts:write'] };
    const made = (await call('POST', `${path}/api-keys`, key)).body;
    await caller(app.url, made.key)('PUT', '/contacts', { email: 'reader@example.com' });

    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.goto('/app/audit-log');
    const log = page.getByRole('list', { name: 'Changes, newest first' });
    const moved = log.getByRole('listitem').filter({ hasText: '1 Old Quay' }).first();
    await moved.locator('del', { hasText: '1 Old Quay, Bristol' }).waitFor();
    await moved.locator('ins', { hasText: '12 Mill Lane, Bath' }).waitFor();
    await moved.getByText('tracking: opens').waitFor();
    await inspect(page, 'audit-log');

    await ben('POST', '/campaigns', { name: HOSTILE });
    await page.reload();
    await log.getByText(HOSTILE).first().waitFor();

    await page.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option', { name: 'ben@fieldnotes.example' }).click();
    await log.getByText('1 Old Quay').first().waitFor({ state: 'detached' });
    expect(await log.getByRole('listitem').count()).toBe(3);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Contacts' }).click();
    await log.getByText('added or changed a contact').first().waitFor();
    await log.getByRole('link', { name: 'API key CRM sync' }).waitFor();
    await log.getByText('1 Old Quay').first().waitFor({ state: 'detached' });
    await page.reload();
    await log.getByText('added or changed a contact').first().waitFor();
    expect(page.url()).toContain('action=contact');
    await page.getByLabel('To').fill('2020-01-01');
    await page.getByText('Nothing matches').waitFor();
  });

  test('the frame: command menu, a drawer in a narrow window, word of a server that is away', async () => {
    await app.call('PUT', '/contacts', { email: 'nora.finch@example.com' });
    await app.call('POST', '/campaigns', { name: 'Northern roast' });
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+k');
    const search = page.getByRole('combobox', { name: 'Search and go to' });
    await search.fill('no');
    await page.getByRole('option', { name: /nora\.finch@example\.com/ }).waitFor();
    await page.getByRole('option', { name: /Northern roast/ }).waitFor();
    await inspect(page, 'command-menu');
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'Search' }).waitFor();
    await page.keyboard.press('Control+k');
    await search.fill('northern');
    await page.getByRole('option', { name: /Northern roast/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Northern roast', level: 1 }).waitFor();

    await page.setViewportSize(NARROW);
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Members' }).waitFor();
    await inspect(page, 'menu');
    await page.setViewportSize(NARROW);
    await page.getByRole('dialog').getByRole('link', { name: 'Members' }).click();
    await page.locator('h1:focus', { hasText: 'Members' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.setViewportSize(WIDE);
    const held = { campaigns: 2, emails: 0, since: '2026-03-01T09:30:00.000Z' };
    await page.route('**/health/ready', (route) => route.fulfill({ json: { status: 'ok', held } }));
    await page.reload();
    await page.getByText('Pressrun slept, or was moved').waitFor();
    await page.getByRole('link', { name: 'paused' }).waitFor();
    await inspect(page, 'held');
    await page.unrouteAll();
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await page.route('**/health/ready', (route) => route.abort());
    await page.route(/:\d+\/audit-log/, (route) => route.abort());
    await page.goto('/app/audit-log');
    await page.getByText('The server doesn’t answer').first().waitFor();
    await page.unrouteAll();
    await page.getByText('The server doesn’t answer').waitFor({ state: 'detached' });
    await page.getByRole('list', { name: 'Changes, newest first' }).waitFor();
  });

  test('the doors', async () => {
    const page = await openPage(app.url);
    for (const door of ['sign-in', 'forgot-password', 'reset-password', 'accept-invitation']) {
      await page.goto(`/app/${door}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await inspect(page, door);
    }
  });
});
