import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Signs a person in at the page's own form. */
export async function signInAt(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/app/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Serious and critical faults that axe finds on the page as it stands (WCAG 2.2 AA). */
export async function axeFaults(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's policy lets none in.
  await page.evaluate(await readFile(axe, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: unknown): Promise<Results> } };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

type Results = {
  violations: { id: string; help: string; impact: string | null; nodes: { html: string }[] }[];
};

/** By how many pixels the page is wider than the window. */
export async function sidewaysPixels(page: Page): Promise<number> {
  const root = 'document.documentElement';
  return page.evaluate(`${root}.scrollWidth - ${root}.clientWidth`);
}
