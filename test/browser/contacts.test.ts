import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { draft, importPeople, publishNews, untilStatus } from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const PEOPLE = [
  ['Ana', 'Ferrer', 'es', 'pro'],
  ['Bruno', 'Conti', 'it', 'free'],
  ['Chloé', 'Marchand', 'fr', 'pro'],
  ['David', 'Okafor', 'en', 'team'],
  ['Elin', 'Sandberg', 'en', 'free'],
  ['Ferran', 'Puig', 'ca', 'pro'],
  ['Greta', 'Lindner', 'de', 'team'],
  ['Hugo', 'Navarro', 'es', 'free'],
  ['Ines', 'Duarte', 'es', 'pro'],
] as const;

const CONTACTS = PEOPLE.map(([firstName, lastName, locale, plan], i) => ({
  email: `${firstName}.${lastName}@northwind.example`.toLowerCase().replace('é', 'e'),
  externalId: `customer-${1_000 + i}`,
  locale,
  timezone: 'Europe/Madrid',
  optIn: true,
  source: 'signup-form',
  consentVersion: '2026-02',
  attributes: { firstName, lastName, plan, company: 'Northwind', seats: 3 + i },
}));

inBrowser('contacts in the dashboard', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: string;

  const byAddress = async (email: string) => {
    const { body } = await app.call('GET', `/contacts?q=${encodeURIComponent(email)}`);
    return body.data[0];
  };

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await runApp({ smtpUrl: sink.url });
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
    await importPeople(app.call, CONTACTS);
    const version = await publishNews(app.call, { subject: 'The spring issue is here' });
    const id = await draft(app.call, version, { name: 'Spring issue' });
    await app.call('POST', `/campaigns/${id}/send`);
    await untilStatus(app.call, id, 'SENT');
    return () => sink.close();
  });

  test('nobody yet: the page says how to begin', async () => {
    const other = await runApp();
    const { email } = await testUser(other.db, { [other.tenant.tenantId]: 'owner' });
    const page = await openPage(other.url);
    await signInAt(page, email, PASSWORD);
    await page.goto('/app/contacts');
    await page.getByText('No contact yet').waitFor();
    await inspect(page, 'contacts-empty');
  });

  test('finds by address and by external id; what was asked stands in the address', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/contacts');
    await page.getByText('9 contacts').waitFor();
    await inspect(page, 'contacts');
    const search = page.getByLabel('Search by address or external id');
    await search.fill('OKAFOR');
    await page.getByText('1 contact', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'david.okafor@northwind.example' }).waitFor();
    await search.fill('customer-1006');
    await page.getByRole('link', { name: 'greta.lindner@northwind.example' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'greta.lindner@northwind.example' }).waitFor();
    expect(await search.inputValue()).toBe('customer-1006');
    await search.fill('nobody at all');
    await page.getByText('Nobody matches').waitFor();
    await search.fill('');
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Spanish' }).click();
    await page.getByText('3 contacts').waitFor();
    expect(new URL(page.url()).search).toContain('locale=es');
  });

  test('exports what the list shows', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/contacts?locale=es');
    await page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /CSV/ }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect([file.suggestedFilename(), text.split('\r\n').length <= 5]).toEqual([
      'contacts.csv',
      true,
    ]);
    expect(text).toContain('ana.ferrer@northwind.example');
    expect(text).not.toContain('bruno.conti');
  });

  test('adds somebody, and not twice', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/contacts');
    await page.getByRole('button', { name: 'Add a contact' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('E-mail').fill('not an address');
    await form.getByRole('button', { name: 'Add the contact' }).click();
    await form.getByText(/^Must be an e-mail address/).waitFor();
    await form.getByLabel('E-mail').fill('Julia.Roca@Contoso.example');
    await form.getByRole('switch').check();
    await form.getByLabel('Consent version').fill('2026-03');
    await form.getByRole('button', { name: 'Add an attribute' }).click();
    await form.getByLabel('Name of attribute 1').fill('firstName');
    await form.getByLabel('Value of attribute 1').fill('Júlia');
    await inspect(page, 'contact-add');
    await form.getByRole('button', { name: 'Add the contact' }).click();
    await page.getByRole('heading', { name: 'Júlia' }).waitFor();
    expect(await byAddress('julia.roca')).toMatchObject({
      ...{ email: 'julia.roca@contoso.example', optIn: true, consentVersion: '2026-03' },
      attributes: { firstName: 'Júlia' },
    });
    await page.goto('/app/contacts');
    await page.getByRole('button', { name: 'Add a contact' }).click();
    await form.getByLabel('E-mail').fill('julia.roca@contoso.example');
    await form.getByRole('button', { name: 'Add the contact' }).click();
    await form.getByText('is among your contacts already').waitFor();
  });

  test('a person’s page: edits, shows consent and messages, exports, unsubscribes', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    const { id } = await byAddress('ines.duarte');
    await page.goto(`/app/contacts/${id}`);
    await page.getByRole('heading', { name: 'Ines Duarte' }).waitFor();
    await page.getByRole('link', { name: 'The spring issue is here' }).waitFor();
    await inspect(page, 'contact');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('External id').fill('customer-1000');
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Needs a name').waitFor();
    await page.getByLabel('Name of attribute 6').fill('newsletter');
    await page.getByRole('combobox', { name: 'Type of attribute 6' }).click();
    await page.getByRole('option', { name: 'Yes or no' }).click();
    await page.getByRole('combobox', { name: 'Value of attribute 6' }).click();
    await page.getByRole('option', { name: 'Yes', exact: true }).click();
    // In the order of their names: company is the first.
    await page.getByRole('button', { name: 'Remove attribute 1' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    // Somebody else has this external id.
    await page
      .getByText(/belongs to another contact/i)
      .first()
      .waitFor();
    await page.getByLabel('External id').fill('customer-2000');
    await inspect(page, 'contact-edit');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('customer-2000').waitFor();
    const { attributes, externalId } = await byAddress('ines.duarte');
    expect([attributes, externalId]).toEqual([
      { firstName: 'Ines', lastName: 'Duarte', plan: 'pro', seats: 11, newsletter: true },
      'customer-2000',
    ]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export their data' }).click(),
    ]);
    const exported = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(exported).toMatchObject({ contact: { id }, isComplete: true });
    await page.getByRole('button', { name: 'Unsubscribe…' }).click();
    await page.getByRole('button', { name: 'Unsubscribe them' }).click();
    await page.getByText('This address is suppressed').waitFor();
    await page.getByText('Opted out').waitFor();
    await inspect(page, 'contact-unsubscribed');
    expect(await byAddress('ines.duarte')).toMatchObject({
      ...{ optIn: false, unsubscribedAt: expect.any(String), suppressedAt: expect.any(String) },
    });
    // Nothing but a newer consent brings them back.
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('switch').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/still unsubscribed/).waitFor();
    expect((await byAddress('ines.duarte')).optIn).toBe(false);
  });

  test('erases a person once the address is typed', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    const { id, email } = await byAddress('hugo.navarro');
    await page.goto(`/app/contacts/${id}`);
    await page.getByRole('button', { name: 'Erase…' }).click();
    const erase = page.getByRole('button', { name: 'Erase for good' });
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel(/to confirm/).fill(email);
    await inspect(page, 'contact-erase');
    await erase.click();
    await page.getByText('The person is erased.').waitFor();
    expect((await app.call('GET', `/contacts/${id}`)).status).toBe(404);
    await eventually(
      async () => page.getByRole('link', { name: email }).count(),
      (left) => left === 0,
    );
  });

  test('hostile names break nothing, and a viewer sees no button that changes', async () => {
    const long = 'x'.repeat(998);
    const { body } = await app.call('PUT', '/contacts', {
      email: 'hostile@example.com',
      externalId: HOSTILE,
      attributes: { firstName: HOSTILE, lastName: 'شركة النشر', note: long, [HOSTILE]: { a: [1] } },
    });
    const viewer = await testUser(app.db, { [app.tenant.tenantId]: 'viewer' });
    const page = await openPage(app.url);
    await signInAt(page, viewer.email, PASSWORD);
    await page.goto('/app/contacts?q=hostile');
    await page.getByRole('link', { name: 'hostile@example.com' }).waitFor();
    await inspect(page, 'contacts-hostile');
    await page.goto(`/app/contacts/${body.id}`);
    await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
    await inspect(page, 'contact-hostile');
    expect(await page.getByRole('button', { name: /Edit|Erase|Unsubscribe/ }).count()).toBe(0);
  });
});
