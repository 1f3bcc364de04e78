import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const NAMES = [
  'Ana',
  'Bruno',
  'Chloé',
  'David',
  'Elin',
  'Ferran',
  'Greta',
  'Hugo',
  'Inès',
  'Jonas',
];
const LOCALES = ['es', 'it', 'fr', 'en', 'en', 'ca', 'de', 'es', 'fr', 'de'];

/** 1,000 rows as a spreadsheet saves them, five of them broken. */
function spreadsheet(): string {
  const rows = Array.from({ length: 1_000 }, (_, i) => {
    const email = `reader${i}@northwind.example`;
    return [email, NAMES[i % 10], LOCALES[i % 10], `Company ${i % 40}`, String(i % 12), 'yes'];
  });
  rows[9]![0] = 'not an address';
  rows[99]![2] = 'xx';
  rows[199]![5] = 'perhaps';
  rows[299]!.pop();
  rows[399]![0] = '';
  const head = ['E-Mail', 'First name', 'Language', 'Company', 'Issues read', 'Subscribed'];
  return [head, ...rows].map((row) => row.join(';')).join('\r\n');
}

inBrowser('imports in the dashboard', () => {
  let app: RunningApp;
  let owner: string;

  const choose = (page: Page, name: string, text: string | Buffer) =>
    page.setInputFiles('input[aria-label="File with contacts"]', {
      ...{ name, mimeType: 'text/csv', buffer: Buffer.from(text) },
    });

  beforeAll(async () => {
    app = await runApp();
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
  });

  test('a spreadsheet: tried, imported for real, and the broken rows are named', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/contacts/import');
    await page.getByText('Drop a CSV or NDJSON file here').waitFor();
    await inspect(page, 'import-new');
    await choose(page, 'Readers of the print edition.csv', spreadsheet());
    await page.getByRole('heading', { name: 'Columns' }).waitFor();
    const becomes = (column: string) =>
      page.getByRole('combobox', { name: `${column} becomes` }).inputValue();
    expect(await becomes('E-Mail')).toBe('E-mail');
    expect(await becomes('Language')).toBe('Language');
    expect(await becomes('Subscribed')).toBe('Opted in (yes or no)');
    expect(await page.getByLabel('Attribute of First name').inputValue()).toBe('firstName');
    await page.getByLabel('Source').fill('print-edition');
    await page.getByRole('heading', { level: 1 }).click();
    await inspect(page, 'import-mapping');
    await page.getByRole('button', { name: 'Try it first' }).click();
    await page.getByText('Nothing has changed yet.').waitFor();
    await page.getByText('Rows that would fail').waitFor();
    expect((await app.call('GET', '/contacts')).body.meta.total).toBe(0);
    await inspect(page, 'import-dry-run');
    await page.getByRole('button', { name: 'Import for real' }).click();
    await page.getByRole('heading', { name: 'Rows that failed' }).waitFor();
    await page.getByRole('cell', { name: /^optIn: must be true or false/ }).waitFor();
    const rows = page.getByRole('region', { name: 'Failed rows' }).getByRole('row');
    expect(await rows.count()).toBe(6);
    await inspect(page, 'import-receipt');
    const { body } = await app.call('GET', '/contacts?q=reader0@');
    expect(body.data[0]).toMatchObject({
      ...{ locale: 'es', optIn: true, source: 'print-edition' },
      attributes: { firstName: 'Ana', company: 'Company 0', issuesRead: 0 },
    });
    expect((await app.call('GET', '/contacts')).body.meta.total).toBe(995);
    await page.goto('/app/contacts/imports');
    await page.getByText('dry run').waitFor();
    await inspect(page, 'imports');
  });

  test('gzip, a wrong mapping, a file that is none, and NDJSON', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/contacts/import');
    await choose(page, 'empty.csv', '\n');
    await page.getByText('This file is empty.').waitFor();
    await choose(page, 'no-address.csv', 'Name,Town\nAna,Reus\n');
    await page.getByText('No column is the e-mail address yet').waitFor();
    expect(await page.getByRole('button', { name: 'Import now' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Another file' }).click();
    await choose(page, 'left.csv', 'Email,Opted in,Unsubscribed\nana@fabrikam.example,yes,no\n');
    await page.getByText('“Unsubscribed” looks like people who left').waitFor();
    const column = page.getByRole('combobox', { name: 'Opted in becomes' });
    expect(await column.inputValue()).toBe('Opted in (yes or no)');
    await page.getByRole('button', { name: 'Another file' }).click();
    await choose(page, 'more.csv.gz', gzipSync('Contact,Town\nana@fabrikam.example,Reus\n'));
    await page.getByRole('combobox', { name: 'Contact becomes' }).click();
    await page.getByRole('option', { name: 'E-mail', exact: true }).click();
    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByRole('link', { name: 'Make a segment of them' }).waitFor();
    await page.goto('/app/contacts/import');
    await choose(page, 'program.ndjson', '{"email":"bo@fabrikam.example","plan":"pro"}\n');
    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByRole('link', { name: 'See the contacts' }).waitFor();
    const { body } = await app.call('GET', '/contacts?q=fabrikam');
    expect(body.data.map(({ attributes }: { attributes: object }) => attributes)).toEqual([
      { plan: 'pro' },
      { town: 'Reus' },
    ]);
  });
});
