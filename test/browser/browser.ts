import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { atEnd } from '../support/at-end.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; undefined when there is none. `CHROMIUM` names another place. */
export const CHROMIUM = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));

if (!CHROMIUM) {
  console.warn(
    'SKIPPED: the tests of the dashboard, for Chromium is not installed. As root: apt-get install chromium',
  );
}

/** A group of tests in a real browser; skipped, loudly, where none is installed. */
export const inBrowser = describe.skipIf(!CHROMIUM);

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 390, height: 844 };

let browser: Promise<Browser> | undefined;

/**
 * A page of a person of their own: no cookie or store is shared. What its scripts complain of fails the
 * test; a refusal by the server is none of that, nor is what a test expects.
 */
export async function openPage(
  url: string,
  viewport = WIDE,
  colorScheme: 'light' | 'dark' = 'light',
  expected?: RegExp,
): Promise<Page> {
  browser ??= launch();
  const context = await (await browser).newContext({
    ...{ viewport, baseURL: url, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
    ...{ reducedMotion: 'reduce', colorScheme },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = complaintsOf(page, expected);
  onTestFinished(() => expect(complaints).toEqual([]));
  return page;
}

function complaintsOf(page: Page, expected: RegExp | undefined): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    if (/Failed to load resource/.test(message.text())) return;
    if (expected?.test(message.text())) return;
    complaints.push(message.text());
  });
  return complaints;
}

function launch(): Promise<Browser> {
  const launched = chromium.launch({
    executablePath: CHROMIUM!,
    // As root there is no sandbox; the rest keeps it from calling home, which tests must not need.
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  atEnd(async () => (await launched).close());
  return launched;
}
