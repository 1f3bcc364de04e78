import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { importPeople, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { webhookSink } from '../support/webhook-sink.ts';
import { inBrowser, openPage, WIDE } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const SUBJECT = 'Autumn roast: three new coffees';
const HTML = `<body style="margin:0;background:#f4efe8;font-family:Georgia,serif">
<div style="max-width:600px;margin:0 auto;padding:32px;background:#fff">
<p style="color:#8a5a2b;letter-spacing:.1em">NORDLICHT COFFEE</p>
<h1 style="font-size:30px">Three new coffees for short days, {{firstName}}</h1>
<p style="line-height:1.6">From Huila, Sidamo and Antigua: roasted on Monday, at your door on Wednesday.</p>
<p><a style="background:#8a5a2b;color:#fff;padding:12px 20px;text-decoration:none" href="https://nordlicht.example/autumn">See the coffees</a></p>
<p style="font-size:13px;color:#666">Nordlicht Coffee, Hafenstraße 12, Kiel · <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>
</div></body>`;

// Whatever of it ran would say so at the parent, at another page, or at this server.
const hostile = (base: string) => `<p>Nothing to see</p>
<script>parent.document.title = 'owned'; fetch('${base}/ran')</script>
<img src="${base}/picture" onerror="parent.document.title = 'owned'">
<link rel="stylesheet" href="${base}/style"><style>@import '${base}/import'; body { background: url('${base}/background') }</style>
<iframe src="${base}/frame"></iframe><object data="${base}/object"></object>
<svg onload="parent.document.title = 'owned'"></svg>
<meta http-equiv="refresh" content="0;url=${base}/refresh">
<form action="${base}/form" method="post"><button autofocus>Go</button></form>
<a href="javascript:alert(1)">a script</a> <a href="data:text/html,x">a document</a>
<a href="https://example.com/honest">an honest one</a>`;

inBrowser('the outbox', () => {
  const elsewhere = webhookSink();
  let app: RunningApp;
  let owner: string;

  beforeAll(async () => {
    app = await runApp({ mailFrom: 'Nordlicht Coffee <hello@nordlicht.example>' });
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
    const readers = ['Ana Sousa', 'Ben Carter', 'Chiara Russo', 'Daan de Vries'].map((name) => {
      const [firstName = ''] = name.split(' ');
      return {
        email: `${firstName.toLowerCase()}@example.com`,
        optIn: true,
        attributes: { firstName },
      };
    });
    await importPeople(app.call, readers);
    const versionId = await publishNews(app.call, {
      ...{ name: SUBJECT, subject: SUBJECT, htmlBody: HTML },
    });
    await untilStatus(app.call, await send(app.call, versionId, { name: SUBJECT }), 'SENT');
    const other = caller(app.url, (await testTenant(app.db)).apiKey);
    const secret = { to: 'z@example.com', subject: 'Of another tenant', htmlBody: '<p>Hush</p>' };
    await other('POST', '/emails/send?sync=true', secret);
  });

  test('a message of a campaign is found and looked at from all sides', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.getByRole('link', { name: 'Outbox' }).click();
    await page.getByText('4 messages').waitFor();
    expect(await page.getByText('Of another tenant').count()).toBe(0);
    await inspect(page, 'outbox');
    await page.getByLabel('Search sender, recipient, subject').fill('chiara');
    await page.getByText('One message').waitFor();
    await page.getByRole('link', { name: SUBJECT }).click();
    const frame = page.frameLocator('iframe').frameLocator('iframe:not(.coming)');
    await frame.getByText('Three new coffees for short days, Chiara').waitFor();
    await inspect(page, 'outbox-message');
    await page.getByText('Phone', { exact: true }).click();
    await expect.poll(async () => (await page.locator('iframe').boundingBox())!.width).toBe(390);
    await page.getByRole('tab', { name: 'Text' }).click();
    await page.getByText('From Huila, Sidamo and Antigua').waitFor();
    await page.getByRole('tab', { name: 'Links' }).click();
    await page.getByRole('link', { name: /\/u\// }).waitFor();
    await inspect(page, 'outbox-links');
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByRole('row', { name: /List-Unsubscribe-Post/ }).waitFor();
    await inspect(page, 'outbox-headers');
    await page.getByRole('tab', { name: 'Source' }).click();
    await page.getByText(/^Message-ID: /im).waitFor();
    await inspect(page, 'outbox-source');
  });

  test('P34: hostile HTML runs nothing, loads nothing, and leads nowhere', async () => {
    const evil = '"><script>document.title = "owned"</script>';
    await app.call('POST', '/emails/send?sync=true', {
      ...{ to: 'eve@example.com', subject: `${evil} ${'long '.repeat(180)}`, fromName: 'Eve' },
      htmlBody: hostile(elsewhere.url),
    });
    // The browser says what it kept from happening.
    const blocked = /^Blocked|^Refused to execute the redirect|Content Security Policy/;
    const page = await openPage(app.url, WIDE, 'light', blocked);
    let dialogs = 0;
    page.on('dialog', () => (dialogs += 1));
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/outbox?q=eve@');
    await page.getByRole('link', { name: /script/ }).click();
    await page
      .frameLocator('iframe')
      .frameLocator('iframe:not(.coming)')
      .getByText('Nothing to see')
      .waitFor();
    expect(elsewhere.requests).toEqual([]);
    await page.getByLabel('Load pictures from elsewhere').check();
    await eventually(
      async () => elsewhere.requests.map(({ path }) => path).sort(),
      (paths) => paths.join() === '/background,/picture',
    );
    expect(await page.title()).not.toBe('owned');
    await page.getByRole('tab', { name: 'Links' }).click();
    await page.getByText('javascript:alert(1)').waitFor();
    const links = page.getByRole('region', { name: 'Links' }).getByRole('link');
    expect(await links.allTextContents()).toEqual(['https://example.com/honest']);
    // Of both frames together, to the end: nothing but the two pictures that were asked for.
    expect([elsewhere.requests.length, dialogs]).toEqual([2, 0]);
  });

  test('with a relay and nothing of test keys it says where mail goes', async () => {
    const relayed = await runApp({ smtpUrl: 'smtp://127.0.0.1:9' });
    const { email } = await testUser(relayed.db, { [relayed.tenant.tenantId]: 'viewer' });
    const page = await openPage(relayed.url);
    await signInAt(page, email, PASSWORD);
    await page.goto('/app/outbox');
    await page.getByText('Mail leaves this instance').waitFor();
    await inspect(page, 'outbox-relay');
  });
});
