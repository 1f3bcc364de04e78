import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { importPeople, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const READERS = ['ana.sousa', 'ben.carter', 'chiara.russo', 'daan.vries', 'elif.kaya'];
const EVIL = '<img src=x onerror=alert(1)> & “the others”';

inBrowser('the e-mail log', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: string;

  beforeAll(async () => {
    sink = await startSmtpSink({
      script: forRecipients(['gone@example.net'], 'rcpt', {
        reply: '550 5.1.1 <gone@example.net>: Recipient address rejected: User unknown',
      }),
    });
    app = await runApp({
      smtpUrl: sink.url,
      mailFrom: 'Nordlicht Coffee <hello@nordlicht.example>',
    });
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
    await importPeople(
      app.call,
      READERS.map((name) => ({ email: `${name}@example.com`, optIn: true })),
    );
    const name = 'Autumn roast: three new coffees';
    const versionId = await publishNews(app.call, { name, subject: name });
    await untilStatus(app.call, await send(app.call, versionId, { name }), 'SENT');
    const htmlBody = '<p>Thank you for your order.</p>';
    const mail = (to: string, subject: string) =>
      app.call('POST', '/emails/send?sync=true', {
        ...{ to, subject, htmlBody, tags: ['order'], metadata: { orderId: 'A-1043', total: 32.5 } },
      });
    await mail('fatima@example.org', 'Your receipt for order A-1043');
    await mail('gone@example.net', 'Your receipt for order A-1044');
    await mail('greta@example.org', EVIL);
    for (const [day, to] of [
      [1, 'henrik@example.org'],
      [2, 'ines@example.org'],
    ] as const) {
      const sendAt = new Date(Date.now() + day * 86_400_000).toISOString();
      const subject = 'Your table is booked for tomorrow';
      await app.call('POST', '/scheduled-emails', { to, subject, htmlBody, sendAt });
    }
    return () => sink.close();
  });

  test('the log finds a message, shows the reply, and follows new ones', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.getByRole('link', { name: 'E-mail log' }).click();
    await page.getByText('chiara.russo@example.com').waitFor();
    expect(await page.getByText(EVIL).count()).toBe(1);
    await inspect(page, 'email-log');
    const late = { to: 'late@example.org', subject: 'Just now', htmlBody: '<p>Now</p>' };
    await app.call('POST', '/emails/send', late);
    await page.getByText('late@example.org').waitFor();

    await page.getByLabel('Search an address').fill('gone');
    await page.getByText(/Must be one e-mail address/).waitFor();
    await page.getByLabel('Search an address').fill('gone@example.net');
    await page.getByRole('link', { name: 'gone@example.net' }).waitFor();
    await page.getByText('late@example.org').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'gone@example.net' }).click();
    await page
      .getByText(/User unknown/)
      .first()
      .waitFor();
    await page.getByText('A-1043').waitFor();
    await inspect(page, 'email-failed');
    await page.goBack();
    await page.getByRole('button', { name: 'Show all' }).click();

    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Of campaigns' }).click();
    await page.getByText('fatima@example.org').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'ana.sousa@example.com' }).click();
    await page.getByRole('link', { name: 'Autumn roast: three new coffees' }).waitFor();
    await page.getByText('The server took it').waitFor();
    await page
      .frameLocator('iframe')
      .frameLocator('iframe:not(.coming)')
      .getByText('The news.')
      .waitFor();
    await inspect(page, 'email');
  });

  test('what is scheduled is listed, and one is cancelled', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/emails');
    await page.getByRole('link', { name: 'Scheduled e-mails' }).click();
    await page.getByText('henrik@example.org').waitFor();
    await inspect(page, 'scheduled-emails');
    await page.getByRole('button', { name: /Cancel the e-mail to henrik/ }).click();
    await page.getByRole('button', { name: 'Cancel the e-mail', exact: true }).click();
    await page.getByRole('link', { name: 'henrik@example.org' }).waitFor({ state: 'detached' });
    expect((await app.call('GET', '/scheduled-emails')).body.data).toMatchObject([
      { to: 'ines@example.org' },
    ]);
  });
});
