import { Webhook } from 'standardwebhooks';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { webhookSink } from '../support/webhook-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

inBrowser('webhooks', () => {
  const hooks = webhookSink();
  let app: RunningApp;
  let owner: string;

  beforeAll(async () => {
    app = await runApp();
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
  });

  test('an endpoint is made, tested, fails, is replayed, rotated, turned off, deleted', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByText('No endpoint yet').waitFor();
    await inspect(page, 'webhooks-empty');

    await page.getByRole('button', { name: 'New endpoint' }).click();
    await page.getByLabel('URL').fill('ftp://hooks.example.com');
    await page.getByLabel('email.sent').check();
    await page.getByLabel('contact.unsubscribed').check();
    await page.getByRole('button', { name: 'Add the endpoint' }).click();
    await page.getByText('Must begin with https://', { exact: true }).waitFor();
    await inspect(page, 'webhook-new');
    await page.getByLabel('URL').fill(`${hooks.url}/pressrun`);
    await page.getByRole('button', { name: 'Add the endpoint' }).click();
    const secret = (await page.getByTestId('secret').textContent())!;
    expect(secret).toMatch(/^whsec_/);
    await inspect(page, 'webhook-secret');
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('menuitem', { name: 'email.sent' }).click();
    await page.getByText('Delivered: it answered 200.').waitFor();
    const [test] = hooks.at('/pressrun');
    const event = new Webhook(secret).verify(test!.body, test!.headers as Record<string, string>);
    expect(event).toMatchObject({ type: 'email.sent', data: { test: true } });

    hooks.script('/pressrun', { status: 503, body: 'The shop is closed <b>today</b>' });
    const to = 'ana.sousa@example.com';
    const htmlBody = '<p>Your order is on its way.</p>';
    const email = { to, subject: 'Your order 1043 is on its way', htmlBody };
    await app.call('POST', '/emails/send', email);
    const [endpoint] = (await app.call('GET', '/webhooks/endpoints')).body.data;
    await eventually(
      async () => (await app.call('GET', `/webhooks/endpoints/${endpoint.id}/deliveries`)).body,
      ({ data }) => data.some(({ statusCode }: { statusCode: number }) => statusCode === 503),
    );
    await page.getByText('Every try fails').waitFor();
    await page.getByText('Waiting', { exact: true }).nth(1).waitFor();
    await inspect(page, 'webhook');
    await page.getByRole('row', { name: /503/ }).getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('The shop is closed <b>today</b>').waitFor();
    await drawer.getByText(/ana\.sousa@example\.com/).waitFor();
    await inspect(page, 'webhook-delivery');

    hooks.script('/pressrun', { status: 200 });
    await drawer.getByRole('button', { name: 'Try it now' }).click();
    await drawer.getByText('Delivered', { exact: true }).waitFor();
    const last = hooks.at('/pressrun').at(-1)!;
    expect(JSON.parse(last.body.toString()).data).toMatchObject({ to, subject: email.subject });
    await drawer.getByRole('button', { name: 'Deliver it again' }).click();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByText('delivered again').waitFor();

    await page.getByRole('button', { name: 'New secret…' }).click();
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByText(/stays valid until/).waitFor();
    expect(await page.getByTestId('secret').textContent()).not.toBe(secret);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText(/The secret before signs too/).waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Nothing new is kept for it.').waitFor();

    await page.goto('/app/webhooks');
    await page.getByRole('link', { name: /pressrun/ }).waitFor();
    await inspect(page, 'webhooks');
    await page.getByRole('link', { name: /\/pressrun/ }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete the endpoint' }).click();
    await page.getByText('No endpoint yet').waitFor();
  });
});
