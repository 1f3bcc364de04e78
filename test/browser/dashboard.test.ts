import { simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { draft, importPeople, people, publishNews, untilStatus } from '../support/newsletter.ts';
import { PASSWORD, signIn, testUser } from '../support/people.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, NARROW, openPage, WIDE } from './browser.ts';
import { axeFaults, sidewaysPixels, signInAt } from './pages.ts';

inBrowser('the dashboard', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: string;
  let sent: string;

  beforeAll(async () => {
    sink = await startSmtpSink({ keep: 'full' });
    app = await runApp({ smtpUrl: sink.url });
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
    await importPeople(app.call, people(30));
    sent = await draft(app.call, await publishNews(app.call));
    await app.call('POST', `/campaigns/${sent}/send`);
    await untilStatus(app.call, sent, 'SENT');
    return () => sink.close();
  });

  test('signs in, shows who got a campaign, and signs out; a reload keeps the session', async () => {
    const page = await openPage(app.url);
    await page.goto(`/app/campaigns/${sent}?tab=recipients`);
    await page.getByLabel('E-mail').fill(owner);
    await page.getByLabel('Password', { exact: true }).fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('person7@example.com').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/app/campaigns/${sent}`);
    expect(await page.getByText('30').count()).toBeGreaterThan(0);
    await page.reload();
    await page.getByText('person7@example.com').waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.map(({ httpOnly, sameSite }) => [httpOnly, sameSite])).toEqual([
      [true, 'Strict'],
    ]);
    await page.getByRole('button', { name: new RegExp(owner) }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/app');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('the first load is at most 250 kB of JavaScript on the wire', async () => {
    const page = await openPage(app.url);
    const scripts: { encoding: string | undefined; octets: number }[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      const { 'content-encoding': encoding, 'content-length': length } = response.headers();
      scripts.push({ encoding, octets: Number(length) });
    });
    await signInAt(page, owner, PASSWORD);
    const octets = scripts.map((script) => script.octets).reduce((sum, one) => sum + one, 0);
    expect(octets).toBeGreaterThan(50_000);
    expect(octets).toBeLessThanOrEqual(250_000);
    expect(new Set(scripts.map(({ encoding }) => encoding))).toEqual(new Set(['gzip']));
  });

  test('two tabs that wake up at once stay signed in', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    const tabs = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
    await Promise.all(tabs.map((tab) => tab.goto('/app/campaigns')));
    for (const tab of tabs) await tab.getByRole('link', { name: /./ }).first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  test('a colleague is invited, accepts in the browser, and as a viewer changes nothing', async () => {
    const { tenantId } = app.tenant;
    const { call } = await signIn(app.url, owner);
    const email = 'colleague@example.com';
    expect(
      (await call('POST', `/tenants/${tenantId}/members`, { email, role: 'viewer' })).status,
    ).toBe(201);
    const [mail] = await eventually(
      async () => sink.ledger.copiesOf(email),
      (copies) => copies.length === 1,
    );
    const { text } = await simpleParser(mail!.raw!);
    const page = await openPage(app.url);
    await page.goto(/https?:\/\/\S+#token=\S+/.exec(text ?? '')![0]);
    await page.getByLabel('Name').fill('Colleague');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page
      .getByText(/at least|10 characters/)
      .last()
      .waitFor();
    // The token is in no address any more.
    expect(page.url()).not.toContain('token');
    await page.getByLabel('Password', { exact: true }).fill('a long one of their own');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('You are its viewer from now on.').waitFor();
    await signInAt(page, email, 'a long one of their own');
    await page.goto(`/app/campaigns/${sent}?tab=recipients`);
    await page.getByText('person7@example.com').waitFor();
    expect(await page.getByRole('button', { name: 'Duplicate' }).count()).toBe(0);
  });

  test('a forgotten password: the mailed link sets a new one, and it works once', async () => {
    const { email } = await testUser(app.db, { [app.tenant.tenantId]: 'editor' });
    const page = await openPage(app.url);
    await page.goto('/app/forgot-password');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByText('a link is on its way').waitFor();
    const [mail] = await eventually(
      async () => sink.ledger.copiesOf(email),
      (copies) => copies.length === 1,
    );
    const link = /https?:\/\/\S+#token=\S+/.exec((await simpleParser(mail!.raw!)).text ?? '')![0];
    await page.goto(link);
    await page.getByLabel('New password').fill('another one of theirs');
    await page.getByRole('button', { name: 'Set it' }).click();
    await page.getByText('It is set.').waitFor();
    await signInAt(page, email, 'another one of theirs');
    const again = await openPage(app.url);
    await again.goto(link);
    await again.getByLabel('New password').fill('yet another of theirs');
    await again.getByRole('button', { name: 'Set it' }).click();
    await again.getByRole('alert').waitFor();
  });

  test('a campaign is paused, goes on, and is cancelled in flight', async () => {
    const { body: copy } = await app.call('POST', `/campaigns/${sent}/duplicate`);
    await app.call('PATCH', `/campaigns/${copy.id}`, { rateLimit: { perSecond: 2 } });
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await app.call('POST', `/campaigns/${copy.id}/send`);
    await page.goto(`/app/campaigns/${copy.id}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('button', { name: 'Cancel the campaign' }).click();
    await page.getByText('Cancelled').first().waitFor();
    await eventually(
      async () => (await app.call('GET', `/campaigns/${copy.id}`)).body,
      ({ status, stats }) => status === 'CANCELLED' && stats.cancelled > 0 && stats.queued === 0,
    );
  });

  test.each([
    ['wide, light', WIDE, 'light'],
    ['390 px, dark', NARROW, 'dark'],
  ] as const)(
    'every page: no serious fault by axe, nothing sideways (%s)',
    async (_, viewport, scheme) => {
      const page = await openPage(app.url, viewport, scheme);
      for (const door of ['sign-in', 'forgot-password', 'reset-password', 'accept-invitation']) {
        await page.goto(`/app/${door}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect([door, await axeFaults(page), await sidewaysPixels(page)]).toEqual([door, [], 0]);
      }
      await signInAt(page, owner, PASSWORD);
      for (const path of ['', 'campaigns', `campaigns/${sent}`, 'nowhere']) {
        await page.goto(`/app/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        expect([path, await axeFaults(page), await sidewaysPixels(page)]).toEqual([path, [], 0]);
      }
    },
  );

  test('its policy lets no foreign script in; a missing file is no page', async () => {
    const nobody = caller(app.url, null);
    const { headers, body } = await nobody('GET', '/app/campaigns/any');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toContain("script-src 'self' 'unsafe");
    expect(body).toContain('<div id="root">');
    expect((await nobody('GET', '/app/assets/none.js')).status).toBe(404);
  });
});
