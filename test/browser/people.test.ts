import { simpleParser } from 'mailparser';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, signIn, type TestUser, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const ANA = { name: 'Ana Ribas', email: 'ana@fieldnotes.example' };
const CARLA = { name: 'Carla Puig', email: 'carla@fieldnotes.example' };

inBrowser('the people of a tenant', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: TestUser;
  let call: Call;

  beforeAll(async () => {
    sink = await startSmtpSink({ keep: 'full' });
    app = await runApp({ smtpUrl: sink.url });
    owner = await testUser(app.db, { [app.tenant.tenantId]: 'owner' }, ANA);
    call = (await signIn(app.url, owner.email)).call;
    await call('PATCH', `/tenants/${app.tenant.tenantId}`, { name: 'Fieldnotes Coffee' });
    return () => sink.close();
  });

  const mailedLink = async (email: string) => {
    const copies = await eventually(
      async () => sink.ledger.copiesOf(email),
      (found) => found.length > 0,
    );
    const { text } = await simpleParser(copies.at(-1)!.raw!);
    return /https?:\/\/\S+#token=\S+/.exec(text ?? '')![0];
  };

  /** What can be done on a page: the buttons of its main part, and fields that can be written in. */
  const changesOn = async (page: Page, path: string, heading: string) => {
    await page.goto(`/app/${path}`);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    return page
      .locator('main')
      .locator('button, input:not([readonly], [disabled]), textarea:not([readonly])')
      .filter({ visible: true })
      .evaluateAll((found) => found.map((one) => one.textContent || one.getAttribute('name')));
  };

  test('somebody is invited, accepts, and may do what the role says: viewer, then editor', async () => {
    const email = 'ben@fieldnotes.example';
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.goto('/app/members');
    await page.getByRole('button', { name: 'Invite…' }).click();
    await page.getByLabel('E-mail').fill('not an address');
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page
      .getByText(/must be an e-mail address/)
      .last()
      .waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('radio', { name: 'Viewer' }).check();
    await inspect(page, 'invite-member');
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('region', { name: 'Invitations' }).getByText(email).first().waitFor();
    await page.getByText(/^Sent /).waitFor();
    await inspect(page, 'members');

    const theirs = await openPage(app.url);
    await theirs.goto(await mailedLink(email));
    await theirs.getByLabel('Name').fill('Ben Okafor');
    await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await theirs.getByRole('button', { name: 'Accept' }).click();
    await theirs.getByText('You are its viewer from now on.').waitFor();
    await signInAt(theirs, email, PASSWORD);
    expect(await changesOn(theirs, 'settings', 'Settings')).toEqual(['New tenant…']);
    expect(await changesOn(theirs, 'members', 'Members')).toEqual([]);
    expect(await changesOn(theirs, 'api-keys', 'API keys')).toEqual([]);
    expect(await changesOn(theirs, 'audit-log', 'Audit log')).toEqual([]);
    expect(await theirs.getByRole('link', { name: 'API keys' }).count()).toBe(0);
    await inspect(theirs, 'owners-only');

    await page.reload();
    await page.getByRole('combobox', { name: `Role of ${email}` }).click();
    await page.getByRole('option', { name: 'Editor' }).click();
    await page.getByText('Ben Okafor: Editor').waitFor();
    expect(await changesOn(theirs, 'members', 'Members')).toEqual([]);
    expect(await changesOn(theirs, 'settings', 'Settings')).toEqual(['New tenant…']);
    expect(await changesOn(theirs, 'api-keys', 'API keys')).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Ben Okafor: Viewer').waitFor();

    await page.getByRole('button', { name: `Remove ${email}…` }).click();
    await page.getByRole('button', { name: 'Remove from the tenant' }).click();
    await page.getByText('Ben Okafor is no member any more').waitFor();
    await theirs.goto('/app/members');
    await theirs.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByText('The only owner').count()).toBe(1);
  });

  test('an invitation is sent again, and withdrawn: its link is dead', async () => {
    const email = 'dora@example.com';
    const path = `/tenants/${app.tenant.tenantId}/members`;
    await call('POST', path, { email, role: 'editor' });
    const first = await mailedLink(email);
    const page = await openPage(app.url);
    await signInAt(page, owner.email, PASSWORD);
    await page.goto('/app/members');
    await page.getByRole('button', { name: `Send again to ${email}` }).click();
    await page.getByText(`A new link is on its way to ${email}`).waitFor();
    const second = await eventually(
      () => mailedLink(email),
      (link) => link !== first,
    );
    await page.getByRole('button', { name: `Withdraw the invitation of ${email}…` }).click();
    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByRole('cell', { name: email, exact: true }).waitFor({ state: 'detached' });
    const theirs = await openPage(app.url);
    await theirs.goto(second);
    await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await theirs.getByRole('button', { name: 'Accept' }).click();
    await theirs.getByRole('alert').waitFor();
  });

  test('the second factor is turned on, asked for at the next sign-in, and turned off', async () => {
    const user = await testUser(app.db, { [app.tenant.tenantId]: 'editor' }, CARLA);
    const page = await openPage(app.url);
    await signInAt(page, user.email, PASSWORD);
    await page.goto('/app/account');
    await page.getByRole('button', { name: 'Turn it on…' }).click();
    await page.getByRole('img', { name: 'QR code of the secret' }).waitFor();
    const url = await page.getByRole('link', { name: 'open it in an app' }).getAttribute('href');
    const secret = new URL(url!).searchParams.get('secret')!;
    await inspect(page, 'second-factor');
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Turn it on', exact: true }).click();
    await page.locator('[id$="-error"]').first().waitFor();
    const totp = new TOTP({ secret });
    await page.getByLabel('Code').fill(totp.generate());
    await page.getByRole('button', { name: 'Turn it on', exact: true }).click();
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    const [recovery, another] = await codes.allTextContents();
    await inspect(page, 'recovery-codes');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Turn it off…' }).waitFor();
    await page.evaluate('scrollTo(0, 0)');
    await inspect(page, 'account');

    const next = await openPage(app.url);
    await next.goto('/app/sign-in');
    await next.getByLabel('E-mail').fill(user.email);
    await next.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await next.getByRole('button', { name: 'Sign in' }).click();
    await next.getByLabel('Code').fill('123456');
    await next.locator('button:not([data-loading])', { hasText: 'Go on' }).waitFor();
    await inspect(next, 'sign-in-code');
    await next.getByRole('button', { name: 'Go on' }).click();
    await next.getByRole('alert').waitFor();
    await next.getByLabel('Code').fill(recovery!);
    await next.getByRole('button', { name: 'Go on' }).click();
    await next.getByRole('heading', { name: 'Overview' }).waitFor();

    await page.getByRole('button', { name: 'Turn it off…' }).click();
    await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('dialog').getByLabel('Code').fill(another!);
    await page.getByRole('button', { name: 'Turn it off', exact: true }).click();
    await page.getByText('The second factor is off').waitFor();
    await signIn(app.url, user.email);
  });

  test('name and password are changed; signing out everywhere ends the other sessions', async () => {
    const user = await testUser(app.db, { [app.tenant.tenantId]: 'viewer' });
    const page = await openPage(app.url);
    await signInAt(page, user.email, PASSWORD);
    await page.goto('/app/account');
    await page.getByLabel('Name').fill('Dúnia <b>Serra</b>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    const me = (await (await signIn(app.url, user.email)).call('GET', '/auth/me')).body;
    expect(me.user.name).toBe('Dúnia <b>Serra</b>');
    await page.getByLabel('Current password').fill('not this one, surely');
    await page.getByLabel('New password').fill('a better one of mine');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.locator('[id$="-error"]').first().waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password is changed').waitFor();
    const elsewhere = await openPage(app.url);
    await signInAt(elsewhere, user.email, 'a better one of mine');
    await page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await elsewhere.goto('/app/members');
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
