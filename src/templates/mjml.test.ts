import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { templateRoutes } from './routes.ts';

const db = testDatabase();
const app = testServer(db, () => [templateRoutes({ db })]);

const TEXT = '<mj-text>Hello {{firstName}}, <a href="{{unsubscribeUrl}}">unsubscribe</a></mj-text>';

function mjml(inside: string, head = ''): string {
  return `<mjml>\n<mj-head>${head}</mj-head>\n<mj-body>\n<mj-section><mj-column>\n${inside}\n</mj-column></mj-section>\n</mj-body>\n</mjml>`;
}

async function fresh() {
  const call = callAs(app, (await testTenant(db)).apiKey);
  const make = (mjmlBody: unknown, over: object = {}) =>
    call('POST', '/templates', { name: 'May', subject: 'Hi', mjmlBody, ...over });
  const pathOf = ({ body }: Awaited<ReturnType<typeof make>>) =>
    `/templates/${body.id}/versions/${body.versions[0].id}`;
  return { call, make, pathOf };
}

test('HTML is made of it, with variables, and published as any', async () => {
  const { call, make, pathOf } = await fresh();
  const source = mjml(TEXT);
  const made = await make(source);
  expect(made.status).toBe(201);
  const [version] = made.body.versions;
  expect(version.mjmlBody).toBe(source);
  expect(version.htmlBody).toMatch(/^<!doctype html>/i);
  expect(version.htmlBody).not.toMatch(/<mj-|googleapis/);
  const published = await call('POST', `${pathOf(made)}/publish`);
  expect(published.body).toMatchObject({ hasUnsubscribeLink: true, mjmlBody: source });
  const { body } = await call('POST', `${pathOf(made)}/preview`, { data: { firstName: 'Ana' } });
  expect(body.html).toContain('Hello Ana,');
  expect(body.text).toContain('Hello Ana,');
});

test('a variable stands for a colour, a width, an address', async () => {
  const { make } = await fresh();
  const { status, body } = await make(
    mjml('<mj-button background-color="{{brand}}" href="{{url}}">Go</mj-button>'),
  );
  expect(status).toBe(201);
  expect(body.versions[0].htmlBody).toContain('background:{{brand}}');
});

test('the next version goes on with it; HTML of one’s own puts an end to it', async () => {
  const { call, make, pathOf } = await fresh();
  const made = await make(mjml(TEXT));
  const path = pathOf(made);
  const next = await call('POST', `/templates/${made.body.id}/versions`, { subject: 'June' });
  expect(next.body.mjmlBody).toBe(mjml(TEXT));
  const changed = await call('PATCH', path, { mjmlBody: mjml('<mj-text>New</mj-text>') });
  expect(changed.body.htmlBody).toContain('>New<');
  const kept = await call('PATCH', path, { subject: 'Hello' });
  expect(kept.body).toMatchObject({ mjmlBody: changed.body.mjmlBody });
  const byHand = await call('PATCH', path, { mjmlBody: null });
  expect(byHand.body).toMatchObject({ mjmlBody: null, htmlBody: changed.body.htmlBody });
  await call('PATCH', path, { mjmlBody: mjml(TEXT) });
  const own = await call('PATCH', path, { htmlBody: '<p>Own</p>' });
  expect(own.body).toMatchObject({ mjmlBody: null, htmlBody: '<p>Own</p>' });
});

test.each([
  ['an unknown element', mjml('<mj-bogus />'), /^line 5: <mj-bogus>: .*doesn't exist/],
  ['an unknown attribute', mjml('\n<mj-text colr="red">x</mj-text>'), /^line 6: .*colr/],
  ['a wrong colour', mjml('<mj-text color="12">x</mj-text>'), /^line 5: .*color/],
  ['a wrong place', mjml('<mj-section></mj-section>'), /^line 5: .*cannot be used inside/],
  ['not closed', mjml('\n\n<mj-text>x'), /^line 7: <mj-text> is not closed before <\/mj-column>/],
  ['closed twice', `${mjml('')}</mjml>`, /^line 8: <\/mjml> closes nothing/],
  ['an include', mjml('<mj-include path="/etc/passwd" />'), /^line 5: <mj-include> reads files/],
  ['an include of CSS', mjml('', '<mj-include type="css" path="./x.css" />'), /^line 2: <mj-inc/],
  ['HTML', '<p>x</p>', /^line 1: must begin with <mjml>/],
  ['no body', '<mjml></mjml>', /^line 1: must have an <mj-body>/],
])('refused with its line: %s', async (_, source, words) => {
  const { make } = await fresh();
  const { status, body } = await make(source);
  expect([status, body.errors[0].path]).toEqual([422, 'mjmlBody']);
  expect(body.errors[0].message).toMatch(words);
});

test('every fault is told, and what a comment says is none', async () => {
  const { make } = await fresh();
  const { body } = await make(
    mjml('<mj-a />\n<!-- <mj-include path="x" />\n</mj-text> -->\n<mj-b />'),
  );
  expect(body.errors.map(({ message }: { message: string }) => message.slice(0, 7))).toEqual([
    'line 5:',
    'line 8:',
  ]);
});

test('limits: size, depth, time (P33)', async () => {
  const { call, make, pathOf } = await fresh();
  const path = pathOf(await make(mjml(TEXT)));
  const refusal = async (mjmlBody: string) => {
    const { status, body } = await call('PATCH', path, { mjmlBody });
    return [status, body.errors?.[0]?.path];
  };
  expect(await refusal('x'.repeat(1_000_001))).toEqual([422, 'mjmlBody']);
  expect(await refusal(mjml('<mj-wrapper>'.repeat(80_000)))).toEqual([422, 'mjmlBody']);
  expect(await refusal('<!--'.repeat(250_000))).toEqual([422, 'mjmlBody']);
  expect(await refusal(mjml('<mj-bogus />'.repeat(80_000)))).toEqual([422, 'mjmlBody']);
  expect((await call('PATCH', path, { mjmlBody: '' })).status).toBe(400);
  expect((await call('PATCH', path, { mjmlBody: 5 })).status).toBe(400);
});

test('without HTML and without MJML there is nothing to make', async () => {
  const { make } = await fresh();
  for (const mjmlBody of [undefined, null]) {
    const { status, body } = await make(mjmlBody);
    expect([status, body.errors[0].path]).toEqual([400, 'htmlBody']);
  }
});
