import { sql } from 'kysely';
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

test('C1: the fields of a contact', async () => {
  const call = await fresh();
  const sent = {
    ...{ email: 'Ana@Example.com', externalId: 'c'.repeat(128), locale: 'ca', optIn: true },
    timezone: 'Europe/Madrid',
    ...{ attributes: { plan: 'pro', tags: ['a'] }, consentVersion: 'v'.repeat(64) },
    ...{ source: 's'.repeat(64), projectId: 'news' },
  };
  const { status, body } = await call('PUT', '/contacts', sent);
  expect(status).toBe(200);
  expect(body).toEqual({
    ...sent,
    email: 'ana@example.com',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    createdAt: expect.stringMatching(/\.\d{3}Z$/),
    updatedAt: expect.stringMatching(/\.\d{3}Z$/),
    unsubscribedAt: null,
    suppressedAt: null,
  });
  for (const [field, value] of [
    ['externalId', 'c'.repeat(129)],
    ['consentVersion', 'v'.repeat(65)],
    ['source', 's'.repeat(65)],
    ['locale', 'pt'],
    ['timezone', 'Europe/Atlantis'],
    ['timezone', '+02:00'],
  ] as const) {
    const reply = await call('PUT', '/contacts', { ...sent, [field]: value });
    expect([field, reply.status, reply.body.errors[0].path]).toEqual([field, 400, field]);
  }
  for (const locale of ['es', 'en', 'it', 'fr', 'ca', 'de', null]) {
    expect((await call('PUT', '/contacts', { ...sent, locale })).body.locale).toBe(locale);
  }
});

test('C2: PUT upserts by externalId if given, else by address; 409 for another’s', async () => {
  const call = await fresh();
  const put = (body: object) => call('PUT', '/contacts', body);
  const ana = (await put({ email: 'ana@example.com', externalId: 'ana' })).body;
  const ben = (await put({ email: 'ben@example.com' })).body;
  expect((await put({ email: 'ana.new@example.com', externalId: 'ana' })).body).toMatchObject({
    ...{ id: ana.id, email: 'ana.new@example.com' },
  });
  expect((await put({ email: 'BEN@example.com', locale: 'de' })).body).toMatchObject({
    ...{ id: ben.id, locale: 'de' },
  });
  const taken = await put({ email: 'ben@example.com', externalId: 'ana' });
  expect([taken.status, taken.body.errors[0].path]).toEqual([409, 'email']);
});

test('C3: an upsert keeps omitted fields; attributes are replaced only when sent', async () => {
  const call = await fresh();
  const email = 'ana@example.com';
  await call('PUT', '/contacts', { email, locale: 'es', attributes: { a: 1, b: 2 } });
  const kept = await call('PUT', '/contacts', { email, source: 'form' });
  expect(kept.body).toMatchObject({ locale: 'es', source: 'form', attributes: { a: 1, b: 2 } });
  const replaced = await call('PUT', '/contacts', { email, attributes: { b: 3 } });
  expect(replaced.body.attributes).toEqual({ b: 3 });
});

test('C4: PATCH changes only what is sent', async () => {
  const call = await fresh();
  const made = (await call('PUT', '/contacts', { email: 'ana@example.com', locale: 'es' })).body;
  const { status, body } = await call('PATCH', `/contacts/${made.id}`, { source: 'desk' });
  expect(status).toBe(200);
  expect({ ...body, updatedAt: '' }).toEqual({ ...made, source: 'desk', updatedAt: '' });
});

test('C5: bulk: 1 to 1,000 rows, each counted or named with its reason', async () => {
  const call = await fresh();
  await call('PUT', '/contacts', { email: 'ana@example.com' });
  await call('PUT', '/contacts', { email: 'ben@example.com' });
  const { status, body } = await call('POST', '/contacts/bulk', {
    contacts: [
      ...[{ email: 'new@example.com' }, { email: 'ana@example.com', locale: 'it' }],
      ...[{ email: 'ben@example.com' }, { email: 'nobody' }, { email: 'x@example.com', age: 7 }],
    ],
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    ...{ created: 1, updated: 1, unchanged: 1, failed: 2 },
    errors: [
      { index: 3, email: 'nobody', message: expect.stringMatching(/^email: /) },
      { index: 4, email: 'x@example.com', message: 'age: is not a known field' },
    ],
  });
  for (const count of [0, 1_001]) {
    const contacts = Array.from({ length: count }, (_, i) => ({ email: `p${i}@example.com` }));
    expect([count, (await call('POST', '/contacts/bulk', { contacts })).status]).toEqual([
      count,
      400,
    ]);
  }
});

test('C6: the list by page, cursor, locale, optIn, updatedSince, projectId and q', async () => {
  const call = await fresh();
  const people = [
    { email: 'ana@example.com', externalId: 'one', locale: 'es', projectId: 'a' },
    { email: 'ben@example.net', externalId: 'two', locale: 'en', optIn: false },
    { email: 'cleo@example.org', externalId: 'three', projectId: 'a' },
  ];
  await call('POST', '/contacts/bulk', { contacts: people });
  const found = async (query: string) => {
    const { status, body } = await call('GET', `/contacts?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body.data.map((one: { externalId: string }) => one.externalId).sort();
  };
  expect(await found('')).toEqual(['one', 'three', 'two']);
  expect(await found('page=2&limit=2')).toHaveLength(1);
  expect(await found('locale=es')).toEqual(['one']);
  expect(await found('optIn=false')).toEqual(['two']);
  expect(await found('projectId=a')).toEqual(['one', 'three']);
  expect(await found('q=EXAMPLE.NET')).toEqual(['two']);
  expect(await found('q=thr')).toEqual(['three']);
  expect(await found('updatedSince=2999-01-01T00:00:00Z')).toEqual([]);
  expect(await found('updatedSince=2020-01-01T00:00:00Z')).toHaveLength(3);
});

test('C7: GET one by its id or its externalId', async () => {
  const call = await fresh();
  const { id } = (await call('PUT', '/contacts', { email: 'a@example.com', externalId: 'x/1' }))
    .body;
  expect((await call('GET', `/contacts/${id}`)).body.id).toBe(id);
  expect((await call('GET', '/contacts/x%2F1')).body.id).toBe(id);
});

test('C8: DELETE erases the person everywhere and says so; a later import stays suppressed', async () => {
  const { tenantId, apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const person = { email: 'gone@example.com', externalId: 'gone', attributes: { city: 'Girona' } };
  await call('PUT', '/contacts', person, { 'idempotency-key': 'x' });
  const { status, body } = await call('DELETE', '/contacts/gone');
  expect([status, body]).toEqual([200, { deleted: true, externalId: 'gone' }]);
  expect((await call('GET', '/contacts/gone')).status).toBe(404);
  for (const table of ['contacts', 'suppressions', 'events', 'idempotency_keys']) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(table)} t
      where tenant_id = ${tenantId}`.execute(app.db.engine);
    expect([table, rows.filter(({ row }) => /gone@|Girona/.test(row))]).toEqual([table, []]);
  }
  const again = await call('PUT', '/contacts', { ...person, optIn: true });
  expect(again.body.suppressedAt).not.toBeNull();
  const { id } = (await call('PUT', '/contacts', { email: 'by-id@example.com' })).body;
  expect((await call('DELETE', `/contacts/${id}`)).body).toEqual({
    deleted: true,
    externalId: null,
  });
});

test('C9: optIn: true revives an unsubscribed contact only with a newer consentVersion', async () => {
  const { tenantId, apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const email = 'ana@example.com';
  await call('PUT', '/contacts', { email, optIn: true, consentVersion: '2026-01' });
  await sql`update contacts set opt_in = false, unsubscribed_at = now()
            where tenant_id = ${tenantId}`.execute(app.db.engine);
  for (const consentVersion of [undefined, '2026-01', '2025-12']) {
    const { body } = await call('PUT', '/contacts', { email, optIn: true, consentVersion });
    expect([consentVersion, body.optIn]).toEqual([consentVersion, false]);
  }
  const newer = { email, optIn: true, consentVersion: '2026-02' };
  expect((await call('PUT', '/contacts', newer)).body).toMatchObject({ optIn: true });
});

test('C12: timezone: set, kept, changed, cleared; one name per zone; in bulk a wrong one fails alone', async () => {
  const call = await fresh();
  const put = (body: object) => call('PUT', '/contacts', { email: 'ana@example.com', ...body });
  expect((await put({})).body.timezone).toBeNull();
  const ana = (await put({ timezone: 'asia/calcutta' })).body;
  expect(ana.timezone).toBe('Asia/Kolkata');
  expect((await put({ timezone: 'Asia/Kolkata' })).body.updatedAt).toBe(ana.updatedAt);
  expect((await put({ locale: 'es' })).body.timezone).toBe('Asia/Kolkata');
  const patch = (timezone: unknown) => call('PATCH', `/contacts/${ana.id}`, { timezone });
  expect((await patch('US/Eastern')).body.timezone).toBe('America/New_York');
  for (const wrong of ['Mars/Olympus', '+02:00', '', 7]) {
    const { status, body } = await patch(wrong);
    expect([wrong, status, body.errors[0].path]).toEqual([wrong, 400, 'timezone']);
  }
  expect((await patch(null)).body.timezone).toBeNull();
  const { body } = await call('POST', '/contacts/bulk', {
    contacts: [
      { email: 'ana@example.com', timezone: 'Pacific/Auckland' },
      { email: 'ben@example.com', timezone: 'Mars/Olympus' },
    ],
  });
  expect(body).toMatchObject({ updated: 1, failed: 1, errors: [{ index: 1 }] });
  expect(body.errors[0].message).toMatch(/^timezone: .*Europe\/Madrid/);
  const { data } = (await call('GET', '/contacts')).body;
  expect(data.map((one: { timezone: string }) => one.timezone)).toEqual(['Pacific/Auckland']);
});

test('C13: each decision has a record, and the contact shows the last one', async () => {
  const call = await fresh();
  const consentAt = '2026-02-01T09:00:00.000Z';
  await call('PUT', '/contacts', {
    ...{ email: 'ana@example.com', externalId: 'a', source: 'form', consentVersion: 'v1' },
    ...{ consentAt, consentIp: '2001:db8::7' },
  });
  await call('PUT', '/contacts', { email: 'ana@example.com', optIn: false });
  const { status, body } = await call('GET', '/contacts/a/consent?limit=1');
  expect(status).toBe(200);
  expect(body).toMatchObject({ data: [{ kind: 'OPT_OUT', method: 'api' }], meta: { limit: 1 } });
  expect((await call('GET', '/contacts/a')).body.consent).toEqual(body.data[0]);
  const next = await call('GET', `/contacts/a/consent?cursor=${body.meta.nextCursor}`);
  expect(next.body).toEqual({
    data: [
      {
        id: expect.stringMatching(/^consent_\d+$/),
        ...{ kind: 'OPT_IN', at: consentAt, recordedAt: expect.stringMatching(/\.\d{3}Z$/) },
        ...{ method: 'api', source: 'form', version: 'v1', ip: '2001:db8::7' },
        actor: { type: 'api_key', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ],
    meta: { limit: 20, nextCursor: null },
  });
  expect((await call('GET', '/contacts/a/consent?limit=101')).status).toBe(400);
});

test('C14: the export of a person', async () => {
  const call = await fresh();
  await call('PUT', '/contacts', { email: 'ana@example.com', externalId: 'a' });
  await call('POST', '/suppressions', { email: 'ana@example.com' });
  const { status, headers, body } = await call('GET', '/contacts/a/export');
  expect(status).toBe(200);
  expect(headers['content-disposition']).toMatch(/^attachment; filename="contact-[0-9a-f-]{36}/);
  expect(body).toEqual({
    exportedAt: expect.stringMatching(/\.\d{3}Z$/),
    contact: expect.objectContaining({
      email: 'ana@example.com',
      suppressedAt: expect.any(String),
    }),
    consent: [expect.objectContaining({ kind: 'OPT_IN' })],
    suppression: expect.objectContaining({ email: 'ana@example.com', reason: 'manual' }),
    messages: [],
    events: [],
    hits: [],
    isComplete: true,
  });
});
