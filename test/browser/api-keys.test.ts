import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, signIn, type TestUser, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { tabTo } from './keyboard.ts';
import { signInAt } from './pages.ts';

const ANA = { name: 'Ana Ribas', email: 'ana@fieldnotes.example' };

inBrowser('API keys', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: TestUser;
  let call: Call;
  let keysPath: string;

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await runApp({ smtpUrl: sink.url });
    owner = await testUser(app.db, { [app.tenant.tenantId]: 'owner' }, ANA);
    call = (await signIn(app.url, owner.email)).call;
    keysPath = `/tenants/${app.tenant.tenantId}/api-keys`;
    await call('PATCH', `/tenants/${app.tenant.tenantId}`, { name: 'Fieldnotes Coffee' });
    return () => sink.close();
  });

  /** Asks as the command in the example would. */
  const run = async (example: string) => {
    const [url] = /http:\/\/[^']+/.exec(example)!;
    const headers = [...example.matchAll(/-H '([^:]+): ([^']+)'/g)].map(
      ([, name, value]) => [name!, value!] as const,
    );
    const body = /-d '(.+)'$/.exec(example)?.[1];
    return fetch(url!, {
      method: /-X (\w+)/.exec(example)?.[1] ?? (body ? 'POST' : 'GET'),
      headers: Object.fromEntries(headers),
      ...(body && { body }),
    });
  };

  test('a key is made and shown once, the example works as it stands, and revoked it stops', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    for (const [name, scopes] of [
      ['Shop checkout', ['email:send']],
      ['CRM sync', ['contacts:read', 'contacts:write']],
    ] as const) {
      await call('POST', keysPath, { name, scopes });
    }
    await page.goto('/app/api-keys');
    await page.getByRole('button', { name: 'Create API key…' }).click();
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.locator('[id$="-error"]').first().waitFor();
    await page.getByLabel('Name').fill('Website sign-up');
    await page.getByRole('button', { name: 'Read only' }).click();
    await page.getByRole('checkbox', { name: 'Contacts: Add, change, erase' }).check();
    await inspect(page, 'create-api-key');
    await page.getByRole('button', { name: 'Create the key' }).click();
    const key = await page.getByRole('textbox', { name: 'Website sign-up' }).inputValue();
    expect(key).toMatch(/^mc_live_\w{38}$/);
    const example = (await page
      .getByRole('region', { name: 'command' })
      .locator('pre')
      .textContent())!;
    expect((await run(example)).status).toBe(200);
    const contact = { email: 'reader@example.com' };
    expect((await caller(app.url, key)('PUT', '/contacts', contact)).status).toBe(200);
    expect((await caller(app.url, key)('POST', '/campaigns', { name: 'No' })).status).toBe(403);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: 'Website sign-up' }).inputValue()).toBe(key);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText(`by ${owner.email}`).first().waitFor();
    expect(await page.content()).not.toContain(key);
    await inspect(page, 'api-keys');
    await page.getByRole('button', { name: 'Revoke Website sign-up…' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByText('Website sign-up is revoked').waitFor();
    expect((await run(example)).status).toBe(401);
  });

  test('the example of a key that only sends sends to its maker', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.goto('/app/api-keys');
    await page.getByRole('button', { name: 'Create API key…' }).click();
    await page.getByLabel('Name').fill('Receipts');
    await page.getByRole('button', { name: 'Send only' }).click();
    await page.getByRole('button', { name: 'Create the key' }).click();
    const command = page.getByRole('region', { name: 'command' }).locator('pre');
    const example = (await command.textContent())!;
    await inspect(page, 'api-key-made');
    expect((await run(example)).ok).toBe(true);
    await eventually(
      async () => sink.ledger.copiesOf(owner.email),
      (copies) => copies.length === 1,
    );
  });

  test('without a mouse: from the sign-in to a key that works', async () => {
    const page = await openPage(app.url);
    const { keyboard } = page;
    await page.goto('/app/sign-in');
    await page.getByLabel('E-mail').waitFor();
    await keyboard.type(owner.email);
    await tabTo(page, 'Password');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and go to' }).waitFor();
    await keyboard.type('api k');
    await page.getByRole('option', { name: 'API keys', selected: true }).waitFor();
    await keyboard.press('Enter');
    // The focus went to the title of the new page.
    await page.locator('h1:focus', { hasText: 'API keys' }).waitFor();
    await tabTo(page, 'Create API key');
    await keyboard.press('Enter');
    await page.locator('input:focus').waitFor();
    await keyboard.type('Made by keyboard');
    await tabTo(page, 'Read only');
    await keyboard.press('Space');
    await tabTo(page, 'Create the key');
    await keyboard.press('Enter');
    const key = await page.getByRole('textbox', { name: 'Made by keyboard' }).inputValue();
    await tabTo(page, 'I have copied it');
    await keyboard.press('Enter');
    await page.getByRole('cell', { name: 'Made by keyboard', exact: true }).waitFor();
    expect((await caller(app.url, key)('GET', '/contacts')).status).toBe(200);
  });
});
