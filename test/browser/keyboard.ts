import type { Page } from 'playwright-core';

const MOST = 60;

/** Presses Tab until what has this label, or holds this text, has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page
    .getByLabel(name)
    .or(page.getByRole('button', { name }))
    .and(page.locator(':focus'));
  for (let at = 0; at < MOST; at += 1) {
    await page.keyboard.press('Tab');
    if ((await wanted.count()) > 0) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}
