import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import type { Call } from '../support/server.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

async function fresh(): Promise<Call> {
  return caller(app.url, (await testTenant(app.db)).apiKey);
}

const LINK = '<a href="{{unsubscribeUrl}}">Unsubscribe</a>';
const MAY = { name: 'May', subject: 'Hello {{firstName}}', htmlBody: `<p>Hello</p>${LINK}` };

async function make(call: Call, over: object = {}) {
  const { status, body } = await call('POST', '/templates', { ...MAY, ...over });
  expect(status).toBe(201);
  const path = `/templates/${body.id}/versions/${body.versions[0].id}`;
  return { id: body.id, versionId: body.versions[0].id, path, body };
}

test('T1: POST /templates answers 201 with the template and its first draft', async () => {
  const variables = [{ name: 'firstName', type: 'string', fallback: 'reader' }];
  const content = { ...MAY, textBody: 'Hello', locale: 'es', localeGroupId: null, variables };
  const { status, body } = await (await fresh())('POST', '/templates', content);
  expect(status).toBe(201);
  const { name, ...version } = content;
  expect(body).toMatchObject({ name, slug: 'may', versions: [{ ...version, status: 'DRAFT' }] });
});

test('T2: list, show, rename, delete', async () => {
  const call = await fresh();
  const { id } = await make(call);
  expect((await call('GET', '/templates')).body.data).toMatchObject([{ id, name: 'May' }]);
  expect((await call('GET', `/templates/${id}`)).body).toMatchObject({ id, versions: [{}] });
  expect((await call('PATCH', `/templates/${id}`, { name: 'June' })).body.name).toBe('June');
  expect((await call('DELETE', `/templates/${id}`)).body).toEqual({ deleted: true, id });
  expect((await call('GET', `/templates/${id}`)).status).toBe(404);
});

test('T3: a template that a campaign uses can not be deleted', async () => {
  const call = await fresh();
  const { id, versionId } = await make(call);
  await call('POST', '/campaigns', { name: 'Uses it', templateVersionId: versionId });
  expect((await call('DELETE', `/templates/${id}`)).status).toBe(409);
});

test('T4: slugs are unique per tenant', async () => {
  const call = await fresh();
  await make(call, { slug: 'may' });
  expect((await call('POST', '/templates', { ...MAY, slug: 'may' })).status).toBe(409);
  expect((await make(await fresh(), { slug: 'may' })).body.slug).toBe('may');
});

test('T5: versions: add, show, change a draft; a published one is 409', async () => {
  const call = await fresh();
  const { id, path } = await make(call);
  const added = await call('POST', `/templates/${id}/versions`, { subject: 'Second' });
  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({ status: 'DRAFT', subject: 'Second', htmlBody: MAY.htmlBody });
  expect((await call('GET', path)).body.subject).toBe(MAY.subject);
  expect((await call('PATCH', path, { subject: 'Changed' })).body.subject).toBe('Changed');
  await call('POST', `${path}/publish`);
  expect((await call('PATCH', path, { subject: 'Again' })).status).toBe(409);
});

test('T6: publish inlines CSS, makes the text and answers {id, status, publishedAt}', async () => {
  const call = await fresh();
  const htmlBody = `<style>h1 { color: teal }</style><h1>Hello {{firstName}}</h1>${LINK}`;
  const { path, versionId } = await make(call, { htmlBody });
  const { status, body } = await call('POST', `${path}/publish`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: versionId, status: 'PUBLISHED' });
  expect(Date.parse(body.publishedAt)).toBeGreaterThan(0);
  expect(body.publishedHtml).toContain('<h1 style="color: teal;">Hello {{firstName}}</h1>');
  expect(body.publishedText).toMatch(/^Hello \{\{firstName\}\}/);
});

test('T7: unpublish is 409 while a scheduled or running campaign uses the version', async () => {
  const call = await fresh();
  const { path, versionId } = await make(call);
  await call('POST', `${path}/publish`);
  const campaign = { name: 'Later', templateVersionId: versionId };
  const { id } = (await call('POST', '/campaigns', campaign)).body;
  const time = { scheduledAt: '2040-01-01T00:00:00Z', timezone: 'UTC' };
  expect((await call('POST', `/campaigns/${id}/schedule`, time)).status).toBe(200);
  expect((await call('POST', `${path}/unpublish`)).status).toBe(409);
  await call('POST', `/campaigns/${id}/cancel`);
  expect((await call('POST', `${path}/unpublish`)).body.status).toBe('DRAFT');
});

test('T8: variables: types, fallbacks, nested attributes, the names that Pressrun fills in', async () => {
  const call = await fresh();
  const types = ['string', 'number', 'boolean', 'url', 'email', 'image', 'color'];
  const fallbacks = [
    'x',
    '1',
    'true',
    'https://a.example/',
    'a@example.com',
    'https://a.example/i',
    'teal',
  ];
  const variables = types.map((type, i) => ({ name: `${type}_1`, type, fallback: fallbacks[i]! }));
  const system = [
    'email',
    'externalId',
    'locale',
    'campaignName',
    'unsubscribeUrl',
    'viewInBrowserUrl',
    'postalAddress',
  ];
  const names = [...variables.map(({ name }) => name), 'address.city', 'Name', ...system];
  const textBody = names.map((name) => `${name}=[{{${name}}}]`).join('\n');
  const { path } = await make(call, { variables, textBody });
  const ana = { email: 'ana@example.com', externalId: 'ana', locale: 'es' };
  const attributes = { address: { city: 'Vic' }, name: 'case matters' };
  await call('PUT', '/contacts', { ...ana, attributes });
  const { text } = (await call('POST', `${path}/preview`, { contactId: 'ana' })).body;
  for (const [i, { name }] of variables.entries())
    expect(text).toContain(`${name}=[${fallbacks[i]}]`);
  expect(text).toContain('address.city=[Vic]');
  expect(text).toContain('Name=[]');
  for (const [name, value] of Object.entries(ana)) expect(text).toContain(`${name}=[${value}]`);
  expect(text).toContain('campaignName=[May]');
  expect(text).not.toMatch(/(unsubscribeUrl|viewInBrowserUrl)=\[\]/);
});

test('T9: preview: for a contact or for data; names what is missing', async () => {
  const call = await fresh();
  const { path } = await make(call, { htmlBody: `<p>{{firstName}} {{plan}}</p>${LINK}` });
  const { status, body } = await call('POST', `${path}/preview`, { data: { firstName: 'A & B' } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ subject: 'Hello A & B', missingVariables: ['plan'] });
  expect(body.html).toContain('A &amp; B');
  expect(body.text).toContain('A & B');
});

test('T10: variants share a localeGroupId; a second published one of a locale is 409', async () => {
  const call = await fresh();
  const { id, path, versionId } = await make(call);
  await call('POST', `${path}/publish`);
  const publish = async (locale: string) => {
    const content = { locale, localeGroupId: versionId };
    const { body } = await call('POST', `/templates/${id}/versions`, content);
    expect(body).toMatchObject(content);
    return (await call('POST', `/templates/${id}/versions/${body.id}/publish`)).status;
  };
  expect([await publish('es'), await publish('de'), await publish('es')]).toEqual([200, 200, 409]);
});

test('T11: the library: list by category and search, show, clone into a draft', async () => {
  const call = await fresh();
  const { data, meta } = (await call('GET', '/library?category=newsletter&search=letter')).body;
  expect([data.length, meta.total]).toEqual([2, 2]);
  const one = (await call('GET', `/library/${data[0].id}`)).body;
  expect(one.htmlBody).toContain('{{unsubscribeUrl}}');
  const { status, body } = await call('POST', `/library/${data[0].id}/clone`);
  expect(status).toBe(201);
  expect(body).toMatchObject({ name: one.name, versions: [{ htmlBody: one.htmlBody }] });
});

test('T12: mjmlBody: the HTML is made of it; what is wrong with it is 422 with its line', async () => {
  const call = await fresh();
  const mjml = (inside: string) =>
    `<mjml><mj-body><mj-section><mj-column>\n${inside}\n</mj-column></mj-section></mj-body></mjml>`;
  const mjmlBody = mjml('<mj-text>Hello {{firstName}}</mj-text>');
  const { path, body } = await make(call, { htmlBody: undefined, mjmlBody });
  expect(body.versions[0]).toMatchObject({ mjmlBody, variablesFound: ['firstName'] });
  expect(body.versions[0].htmlBody).toContain('Hello {{firstName}}');
  const refused = await call('PATCH', path, {
    mjmlBody: mjml('<mj-include path="/etc/passwd" />'),
  });
  expect(refused.status).toBe(422);
  expect(refused.body.errors[0]).toMatchObject({
    ...{ path: 'mjmlBody', message: expect.stringMatching(/^line 2: /) },
  });
});
