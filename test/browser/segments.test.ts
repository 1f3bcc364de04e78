import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { importPeople } from '../support/newsletter.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

const PLANS = ['free', 'pro', 'team'];
const LOCALES = ['es', 'en', 'fr', 'de', null];

const READERS = Array.from({ length: 60 }, (_, i) => ({
  email: `reader${i}@adventure-works.example`,
  locale: LOCALES[i % 5],
  optIn: i % 10 !== 0,
  attributes: { firstName: `Reader ${i}`, plan: PLANS[i % 3], issuesRead: i },
}));

inBrowser('segments in the dashboard', () => {
  let app: RunningApp;
  let owner: string;

  const pick = async (page: Page, label: string, option: string) => {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };

  beforeAll(async () => {
    app = await runApp();
    owner = (await testUser(app.db, { [app.tenant.tenantId]: 'owner' })).email;
    await importPeople(app.call, READERS);
  });

  test('a segment that is built counts who it should, and is kept as the API has it', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto('/app/segments');
    await page.getByText('No segment yet').waitFor();
    await inspect(page, 'segments-empty');
    await page.getByRole('link', { name: 'New segment' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Keen readers of the paid plans');
    await page.getByRole('button', { name: 'Save the segment' }).click();
    await page.getByText('Choose an attribute').waitFor();
    await page.getByRole('combobox', { name: 'Attribute of rule 1' }).fill('plan');
    await pick(page, 'Comparison of rule 1', 'is one of');
    await page.getByRole('combobox', { name: 'Value of rule 1' }).fill('pro,team,');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByRole('combobox', { name: 'Attribute of rule 2' }).fill('issuesRead');
    await pick(page, 'Comparison of rule 2', 'is at least');
    await page.getByLabel('Value of rule 2').fill('30');
    await page.getByText('20', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add a group' }).click();
    await pick(page, 'Field of rule 3.1', 'Language');
    await pick(page, 'Value of rule 3.1', 'Spanish');
    const group = page.getByRole('group', { name: 'Group 3' });
    await group.getByRole('button', { name: 'Add a rule' }).click();
    await pick(page, 'Field of rule 3.2', 'Language');
    await pick(page, 'Comparison of rule 3.2', 'is not known');
    const expected = READERS.filter(
      ({ locale, attributes: { plan, issuesRead } }) =>
        plan !== 'free' && issuesRead >= 30 && (locale === 'es' || locale === null),
    );
    await page.getByText(String(expected.length), { exact: true }).waitFor();
    await page.getByRole('link', { name: expected[0]!.email }).waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    await inspect(page, 'segment-new');
    await page.getByRole('button', { name: 'Save the segment' }).click();
    await page.getByRole('heading', { name: 'Keen readers of the paid plans' }).waitFor();
    await page.getByRole('link', { name: expected.at(-1)!.email }).waitFor();
    await inspect(page, 'segment');
    const { body } = await app.call('GET', '/segments');
    expect(body.data[0].filter).toEqual({
      and: [
        { field: 'attributes.plan', op: 'in', value: ['pro', 'team'] },
        { field: 'attributes.issuesRead', op: 'gte', value: 30 },
        {
          or: [
            { field: 'locale', op: 'eq', value: 'es' },
            { field: 'locale', op: 'exists', value: false },
          ],
        },
      ],
    });
    await page.goto('/app/segments');
    await page.getByRole('cell', { name: /^plan is one of pro, team/ }).waitFor();
    await inspect(page, 'segments');
  });

  test('any filter of the API can be edited and stays what it was; what uses it is named', async () => {
    const filter = {
      or: [
        { not: { and: [{ field: 'attributes.plan', op: 'eq', value: 'free' }] } },
        { not: { not: { field: 'createdAt', op: 'after', value: '2026-01-01T09:00:00Z' } } },
        { field: 'attributes.flags', op: 'in', value: ['a', 1, true] },
        { field: 'optIn', op: 'ne', value: false },
      ],
    };
    const inner = await app.call('POST', '/segments', { name: 'Inner', filter });
    const outer = await app.call('POST', '/segments', {
      name: 'Outer',
      filter: { and: [{ segmentId: inner.body.id }] },
    });
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.goto(`/app/segments/${inner.body.id}`);
    await page.getByText('contacts match').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Renamed');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Renamed' }).waitFor();
    const { body } = await app.call('GET', `/segments/${inner.body.id}`);
    const count = async (asked: object) =>
      (await app.call('POST', '/segments/count', asked)).body.count;
    expect(await count({ filter: body.filter })).toBe(await count({ filter }));
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Outer' }).waitFor();
    await page.getByRole('button', { name: 'Delete the segment' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await app.call('DELETE', `/segments/${outer.body.id}`);
    await page.getByRole('button', { name: 'Delete the segment' }).click();
    await page.getByText('“Renamed” is deleted.').waitFor();
  });
});
