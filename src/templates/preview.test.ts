import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { newId } from '../lib/ids.ts';
import { templateRoutes } from './routes.ts';

const db = testDatabase();
const app = testServer(db, () => [templateRoutes({ db })]);

const HTML = `<style>p { color: red }</style><p>{{name}} {{pet.name}} {{email}} {{campaignName}}</p>
  <a href="{{unsubscribeUrl}}">bye</a> <a href="{{viewInBrowserUrl}}">view</a>`;

async function setUp(change: object = {}) {
  const { tenantId, apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const body = { name: 'News', subject: 'Hi {{name}}', htmlBody: HTML, ...change };
  const { body: made } = await call('POST', '/templates', body);
  const url = `/templates/${made.id}/versions/${made.versions[0].id}`;
  return { tenantId, call, url };
}

async function addContact(tenantId: string, attributes: object): Promise<string> {
  const id = newId();
  await sql`
    insert into contacts (tenant_id, id, email, external_id, opt_in, attributes)
    values (${tenantId}, ${id}, 'ana@example.com', 'crm-1', true,
            ${JSON.stringify(attributes)}::jsonb)`.execute(db.engine);
  return id;
}

test('a draft is shown as publishing would make it, a published version as it is', async () => {
  const { call, url } = await setUp();
  const input = { data: { name: '<Ana>', pet: { name: 'Rex' }, email: 'a@b.example' } };
  const draft = await call('POST', `${url}/preview`, input);
  expect(draft.status).toBe(200);
  expect(draft.body.subject).toBe('Hi <Ana>');
  expect(draft.body.html).toContain('<p style="color: red;">&lt;Ana&gt; Rex a@b.example News</p>');
  expect(draft.body.html).toContain('href="#unsubscribe"');
  expect(draft.body.text).toContain('<Ana> Rex a@b.example News');
  expect(draft.body.missingVariables).toEqual([]);
  expect((await call('GET', url)).body).toMatchObject({ status: 'DRAFT', publishedAt: null });
  await call('POST', `${url}/publish`);
  expect((await call('POST', `${url}/preview`, input)).body).toEqual(draft.body);
});

test('missing variables print nothing and are named; a fallback fills in', async () => {
  const { call, url } = await setUp({
    variables: [{ name: 'name', type: 'string', fallback: 'friend' }],
  });
  const { body } = await call('POST', `${url}/preview`, {});
  expect(body.subject).toBe('Hi friend');
  expect(body.missingVariables).toEqual(['pet.name', 'email']);
  expect(JSON.stringify(body)).not.toMatch(/undefined|\{\{/);
  const wrong = {
    data: { name: {}, pet: 'no', email: [1], constructor: 'x', unsubscribeUrl: 'javascript:1' },
  };
  const odd = await call('POST', `${url}/preview`, wrong);
  expect(odd.body.missingVariables).toEqual(['pet.name', 'email']);
  expect(odd.body.html).not.toContain('javascript');
});

test('another subject than its own, as a campaign may have one', async () => {
  const { call, url } = await setUp();
  const input = { subject: '{{name}} and {{other}}', data: { name: 'Ana' } };
  const { body } = await call('POST', `${url}/preview`, input);
  expect(body.subject).toBe('Ana and');
  expect(body.missingVariables).toContain('other');
});

test("a contact's data, by id or externalId; data wins over it", async () => {
  const { tenantId, call, url } = await setUp();
  const id = await addContact(tenantId, { name: 'Ana', pet: { name: 'Rex' } });
  for (const contactId of [id, 'crm-1']) {
    const { status, body } = await call('POST', `${url}/preview`, { contactId });
    expect([status, body.subject, body.missingVariables]).toEqual([200, 'Hi Ana', []]);
    expect(body.html).toContain('Ana Rex ana@example.com News');
  }
  const data = { name: 'Eva', email: 'eva@example.com' };
  const { body } = await call('POST', `${url}/preview`, { contactId: id, data });
  expect(body.html).toContain('Eva Rex eva@example.com');
});

test('contacts that are not there or not yours, and keys that may not read contacts', async () => {
  const { tenantId, call, url } = await setUp();
  const foreign = await addContact((await setUp()).tenantId, {});
  for (const contactId of [foreign, newId(), 'nobody', 'crm-1']) {
    const reply = await call('POST', `${url}/preview`, { contactId });
    expect([reply.status, reply.body.message]).toEqual([404, 'Contact not found']);
  }
  expect(tenantId).toBeTruthy();
  const limited = await testTenant(db, ['templates:read', 'templates:write']);
  const narrow = callAs(app, limited.apiKey);
  const { body: made } = await narrow('POST', '/templates', {
    name: 'a',
    subject: 's',
    htmlBody: 'h',
  });
  const own = `/templates/${made.id}/versions/${made.versions[0].id}/preview`;
  const refused = await narrow('POST', own, { contactId: 'x' });
  expect(refused.status).toBe(403);
  expect(refused.body.message).toBe('Missing required API key scope: contacts:read');
  expect((await narrow('POST', own, { data: {} })).status).toBe(200);
});

test('values that blow the message up are refused', async () => {
  const { call, url } = await setUp({ htmlBody: '{{a}}'.repeat(10_000) });
  const reply = await call('POST', `${url}/preview`, { data: { a: 'x'.repeat(10_000) } });
  expect([reply.status, reply.body.code]).toEqual([422, 'unprocessable']);
});
