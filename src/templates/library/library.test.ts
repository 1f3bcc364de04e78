import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../../test/support/database.ts';
import { callAs, testServer } from '../../../test/support/server.ts';
import { templateRoutes } from '../routes.ts';
import { findInLibrary } from './library.ts';
import { LIBRARY_CATEGORIES } from './library-template.ts';
import { STARTING_TEMPLATES } from './starting-templates.ts';

const db = testDatabase();
const app = testServer(db, () => [templateRoutes({ db })]);

async function callFresh() {
  return callAs(app, (await testTenant(db)).apiKey);
}

test('the list: all, by category, by a word, by page', async () => {
  const call = await callFresh();
  const ids = async (query: string) => {
    const { status, body } = await call('GET', `/library${query}`);
    expect(status).toBe(200);
    return [body.data.map((one: { id: string }) => one.id), body.meta.total];
  };
  const all = STARTING_TEMPLATES.map(({ id }) => id);
  expect(await ids('')).toEqual([all, all.length]);
  expect(await ids('?category=newsletter')).toEqual([['digest', 'letter'], 2]);
  expect(await ids('?search=BUTTON&category=event')).toEqual([['invitation'], 1]);
  expect(await ids('?search=nothing+like+it')).toEqual([[], 0]);
  expect(await ids('?page=2&limit=4')).toEqual([all.slice(4), all.length]);
  expect((await call('GET', '/library?category=other')).status).toBe(400);
});

test('every category has a template, and no two have one id', () => {
  const categories = new Set(STARTING_TEMPLATES.map(({ category }) => category));
  expect([...categories].sort()).toEqual([...LIBRARY_CATEGORIES].sort());
  expect(new Set(STARTING_TEMPLATES.map(({ id }) => id)).size).toBe(STARTING_TEMPLATES.length);
});

test('one is shown whole; what is not there is 404', async () => {
  const call = await callFresh();
  const { body } = await call('GET', '/library/letter');
  expect(body).toEqual({ ...findInLibrary('letter') });
  for (const method of ['GET', 'POST'] as const) {
    const url = `/library/none${method === 'POST' ? '/clone' : ''}`;
    const reply = await call(method, url);
    expect([reply.status, reply.body.message]).toEqual([404, 'Library template not found']);
  }
});

test('a clone is a draft of the tenant, under its own name, as often as one likes', async () => {
  const call = await callFresh();
  const first = await call('POST', '/library/welcome/clone');
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ name: 'Welcome', slug: 'welcome' });
  expect(first.body.versions[0]).toMatchObject({ status: 'DRAFT', number: 1 });
  const second = await call('POST', '/library/welcome/clone', { name: 'Hello', slug: 'hello' });
  expect(second.body).toMatchObject({ name: 'Hello', slug: 'hello' });
  const taken = await call('POST', '/library/welcome/clone', { slug: 'hello' });
  expect([taken.status, taken.body.errors[0].path]).toEqual([409, 'slug']);
  expect((await call('GET', '/templates')).body.meta.total).toBe(2);
});

test.each(STARTING_TEMPLATES)(
  '$id: published as it is, it can be sent',
  async ({ id, category }) => {
    const call = await callFresh();
    const { body } = await call('POST', `/library/${id}/clone`);
    const path = `/templates/${body.id}/versions/${body.versions[0].id}`;
    const published = await call('POST', `${path}/publish`);
    expect(published.status).toBe(200);
    expect(published.body).toMatchObject({
      undeclaredVariables: [],
      hasUnsubscribeLink: category !== 'transactional',
    });
    const names: string[] = body.versions[0].variables.map((one: { name: string }) => one.name);
    expect(names.filter((name) => !published.body.variablesFound.includes(name))).toEqual([]);

    const data = { firstName: 'Ana & Co', companyName: '<Press>', email: 'ana@example.com' };
    const shown = (await call('POST', `${path}/preview`, { data })).body;
    expect(shown.missingVariables).toEqual([]);
    for (const part of [shown.subject, shown.html, shown.text]) {
      expect(part).not.toMatch(/undefined|\{\{|\}\}/);
    }
    expect(shown.html).toContain('&lt;Press&gt;');
    expect(shown.text).toContain('Ana & Co');
  },
);

// What mail programs do to a page: Gmail cuts a message at 102 kB, Outlook on Windows knows neither
// flex nor grid nor max-width, many drop <style>, and all of them block scripts and style sheets.
test.each(STARTING_TEMPLATES)(
  '$id: nothing that a usual mail program stumbles over',
  ({ htmlBody }) => {
    expect(Buffer.byteLength(htmlBody)).toBeLessThan(20_000);
    expect(htmlBody).not.toMatch(
      /<script|<link|<form|<video|@import|position:|display:\s*(flex|grid)/,
    );
    expect(htmlBody).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const part of [
      ...['name="viewport"', '<title>', 'class="preheader"', '@media (max-width'],
      ...['content="light dark"', '{{postalAddress}}'],
    ]) {
      expect(htmlBody).toContain(part);
    }
    const tables = htmlBody.match(/<table[^>]*>/g)!;
    expect(tables.filter((table) => !table.includes('role="presentation"'))).toEqual([]);
    const widths = [...htmlBody.matchAll(/<table[^>]* width="(\d+)"/g)].map((match) =>
      Number(match[1]),
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(600);
    // A background has to be on the cell too: Outlook takes it from the attribute.
    const painted = [...htmlBody.matchAll(/^\.(\w+) \{[^}]*background-color/gm)].map((m) => m[1]!);
    const cells = htmlBody.match(/<td class="[^"]+"[^>]*>/g)!;
    for (const cell of cells.filter((one) => painted.includes(/class="(\w+)/.exec(one)![1]!))) {
      expect(cell).toContain('bgcolor="#');
    }
  },
);
