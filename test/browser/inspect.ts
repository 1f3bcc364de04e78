import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { NARROW, WIDE } from './browser.ts';
import { axeFaults, sidewaysPixels } from './pages.ts';

/** `SCREENSHOTS=1`: the pictures of docs/screenshots are made anew. */
const PICTURES =
  process.env.SCREENSHOTS === '1' && join(import.meta.dirname, '../../docs/screenshots');

/**
 * Looks at a page as it stands: no serious fault of accessibility (wide and light, narrow and dark), no
 * sideways scrolling at 390 px. `name`: of its pictures, `name.png` and `name-390.png`.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  await picture(page, name);
  await page.setViewportSize(NARROW);
  expect(await sidewaysPixels(page)).toBe(0);
  await picture(page, `${name}-390`);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await axeFaults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDE);
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES)
    await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
}
