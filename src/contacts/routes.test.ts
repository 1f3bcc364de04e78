import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../test/support/known.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { newId } from '../lib/ids.ts';
import { contactRoutes } from './routes.ts';
import { findContact, findContactById, optOut } from './service.ts';

const PAGE = { method: 'hosted_page' as const, actor: null };
const db = testDatabase();
const suppressionKey = Buffer.alloc(32, 7);
const forgotten: { id: string; email: string }[] = [];
const app = testServer(db, () => [
  contactRoutes({
    db,
    known: NOTHING_KNOWN,
    suppressionKey,
    forget: [async (_tx, _tenantId, contact) => void forgotten.push(contact)],
    liftUnsubscribe: async (tx, tenantId, emails) => {
      await sql`
        delete from suppressions s using unnest(${emails}::text[]) as e(email)
        where s.tenant_id = ${tenantId} and s.reason = 'unsubscribe'
          and s.address_hash = address_hash(${suppressionKey}, e.email)`.execute(tx);
    },
  }),
]);

async function tenant(): Promise<{ tenantId: string; call: Call }> {
  const { tenantId, apiKey } = await testTenant(db);
  return { tenantId, call: callAs(app, apiKey) };
}

async function suppress(tx: Tx, tenantId: string, email: string, reason: string) {
  await sql`
    insert into suppressions (tenant_id, address_hash, address, reason)
    values (${tenantId}, address_hash(${suppressionKey}, ${email}), ${email}, ${reason})`.execute(
    tx,
  );
}

test('PUT creates, then updates by address in any case, keeping what is not sent', async () => {
  const { call } = await tenant();
  const created = await call('PUT', '/contacts', {
    email: ' Ana@EXAMPLE.com ',
    locale: 'es',
    attributes: { name: 'Ana', nested: { list: [1, null, 'x'] } },
  });
  expect(created.status).toBe(200);
  expect(created.body).toEqual({
    id: expect.any(String),
    email: 'ana@example.com',
    externalId: null,
    locale: 'es',
    timezone: null,
    optIn: true,
    attributes: { name: 'Ana', nested: { list: [1, null, 'x'] } },
    consentVersion: null,
    source: null,
    projectId: null,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    updatedAt: created.body.createdAt,
    unsubscribedAt: null,
    suppressedAt: null,
  });
  const updated = await call('PUT', '/contacts', { email: 'ANA@example.COM', source: 'form' });
  expect(updated.body).toMatchObject({ id: created.body.id, locale: 'es', source: 'form' });
  expect(updated.body.attributes).toEqual(created.body.attributes);
  const same = await call('PUT', '/contacts', { email: 'ana@example.com', source: 'form' });
  expect(same.body).toEqual(updated.body);
  const cleared = await call('PUT', '/contacts', { email: 'ana@example.com', locale: null });
  expect(cleared.body.locale).toBeNull();
});

test('PUT by externalId moves the address; keys of another contact are a conflict', async () => {
  const { call } = await tenant();
  const ana = await call('PUT', '/contacts', { email: 'ana@a.org', externalId: 'ana' });
  const ben = await call('PUT', '/contacts', { email: 'ben@a.org', externalId: 'ben' });
  const moved = await call('PUT', '/contacts', { email: 'ana@b.org', externalId: 'ana' });
  expect(moved.body).toMatchObject({ id: ana.body.id, email: 'ana@b.org' });
  const taken = await call('PUT', '/contacts', { email: 'ben@a.org', externalId: 'ana' });
  expect(taken.status).toBe(409);
  expect(taken.body).toMatchObject({
    code: 'conflict',
    message: 'email: this address belongs to another contact',
  });
  const unknown = await call('PUT', '/contacts', { email: 'ben@a.org', externalId: 'new' });
  expect(unknown.status).toBe(409);
  const stolen = await call('PATCH', `/contacts/${ben.body.id}`, { externalId: 'ana' });
  expect(stolen.status).toBe(409);
  expect(stolen.body.message).toBe('externalId: this externalId belongs to another contact');
  expect((await call('PATCH', `/contacts/${ben.body.id}`, { email: 'ANA@b.org' })).status).toBe(
    409,
  );
  const linked = await call('PUT', '/contacts', { email: 'eve@a.org' });
  const link = await call('PUT', '/contacts', { email: 'eve@a.org', externalId: 'eve' });
  expect(link.body).toMatchObject({ id: linked.body.id, externalId: 'eve' });
});

test('PATCH changes only what is sent', async () => {
  const { call } = await tenant();
  const { body } = await call('PUT', '/contacts', { email: 'ana@a.org', attributes: { a: 1 } });
  const patched = await call('PATCH', `/contacts/${body.id.toUpperCase()}`, { locale: 'de' });
  expect(patched.body).toEqual({ ...body, locale: 'de', updatedAt: expect.any(String) });
  expect((await call('PATCH', `/contacts/${body.id}`, {})).body).toEqual(patched.body);
  const moved = await call('PATCH', `/contacts/${body.id}`, { email: 'Ana2@a.org' });
  expect(moved.body.email).toBe('ana2@a.org');
});

test('P25: an unsubscribed person stays so, until a newer consent lifts that suppression only', async () => {
  const { call, tenantId } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', { email: 'a@a.org', consentVersion: 'v9' });
  const at = new Date('2026-03-01T10:00:00.000Z');
  await inTenant(db, tenantId, async (tx) => {
    expect(await optOut(tx, tenantId, ana.id, at, PAGE)).toMatchObject({ changed: true });
    expect(await optOut(tx, tenantId, ana.id, new Date(), PAGE)).toMatchObject({
      changed: false,
      contact: { unsubscribedAt: at },
    });
    expect(await optOut(tx, tenantId, newId(), at, PAGE)).toBeNull();
    await suppress(tx, tenantId, 'a@a.org', 'unsubscribe');
  });
  const attempts = [
    call('PUT', '/contacts', { email: 'A@a.org', optIn: true, consentVersion: 'v9' }),
    call('PATCH', `/contacts/${ana.id}`, { optIn: true, consentVersion: 'v8' }),
    call('POST', '/contacts/bulk', { contacts: [{ email: 'a@a.org', optIn: true }] }),
    call('PATCH', `/contacts/${ana.id}`, { consentVersion: null }),
  ];
  for (const reply of await Promise.all(attempts)) expect(reply.status).toBe(200);
  const still = await call('GET', `/contacts/${ana.id}`);
  expect(still.body).toMatchObject({
    optIn: false,
    unsubscribedAt: at.toISOString(),
    suppressedAt: expect.any(String),
    consentVersion: 'v9',
  });
  const back = await call('PATCH', `/contacts/${ana.id}`, { optIn: true, consentVersion: 'v10' });
  expect(back.body).toMatchObject({ optIn: true, unsubscribedAt: null, suppressedAt: null });
  const out = await call('PATCH', `/contacts/${ana.id}`, { optIn: false });
  expect(out.body.unsubscribedAt).toBe(out.body.updatedAt);
  await inTenant(db, tenantId, (tx) => suppress(tx, tenantId, 'a@a.org', 'complaint'));
  const revived = await call('PUT', '/contacts', {
    email: 'a@a.org',
    optIn: true,
    consentVersion: 'v11',
  });
  expect(revived.body).toMatchObject({ optIn: true, suppressedAt: expect.any(String) });
});

test('bad bodies are refused with field and limit', async () => {
  const { call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', { email: 'ana@a.org' });
  for (const [fault, part] of [
    [{ externalId: 'x'.repeat(129) }, 'externalId: must NOT have more than 128'],
    [{ externalId: '' }, 'externalId: must NOT have fewer than 1'],
    [{ locale: 'pt' }, 'locale: must be one of es, en, it, fr, ca, de, null'],
    [{ optIn: 'true' }, 'optIn: must be boolean'],
    [{ optIn: null }, 'optIn: must be boolean'],
    [{ attributes: [] }, 'attributes: must be object'],
    [{ attributes: null }, 'attributes: must be object'],
    [{ attributes: { a: 'x'.repeat(10_240) } }, 'attributes: must have at most 8192 bytes'],
    [{ attributes: { ['k'.repeat(129)]: 1 } }, 'attributes: must have keys of at most 128'],
    [{ consentVersion: 'x'.repeat(65) }, 'consentVersion: must NOT have more than 64'],
    [{ source: 5 }, 'source: must be string or null'],
    [{ projectId: 'x'.repeat(65) }, 'projectId: must NOT have more than 64'],
    [{ email: 'not an address' }, 'email: must be an e-mail address'],
    [{ email: `${'a'.repeat(65)}@a.org` }, 'email: must be an e-mail address'],
    [{ email: `a@${'a'.repeat(400)}.org` }, 'email: must NOT have more than 320'],
    [{ email: 7 }, 'email: must be string'],
    [{ source: 'a\0' }, 'NUL'],
    [{ attributes: { a: '\ud800' } }, 'surrogate'],
    [{ id: newId() }, 'id: is not a known field'],
    [{ unsubscribedAt: null }, 'unsubscribedAt: is not a known field'],
  ] as const) {
    for (const reply of [
      await call('PUT', '/contacts', { email: 'ana@a.org', ...fault }),
      await call('PATCH', `/contacts/${ana.id}`, fault),
    ]) {
      expect([fault, reply.status]).toEqual([fault, 400]);
      expect(reply.body.message).toContain(part);
      expect(reply.body.errors.length).toBeGreaterThan(0);
    }
  }
  expect((await call('PUT', '/contacts', { externalId: 'x' })).body.message).toBe(
    'email: is required',
  );
  for (const body of ['[]', 'null', '""', '1']) {
    expect((await call('PUT', '/contacts', body)).status).toBe(400);
  }
  expect((await call('GET', `/contacts/${ana.id}`)).body).toMatchObject(ana);
});

test('P17: ids that are foreign, of another kind or garbage are the same 404', async () => {
  const { call, tenantId } = await tenant();
  const { body: theirs } = await (await tenant()).call('PUT', '/contacts', {
    email: 'ana@a.org',
    externalId: 'theirs',
  });
  const garbage = [theirs.id, 'theirs', newId(), tenantId, 'x', '%20', 'x'.repeat(300), '1%2F2'];
  for (const id of garbage) {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const reply = await call(method, `/contacts/${id}`, method === 'PATCH' ? {} : undefined);
      expect([id, method, reply.status]).toEqual([id, method, 404]);
      expect(reply.body).toMatchObject({ message: 'Contact not found', errors: [] });
    }
  }
  expect((await call('GET', '/contacts/a%00')).status).toBe(400);
  await inTenant(db, tenantId, async (tx) => {
    expect(await findContact(tx, tenantId, theirs.id)).toBeNull();
    expect(await findContactById(tx, tenantId, 'garbage')).toBeNull();
    expect(await optOut(tx, tenantId, theirs.id, new Date(), PAGE)).toBeNull();
  });
});

test('a contact is found by externalId before id, and by odd externalIds', async () => {
  const { call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', { email: 'ana@a.org' });
  const odd = ['bulk', 'a/b?c#d', '😀'.repeat(64), ana.id];
  for (const [index, externalId] of odd.entries()) {
    const { body } = await call('PUT', '/contacts', { email: `p${index}@a.org`, externalId });
    const found = await call('GET', `/contacts/${encodeURIComponent(externalId)}`);
    expect(found.body).toMatchObject(body);
  }
});

test('P45: DELETE erases the person, asks the others to forget, and stored answers too', async () => {
  const { call, tenantId } = await tenant();
  const contacts = [{ email: 'Ana@Exámple.com', locale: 'xx' }];
  const key = { 'idempotency-key': 'import-1' };
  const answer = await call('POST', '/contacts/bulk', { contacts }, key);
  expect(answer.body.errors[0].email).toBe('Ana@Exámple.com');
  const { body: ana } = await call('PUT', '/contacts', {
    email: 'ana@exámple.com',
    externalId: 'ana',
  });
  await inTenant(db, tenantId, (tx) => suppress(tx, tenantId, ana.email, 'unsubscribe'));
  const erased = await call('DELETE', '/contacts/ana');
  expect(erased.status).toBe(200);
  expect(erased.body).toEqual({ deleted: true, externalId: 'ana' });
  expect(forgotten.at(-1)).toEqual({ id: ana.id, email: ana.email });
  expect((await call('DELETE', '/contacts/ana')).status).toBe(404);
  const { rows } = await sql`select from idempotency_keys
    where tenant_id = ${tenantId} and key = 'import-1'`.execute(db.engine);
  expect(rows).toHaveLength(0);
  const again = await call('PUT', '/contacts', { email: ana.email, consentVersion: 'v99' });
  expect(again.body.id).not.toBe(ana.id);
  expect(again.body.suppressedAt).not.toBeNull();
  const byId = await call('DELETE', `/contacts/${again.body.id}`);
  expect(byId.body).toEqual({ deleted: true, externalId: null });
});
