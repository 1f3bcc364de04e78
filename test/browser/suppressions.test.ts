import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const CSV = `email,reason
mira.lindqvist@example.org,unsubscribe
jonas.weber@example.net,bounce
sofia.rossi@example.com,complaint
not an address,bounce
peter.nagy@example.com,
`;

inBrowser('suppressions', () => {
  let app: RunningApp;
  let owner: string;

  beforeAll(async () => {
    app = await runApp();
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
  });

  const mailTo = async (to: string) =>
    (await app.call('POST', '/emails/send', { to, subject: 'Hello', htmlBody: '<p>Hello</p>' }))
      .status;

  test('addresses are pasted and imported, found, exported, and let go', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.getByRole('link', { name: 'Suppressions' }).click();
    await page.getByText('Nobody is suppressed').waitFor();
    await inspect(page, 'suppressions-empty');

    await page.getByRole('button', { name: 'Add addresses' }).click();
    await page
      .getByRole('textbox', { name: 'Addresses' })
      .fill('Ana Sousa <ana.sousa@example.com>, ben@example.com\nken@example.com');
    await page.getByRole('button', { name: 'Stop mail to them' }).click();
    await page.getByText('3 added').waitFor();
    await page.getByRole('button', { name: 'Add more' }).click();
    await page.getByRole('tab', { name: 'From a CSV file' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'left.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await inspect(page, 'suppressions-import');
    await page.getByRole('button', { name: 'Stop mail to them' }).click();
    await page.getByText('4 added').waitFor();
    await page.getByText(/Row 5, not an address/).waitFor();
    await inspect(page, 'suppressions-receipt');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('mira.lindqvist@example.org').waitFor();
    await inspect(page, 'suppressions');
    expect(await mailTo('ana.sousa@example.com')).toBe(422);

    await page.getByLabel('Search addresses').fill('LIND');
    await page.getByText('ben@example.com').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('q')).toBe('LIND');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = await (await download).path();
    expect(await readFile(file, 'utf8')).toMatch(/^email,reason.*\r?\nmira\.lindqvist@[^\n]+\s*$/);

    await page.getByRole('button', { name: /Remove mira/ }).click();
    await page.getByText(/only a new consent of their own/).waitFor();
    await inspect(page, 'suppression-remove');
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('No suppressed address matches.', { exact: false }).waitFor();
    expect(await mailTo('mira.lindqvist@example.org')).toBe(200);
    const { body } = await app.call('GET', '/contacts?q=mira.lindqvist');
    expect(body.data).toMatchObject([{ optIn: false }]);
  });
});
