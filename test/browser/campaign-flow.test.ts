import type { Page, Request } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { publishLetter, readers } from '../support/coffee.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { draft, importPeople, untilStatus } from '../support/newsletter.ts';
import { PASSWORD, signIn, testUser } from '../support/people.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, openPage, WIDE } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

inBrowser('a campaign, from new to sent', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let editor: string;
  let letter: { templateId: string; versionId: string };

  beforeAll(async () => {
    sink = await startSmtpSink({ keep: 'full' });
    const mailFrom = 'Harbour Coffee <hello@harbourcoffee.example>';
    const dns = await startDnsServer({ 'harbourcoffee.example': ['v=spf1 ip4:192.0.2.1 -all'] });
    app = await runApp({ smtpUrl: sink.url, mailFrom }, 'serve', { dnsServers: [dns.address] });
    const { tenantId } = app.tenant;
    editor = (await testUser(app.db, { [tenantId]: 'editor' })).email;
    const owner = await testUser(app.db, { [tenantId]: 'owner' });
    const settings = {
      name: 'Harbour Coffee',
      postalAddress: 'Harbour Coffee, 4 Quay Street, Bristol BS1 4DJ',
    };
    await (await signIn(app.url, owner.email)).call('PATCH', `/tenants/${tenantId}`, settings);
    await importPeople(app.call, readers());
    await app.call('POST', '/suppressions', { email: 'ingrid.holm@example.com', reason: 'bounce' });
    const filter = { field: 'attributes.ordersLastYear', op: 'gt', value: 8 };
    await app.call('POST', '/segments', { name: 'Ordered often', filter });
    await app.call('POST', '/projects', {
      ...{ name: 'Harbour Coffee Letters', fromName: 'Mara from Harbour Coffee' },
      ...{ fromEmail: 'letters@harbourcoffee.example', replyTo: 'mara@harbourcoffee.example' },
    });
    letter = await publishLetter(app.call);
    return () => sink.close();
  });

  test('goes through all steps, and everybody gets it once', async () => {
    const page = await openPage(app.url);
    await signInAt(page, editor, PASSWORD);
    await page.goto('/app/campaigns');
    await page.getByRole('button', { name: 'New campaign' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('May roasts');
    await inspect(page, 'campaign-new');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'May roasts' }).waitFor();
    await inspect(page, 'campaign-content-empty');
    const wayOn = page.getByRole('button', { name: 'Next: Audience' });
    const place = await wayOn.boundingBox();
    // A short step fits the window.
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(WIDE.height);
    await choose(page, 'Template', 'Monthly letter');
    await page.getByText('Everybody else: version 1').waitFor();
    // What comes in above must not take it away from under a pointer.
    expect(await wayOn.boundingBox()).toEqual(place);
    await choose(page, 'Preview as', 'lucia.romero@example.com', 'lucia');
    await page
      .frameLocator('iframe')
      .frameLocator('iframe:not(.coming)')
      .getByRole('heading', { name: 'Hola Lucía, ya están los tuestes de mayo' })
      .waitFor();
    expect(await wayOn.boundingBox()).toEqual(place);
    await inspect(page, 'campaign-content');
    await page.getByText('Phone', { exact: true }).click();
    await page.getByText('Plain text', { exact: true }).click();
    await page.getByText('HOLA LUCÍA').waitFor();

    await wayOn.press('Enter');
    // The keyboard goes on at the beginning of the step.
    await page.locator('section[aria-label="Audience"]:focus').waitFor();
    await page.getByRole('status').filter({ hasText: '21 people' }).waitFor();
    await page.getByText('Left out: 2 who opted out and 1 whose address is suppressed.').waitFor();
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByLabel('Name of the attribute').fill('plan');
    await page.getByLabel('Value of plan').fill('nothing like it');
    await page.getByRole('heading', { name: 'Nobody matches' }).waitFor();
    await inspect(page, 'campaign-audience-empty');
    await page.getByLabel('Value of plan').fill('subscription');
    await page.getByRole('status').filter({ hasText: '8 people' }).waitFor();
    await inspect(page, 'campaign-audience');

    await page.getByRole('button', { name: 'Next: Subject and sender' }).click();
    await page.getByLabel('Subject', { exact: true }).fill('New roasts for ');
    await page.getByRole('button', { name: 'Insert a variable' }).click();
    await page.getByRole('menuitem', { name: 'firstName' }).click();
    await choose(page, 'Sender', 'Harbour Coffee Letters');
    await choose(page, 'As it reaches', 'priya.nair@example.com', 'priya');
    await page.getByText('New roasts for Priya').waitFor();
    await page.getByText('From Mara from Harbour Coffee').waitFor();
    await inspect(page, 'campaign-sender');

    await page.getByRole('button', { name: 'Next: Test' }).click();
    await page.getByText(editor).waitFor();
    const addresses = page.getByRole('combobox', { name: 'Addresses' });
    await addresses.press('Backspace');
    await addresses.pressSequentially('mara@harbourcoffee.example,');
    await addresses.pressSequentially('leo@harbourcoffee.example,');
    await page.getByRole('button', { name: 'Send the test' }).click();
    await page.getByText('The test is on its way').waitFor();
    await inspect(page, 'campaign-test');
    expect(sink.ledger.copiesOf('leo@harbourcoffee.example')).toHaveLength(1);

    await page.getByRole('button', { name: 'Next: Check' }).click();
    await page.getByText('Ready to send').waitFor();
    await inspect(page, 'campaign-check');

    await page.getByRole('button', { name: 'Next: Schedule or send' }).click();
    await page.getByText('Mara from Harbour Coffee <letters@harbourcoffee.example>').waitFor();
    await inspect(page, 'campaign-send');
    await page.getByRole('button', { name: 'Send to 8 people…' }).click();
    await page.getByRole('dialog').getByText('May roasts').waitFor();
    await inspect(page, 'campaign-send-confirm');
    await page.getByRole('button', { name: 'Send to 8 people', exact: true }).click();
    await page.waitForURL(/campaigns\/[^/]+$/);
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    const { stats } = await untilStatus(app.call, id, 'SENT');
    expect(stats).toMatchObject({ audience: 8, sent: 8 });
    const got = readers().filter(
      ({ email }) =>
        sink.ledger.copiesOf(email).length === 1 && email !== 'ingrid.holm@example.com',
    );
    expect(got).toHaveLength(8);
    expect(sink.ledger.accepted).toBe(10);
    const raw = sink.ledger.copiesOf('priya.nair@example.com')[0]!.raw!.toString();
    expect(raw).toContain('Subject: New roasts for Priya');
    expect(raw).toContain('Mara from Harbour Coffee');
  });

  test('is scheduled for a time in Tokyo by somebody in Berlin, moved, and changed as a copy', async () => {
    const id = await draft(app.call, letter.versionId, { name: 'June preview' });
    const page = await openPage(app.url);
    await signInAt(page, editor, PASSWORD);
    await page.goto(`/app/campaigns/${id}/edit?step=send`);
    await page.getByLabel('At a date and time, the same moment for everybody').check();
    await page.getByLabel('Date', { exact: true }).fill('2040-07-01');
    await page.getByLabel('Time', { exact: true }).fill('09:00');
    await choose(page, 'Time zone', 'Asia/Tokyo', 'tokyo');
    await page.getByText('Sunday, 1 July 2040 at 02:00').waitFor();
    await inspect(page, 'campaign-schedule');
    await page.getByRole('button', { name: /^Schedule for/ }).click();
    await page.waitForURL(/campaigns\/[^/]+$/);
    const scheduled = (await app.call('GET', `/campaigns/${id}`)).body;
    expect(scheduled).toMatchObject({
      ...{ status: 'SCHEDULED', timezone: 'Asia/Tokyo', scheduledAt: '2040-07-01T00:00:00.000Z' },
    });
    await page.goto(`/app/campaigns/${id}/edit`);
    await page.getByText('This campaign is scheduled').waitFor();
    expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe('09:00');
    await page.getByLabel('Time', { exact: true }).fill('18:30');
    await inspect(page, 'campaign-scheduled');
    await page.getByRole('button', { name: 'Move it to this time' }).click();
    await page.waitForURL(/campaigns\/[^/]+$/);
    const moved = (await app.call('GET', `/campaigns/${id}`)).body;
    expect(moved.scheduledAt).toBe('2040-07-01T09:30:00.000Z');
    await page.goto(`/app/campaigns/${id}/edit`);
    await page.getByRole('button', { name: 'Change its content…' }).click();
    await page.getByRole('button', { name: 'Cancel it and change a copy' }).click();
    await page.getByRole('heading', { name: 'June preview (copy)' }).waitFor();
    expect((await app.call('GET', `/campaigns/${id}`)).body.status).toBe('CANCELLED');
  });

  test('in each reader’s own time: the waves are shown before it is scheduled', async () => {
    const id = await draft(app.call, letter.versionId, { name: 'Good morning' });
    const page = await openPage(app.url);
    await signInAt(page, editor, PASSWORD);
    await page.goto(`/app/campaigns/${id}/edit?step=send`);
    await page.getByLabel('At a date and time in each reader’s own time zone').check();
    await page.getByLabel('Date', { exact: true }).fill('2040-07-01');
    await page.getByLabel('Time', { exact: true }).fill('08:00');
    await page.getByRole('row', { name: /Asia\/Kolkata 1 Jul 2040, 04:30/ }).waitFor();
    await page.getByRole('heading', { name: '4 waves' }).waitFor();
    await inspect(page, 'campaign-waves');
    await page.getByLabel('are skipped').check();
    await page.getByRole('button', { name: /^Schedule for/ }).click();
    await page.waitForURL(/campaigns\/[^/]+$/);
    expect((await app.call('GET', `/campaigns/${id}`)).body).toMatchObject({
      ...{ status: 'SCHEDULED', deliverAt: 'recipient', ifPassed: 'skip' },
    });
  });

  test('what blocks is shown with the way there, and keeps it from being sent', async () => {
    const { body } = await app.call('POST', '/campaigns', { name: 'Half an idea' });
    const page = await openPage(app.url);
    await signInAt(page, editor, PASSWORD);
    await page.goto(`/app/campaigns/${body.id}/edit?step=check`);
    await page.getByText('One thing blocks sending').waitFor();
    await inspect(page, 'campaign-check-blocked');
    await page.goto(`/app/campaigns/${body.id}/edit?step=send`);
    await page.getByText('It can’t be sent like this').waitFor();
    expect(await page.getByRole('button', { name: /^Send to/ }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Go to the content' }).click();
    await page.getByRole('heading', { name: 'What do you want to say?' }).waitFor();
    expect((await app.call('POST', `/campaigns/${body.id}/send`)).status).toBe(422);
  });

  test('saves while it is written; a refusal stands at its field, and a name finds it', async () => {
    const id = await draft(app.call, letter.versionId, { name: 'Summer sale' });
    const page = await openPage(app.url);
    await signInAt(page, editor, PASSWORD);
    await page.goto('/app/campaigns');
    await page.getByLabel('Find a campaign by name').fill('SUMMER');
    await page.waitForURL(/q=SUMMER/);
    await page
      .getByRole('link', { name: 'June preview', exact: true })
      .waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Summer sale' }).click();
    await page.getByRole('link', { name: 'Subject and sender' }).click();
    await page.getByLabel('Name of the campaign').fill('');
    await page.getByText('Not saved').waitFor();
    await page.getByLabel('Name of the campaign').fill('Summer sale, part one');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await app.call('GET', `/campaigns/${id}`)).body.name).toBe('Summer sale, part one');
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    expect((await app.call('GET', `/campaigns/${id}`)).status).toBe(404);
    await inspect(page, 'campaigns');
  });

  test('P34: names and templates that carry scripts run nothing', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    await importPeople(app.call, [
      { email: 'mallory@example.com', attributes: { firstName: evil, [evil]: evil } },
    ]);
    const htmlBody = `<p>{{firstName}}</p><script>alert(1)</script><img src="http://evil.invalid/x" onerror="parent.alert(1)">
      <iframe srcdoc="<script>alert(1)</script>"></iframe><a href="javascript:alert(1)">Go</a> <a href="{{unsubscribeUrl}}">Bye</a>`;
    const made = await app.call('POST', '/templates', { name: evil, subject: evil, htmlBody });
    const { id: templateId, versions } = made.body;
    await app.call('POST', `/templates/${templateId}/versions/${versions[0].id}/publish`);
    const name = `${evil} ‮${'x'.repeat(150)}`;
    const id = await draft(app.call, versions[0].id, { name, subject: evil });
    const page = await openPage(app.url, WIDE, 'light', /about:srcdoc|Content Security Policy/);
    const asked: Request[] = [];
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => asked.push(request));
    await signInAt(page, editor, PASSWORD);
    await page.goto(`/app/campaigns/${id}/edit`);
    await choose(page, 'Preview as', 'mallory@example.com', 'mallory');
    const mail = page.frameLocator('iframe').frameLocator('iframe:not(.coming)');
    await mail.getByText(evil).waitFor();
    await mail.getByRole('link', { name: 'Go' }).click();
    await inspect(page, 'campaign-hostile');
    for (const step of ['audience', 'sender', 'test', 'check', 'send']) {
      await page.goto(`/app/campaigns/${id}/edit?step=${step}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
    }
    expect(dialogs).toEqual([]);
    // Pictures are a part of the preview; whatever runs or leads away would ask for something else.
    const went = asked.filter(
      (one) =>
        !one.url().startsWith(app.url) &&
        one.resourceType() !== 'image' &&
        one.failure()?.errorText !== 'csp',
    );
    expect(went.map((one) => one.url())).toEqual([]);
  });

  test('a viewer looks and changes nothing', async () => {
    const id = await draft(app.call, letter.versionId, { name: 'Not theirs' });
    const viewer = await testUser(app.db, { [app.tenant.tenantId]: 'viewer' });
    const page = await openPage(app.url);
    await signInAt(page, viewer.email, PASSWORD);
    await page.goto('/app/campaigns');
    await page.getByRole('link', { name: 'Not theirs' }).waitFor();
    expect(await page.getByRole('button', { name: 'New campaign' }).count()).toBe(0);
    await page.goto(`/app/campaigns/${id}/edit`);
    await page.waitForURL(/campaigns\/[^/]+$/);
  });
});

/** Chooses from a list that is looked for by typing. */
async function choose(page: Page, label: string, option: string, typed = option): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().fill(typed);
  await page.getByRole('option', { name: option }).click();
}
