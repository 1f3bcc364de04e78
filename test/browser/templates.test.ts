import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { importPeople } from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { inBrowser, openPage } from './browser.ts';
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
    await insert(page, 'HTML', '<h1>', '<h1>Good morning, {{firstName}}! {{ roast }} is here. ');
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Declare roast' }).click();
    await page.getByLabel('Fallback of roast').fill('Our summer roast');
    await page.getByText('Saved', { exact: true }).waitFor();
    await mailIn(page).getByText('Good morning, there! Our summer roast is here.').waitFor();

    await page.getByLabel('Shown with the data of').fill('bruno');
    await page.getByRole('option', { name: 'bruno.marchetti@example.com' }).click();
    await mailIn(page).getByText('Good morning, Bruno!').waitFor();
    await page.getByText('A letter from Harbour Coffee, Bruno').waitFor();
    await inspect(page, 'template-editor');

    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Edit as a new draft' }).waitFor();
    const { body } = await app.call('GET', new URL(page.url()).pathname.replace('/app', ''));
    expect(body).toMatchObject({ status: 'PUBLISHED', undeclaredVariables: [] });
    expect(body.publishedHtml).toContain('Good morning, {{firstName}}!');
  });

  function person(email: string, attributes: Record<string, unknown>) {
    return { email, externalId: email.split('@')[0], optIn: true, attributes };
  }
});

/** The mail inside the preview, whose own frame is inside the frame with its policy. */
function mailIn(page: Page) {
  return page.frameLocator('iframe').first().frameLocator('iframe');
}

/** Puts the caret behind a piece of the source and types; `text` replaces the piece. */
async function insert(page: Page, label: string, piece: string, text: string): Promise<void> {
  const source = page.getByRole('textbox', { name: label, exact: true });
  await source.click();
  await source.press('Control+f');
  await page.getByPlaceholder('Find').fill(piece);
  await page.getByPlaceholder('Find').press('Enter');
  await page.getByPlaceholder('Find').press('Escape');
  await page.keyboard.insertText(text);
}
