import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import { newId } from '../lib/ids.ts';
import { templateRoutes } from './routes.ts';

const db = testDatabase();
const app = testServer(db, () => [templateRoutes({ db })]);

const CONTENT = {
  subject: 'Hi {{name}}',
  htmlBody: '<p>{{name}} <a href="{{unsubscribeUrl}}">bye</a></p>',
};

async function tenant(scopes?: string[]) {
  const { tenantId, apiKey } = await testTenant(db, scopes);
  return { tenantId, apiKey, call: callAs(app, apiKey) };
}

async function create(call: Call, change: object = {}) {
  const reply = await call('POST', '/templates', { name: 'News', ...CONTENT, ...change });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}

async function addCampaign(tenantId: string, versionId: string, status: string): Promise<void> {
  const finished = status === 'SENT' || status === 'CANCELLED';
  await sql`
    insert into campaigns (tenant_id, id, name, template_version_id, status, scheduled_at,
                           started_at, fanned_out_at, finished_at)
    values (${tenantId}, ${newId()}, 'Spring', ${versionId}, ${status}, now(), now(),
            now(), case when ${finished} then now() end)`.execute(db.engine);
}

test('a template is made with its first draft, shown, listed, renamed and deleted', async () => {
  const { call } = await tenant();
  const created = await create(call, {
    name: 'Añada nº 3',
    textBody: 'Hi',
    locale: 'es',
    variables: [{ name: 'name', type: 'string', fallback: 'friend' }],
  });
  expect(created).toMatchObject({ name: 'Añada nº 3', slug: 'anada-no-3' });
  expect(created.versions).toHaveLength(1);
  expect(created.versions[0]).toEqual({
    id: expect.any(String),
    templateId: created.id,
    number: 1,
    status: 'DRAFT',
    ...CONTENT,
    textBody: 'Hi',
    locale: 'es',
    localeGroupId: null,
    mjmlBody: null,
    variables: [{ name: 'name', type: 'string', fallback: 'friend' }],
    variablesFound: ['name', 'unsubscribeUrl'],
    undeclaredVariables: [],
    publishedAt: null,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    updatedAt: expect.any(String),
  });
  const shown = await call('GET', `/templates/${created.id}`);
  expect(shown.status).toBe(200);
  expect(shown.body).toMatchObject({ ...created, versions: [{ id: created.versions[0].id }] });
  expect(Object.keys(shown.body.versions[0])).not.toContain('htmlBody');
  const renamed = await call('PATCH', `/templates/${created.id}`, { name: 'Other' });
  expect(renamed.body).toMatchObject({ name: 'Other', slug: 'anada-no-3' });
  expect((await call('PATCH', `/templates/${created.id}`, { slug: 'other' })).body).toMatchObject({
    name: 'Other',
    slug: 'other',
  });
  expect((await call('PATCH', `/templates/${created.id}`, {})).status).toBe(200);
  const deleted = await call('DELETE', `/templates/${created.id}`);
  expect([deleted.status, deleted.body]).toEqual([200, { deleted: true, id: created.id }]);
  expect((await call('GET', `/templates/${created.id}`)).status).toBe(404);
  expect((await call('DELETE', `/templates/${created.id}`)).status).toBe(404);
});

test('the list: newest first, pages, search without regard to case', async () => {
  const { call } = await tenant();
  for (const name of ['Alpha 100%', 'Beta_x', 'Gamma']) await create(call, { name });
  const first = (await call('GET', '/templates?limit=2')).body;
  expect(first.data.map((t: { name: string }) => t.name)).toEqual(['Gamma', 'Beta_x']);
  expect(first.meta).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2 });
  const second = (await call('GET', '/templates?limit=2&page=2')).body;
  expect(second.data.map((t: { name: string }) => t.name)).toEqual(['Alpha 100%']);
  const names = async (q: string) =>
    (await call('GET', `/templates?q=${encodeURIComponent(q)}`)).body.data.map(
      (t: { name: string }) => t.name,
    );
  expect(await names('ALPHA')).toEqual(['Alpha 100%']);
  expect(await names('%')).toEqual(['Alpha 100%']);
  expect(await names('_')).toEqual(['Beta_x']);
  expect(await names('beta-x')).toEqual(['Beta_x']);
  expect(await names('\\')).toEqual([]);
});

test('slugs: made unique, also by twenty at once; a given one that is taken is a conflict', async () => {
  const { call } = await tenant();
  const made = await Promise.all(Array.from({ length: 20 }, () => create(call)));
  const numbers = Array.from({ length: 19 }, (_, i) => `news-${i + 2}`);
  expect(made.map(({ slug }) => slug).sort()).toEqual(['news', ...numbers].sort());
  await call('DELETE', `/templates/${made.find(({ slug }) => slug === 'news-7').id}`);
  expect((await create(call)).slug).toBe('news-7');
  expect((await create(call, { name: '日本' })).slug).toBe('template');
  expect((await create(call, { slug: 'own-2' })).slug).toBe('own-2');
  const taken = await call('POST', '/templates', { name: 'x', slug: 'own-2', ...CONTENT });
  expect([taken.status, taken.body.code]).toEqual([409, 'conflict']);
  expect(taken.body.errors[0].path).toBe('slug');
  const patched = await call('PATCH', `/templates/${made[0].id}`, { slug: 'own-2' });
  expect([patched.status, patched.body.code]).toEqual([409, 'conflict']);
  const other = await tenant();
  expect((await create(other.call, { slug: 'own-2' })).slug).toBe('own-2');
});

test('Idempotency-Key: a template is made once, a version published once', async () => {
  const { call } = await tenant();
  const headers = { 'idempotency-key': 'k' };
  const body = { name: 'Once', ...CONTENT };
  const first = await call('POST', '/templates', body, headers);
  const again = await call('POST', '/templates', body, headers);
  expect(again.body).toEqual(first.body);
  expect((await call('GET', '/templates')).body.meta.total).toBe(1);
  const url = `/templates/${first.body.id}/versions/${first.body.versions[0].id}/publish`;
  const published = await call('POST', url, undefined, { 'idempotency-key': 'p' });
  const replayed = await call('POST', url, undefined, { 'idempotency-key': 'p' });
  expect([published.status, replayed.status]).toEqual([200, 200]);
  expect(replayed.body).toEqual(published.body);
});

test('a new version takes what is missing from the newest', async () => {
  const { call } = await tenant();
  const made = await create(call, { textBody: 'one', variables: [{ name: 'a', type: 'url' }] });
  const url = `/templates/${made.id}/versions`;
  const second = await call('POST', url, { subject: 'Second', locale: 'en' });
  expect(second.status).toBe(201);
  expect(second.body).toMatchObject({
    number: 2,
    status: 'DRAFT',
    subject: 'Second',
    htmlBody: CONTENT.htmlBody,
    textBody: 'one',
    locale: 'en',
    variables: [{ name: 'a', type: 'url' }],
  });
  const third = await call('POST', url, { textBody: null, locale: null, variables: [] });
  expect(third.body).toMatchObject({
    number: 3,
    subject: 'Second',
    textBody: null,
    locale: null,
    variables: [],
  });
  const page = (await call('GET', `${url}?limit=2`)).body;
  expect(page.data.map((v: { number: number }) => v.number)).toEqual([3, 2]);
  expect(page.data[0].htmlBody).toBeUndefined();
  expect(page.meta).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2 });
  const shown = await call('GET', `${url}/${second.body.id}`);
  expect(shown.body).toEqual(second.body);
  const parallel = await Promise.all(Array.from({ length: 8 }, () => call('POST', url, {})));
  const numbers = parallel.map(({ body }) => body.number).sort((a, b) => a - b);
  expect(numbers).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  for (const { id } of (await call('GET', url)).body.data) {
    expect((await call('DELETE', `${url}/${id}`)).body).toEqual({ deleted: true, id });
  }
  const nothing = await call('POST', url, { subject: 'x' });
  expect([nothing.status, nothing.body.errors[0].path]).toEqual([400, 'htmlBody']);
});

test('a template has at most 1,000 versions', async () => {
  const { call, tenantId } = await tenant();
  const { id } = await create(call);
  await sql`
    insert into template_versions (tenant_id, id, template_id, number, status, subject, html_body)
    select ${tenantId}, gen_random_uuid(), ${id}, n, 'DRAFT', 's', 'h'
    from generate_series(2, 1000) n`.execute(db.engine);
  const refused = await call('POST', `/templates/${id}/versions`, {});
  expect([refused.status, refused.body.code]).toEqual([422, 'unprocessable']);
  expect((await call('GET', `/templates/${id}`)).body.versions).toHaveLength(1000);
});

test('drafts change; what is published does not', async () => {
  const { call } = await tenant();
  const { id, versions } = await create(call);
  const url = `/templates/${id}/versions/${versions[0].id}`;
  const patched = await call('PATCH', url, { subject: 'New {{x}}', textBody: 'T' });
  expect(patched.status).toBe(200);
  expect(patched.body).toMatchObject({ subject: 'New {{x}}', htmlBody: CONTENT.htmlBody });
  expect((await call('POST', `${url}/publish`)).status).toBe(200);
  for (const reply of [
    await call('PATCH', url, { subject: 'Later' }),
    await call('DELETE', url),
    await call('POST', `${url}/publish`),
  ]) {
    expect([reply.status, reply.body.code]).toEqual([409, 'wrong_state']);
    expect(reply.body.message).toContain('PUBLISHED');
  }
  expect((await call('GET', url)).body.subject).toBe('New {{x}}');
});

test('publishing inlines CSS, makes the text and says what it found', async () => {
  const { call } = await tenant();
  const { id, versions } = await create(call, {
    subject: 'Hi {{name}}',
    htmlBody: `<style>p { color: red }</style><p>{{city}}</p>
      <a href="{{unsubscribeUrl}}">bye</a>`,
    variables: [{ name: 'name', type: 'string' }],
  });
  const url = `/templates/${id}/versions/${versions[0].id}`;
  const { status, body } = await call('POST', `${url}/publish`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: versions[0].id,
    status: 'PUBLISHED',
    publishedAt: expect.any(String),
    htmlBody: versions[0].htmlBody,
    textBody: null,
    variablesFound: ['name', 'city', 'unsubscribeUrl'],
    undeclaredVariables: ['city'],
    hasUnsubscribeLink: true,
  });
  expect(body.publishedHtml).toContain('<p style="color: red;">{{city}}</p>');
  expect(body.publishedText).toContain('bye [{{unsubscribeUrl}}]');
  expect((await call('GET', url)).body).toEqual(body);
  const back = await call('POST', `${url}/unpublish`);
  expect([back.status, back.body.status, back.body.publishedAt]).toEqual([200, 'DRAFT', null]);
  expect(back.body.publishedHtml).toBeUndefined();
  const twice = await call('POST', `${url}/unpublish`);
  expect([twice.status, twice.body.code]).toEqual([409, 'wrong_state']);
  expect(twice.body.message).toContain('DRAFT');
  expect((await call('PATCH', url, { subject: 'Now' })).status).toBe(200);
  expect((await call('POST', `${url}/publish`)).body.subject).toBe('Now');
});

test('HTML that can not be processed is refused with words', async () => {
  const { call } = await tenant();
  const { id, versions } = await create(call, { htmlBody: '<b>'.repeat(300_000) });
  const url = `/templates/${id}/versions/${versions[0].id}`;
  for (const reply of [
    await call('POST', `${url}/publish`),
    await call('POST', `${url}/preview`, {}),
  ]) {
    expect([reply.status, reply.body.code]).toEqual([422, 'unprocessable']);
    expect(reply.body.errors[0]).toMatchObject({ path: 'htmlBody' });
    expect(reply.body.message).toContain('too complex');
  }
  expect((await call('GET', url)).body.status).toBe('DRAFT');
});

test('HTML that explodes when its CSS is inlined is refused', async () => {
  const { call } = await tenant();
  const rule = `.a { background: url(https://a.example/${'x'.repeat(20_000)}) }`;
  const htmlBody = `<style>${rule}</style>${'<p class="a">x</p>'.repeat(250)}`;
  const { id, versions } = await create(call, { htmlBody });
  const reply = await call('POST', `/templates/${id}/versions/${versions[0].id}/publish`);
  expect([reply.status, reply.body.errors[0]?.path]).toEqual([422, 'htmlBody']);
  expect(reply.body.message).toContain('4 MB');
});

test('publish and patch at once: what is published is what was prepared', async () => {
  const { call } = await tenant();
  const { id, versions } = await create(call);
  const url = `/templates/${id}/versions/${versions[0].id}`;
  const [published, ...patched] = await Promise.all([
    call('POST', `${url}/publish`),
    ...Array.from({ length: 10 }, (_, i) => call('PATCH', url, { htmlBody: `<p>{{v${i}}}</p>` })),
  ]);
  for (const { status } of patched) expect([200, 409]).toContain(status);
  expect([200, 409]).toContain(published.status);
  const after = (await call('GET', url)).body;
  expect(after.status === 'PUBLISHED').toBe(published.status === 200);
  if (published.status === 200) expect(after.publishedHtml).toBe(after.htmlBody);
  else expect(published.body.message).toContain('changed');
  const both = await create(call);
  const other = `/templates/${both.id}/versions/${both.versions[0].id}/publish`;
  const replies = await Promise.all([call('POST', other), call('POST', other)]);
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('locale variants: one published version per group and locale', async () => {
  const { call } = await tenant();
  const { id, versions } = await create(call);
  const url = `/templates/${id}/versions`;
  const groupId = versions[0].id;
  const variant = async (locale: string | null) =>
    (await call('POST', url, { locale, localeGroupId: groupId })).body.id;
  const [en, secondEn, neutral] = [await variant('en'), await variant('en'), await variant(null)];
  expect((await call('POST', `${url}/${groupId}/publish`)).status).toBe(200);
  expect((await call('POST', `${url}/${en}/publish`)).body.localeGroupId).toBe(groupId);
  for (const taken of [secondEn, neutral]) {
    const reply = await call('POST', `${url}/${taken}/publish`);
    expect([reply.status, reply.body.code]).toEqual([409, 'conflict']);
    expect(reply.body.errors[0].path).toBe('locale');
  }
  expect((await call('POST', `${url}/${en}/unpublish`)).status).toBe(200);
  expect((await call('POST', `${url}/${secondEn}/publish`)).status).toBe(200);
  // Another template may hold variants of the group; a variant's own id is no group.
  const elsewhere = await create(call, { localeGroupId: groupId, locale: 'de' });
  const foreign = await create((await tenant()).call);
  for (const wrong of [en, foreign.versions[0].id, id, newId(), 'nonsense', '']) {
    for (const reply of [
      await call('POST', url, { localeGroupId: wrong }),
      await call('PATCH', `${url}/${neutral}`, { localeGroupId: wrong }),
      await call('POST', '/templates', { name: 'x', ...CONTENT, localeGroupId: wrong }),
    ]) {
      expect([wrong, reply.status]).toEqual([wrong, 400]);
      expect(reply.body.errors[0].path).toBe('localeGroupId');
    }
  }
  const moved = await call('PATCH', `${url}/${neutral}`, {
    localeGroupId: elsewhere.versions[0].localeGroupId,
  });
  expect(moved.status).toBe(200);
});

test('what a campaign uses stays published', async () => {
  const { call, tenantId } = await tenant();
  for (const [status, answer] of [
    ['DRAFT', 200],
    ['SCHEDULED', 409],
    ['SENDING', 409],
    ['PAUSED', 409],
    ['SENT', 200],
    ['CANCELLED', 200],
  ] as const) {
    const { id, versions } = await create(call);
    const url = `/templates/${id}/versions`;
    const base = versions[0].id;
    const variant = (await call('POST', url, { locale: 'en', localeGroupId: base })).body.id;
    const loner = await create(call);
    const lonerUrl = `/templates/${loner.id}/versions/${loner.versions[0].id}`;
    for (const path of [`${url}/${base}`, `${url}/${variant}`, lonerUrl]) {
      expect((await call('POST', `${path}/publish`)).status).toBe(200);
    }
    await addCampaign(tenantId, base, status);
    for (const version of [variant, base]) {
      const reply = await call('POST', `${url}/${version}/unpublish`);
      expect([status, reply.status]).toEqual([status, answer]);
      if (answer === 409) {
        expect(reply.body.code).toBe('conflict');
        expect(reply.body.message).toContain(`"Spring"`);
        expect(reply.body.message).toContain(status);
      }
    }
    expect((await call('POST', `${lonerUrl}/unpublish`)).status).toBe(200);
  }
});

test('nothing that a campaign refers to is deleted', async () => {
  const { call, tenantId } = await tenant();
  const { id, versions } = await create(call);
  const other = await create(call, { locale: 'en', localeGroupId: versions[0].id });
  const otherUrl = `/templates/${other.id}/versions/${other.versions[0].id}`;
  await addCampaign(tenantId, versions[0].id, 'DRAFT');
  for (const url of [`/templates/${id}/versions/${versions[0].id}`, `/templates/${id}`]) {
    const reply = await call('DELETE', url);
    expect([reply.status, reply.body.code]).toEqual([409, 'conflict']);
    expect(reply.body.message).toContain('"Spring"');
  }
  expect((await call('POST', `${otherUrl}/publish`)).status).toBe(200);
  expect((await call('DELETE', `/templates/${other.id}`)).status).toBe(409);
  expect((await call('POST', `${otherUrl}/unpublish`)).status).toBe(200);
  expect((await call('DELETE', `/templates/${other.id}`)).status).toBe(200);
});
