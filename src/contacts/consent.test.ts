import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../test/support/known.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import { inTenant } from '../db/transaction.ts';
import { addSuppression } from '../suppressions/add-suppression.ts';
import { removeSuppression } from '../suppressions/remove-suppression.ts';
import { liftUnsubscribe } from '../suppressions/service.ts';
import type { ConsentRecord } from './consent-record.ts';
import { contactRoutes } from './routes.ts';
import { optOut } from './service.ts';

// P46: each subscription has a consent record (time, source, IP, text version), and each
// unsubscription one with method and time.

const db = testDatabase();
const key = Buffer.alloc(32, 7);
const app = testServer(db, () => [
  contactRoutes({
    ...{ db, suppressionKey: key, known: NOTHING_KNOWN, forget: [] },
    liftUnsubscribe: (tx, tenantId, emails) => liftUnsubscribe(tx, tenantId, key, emails),
  }),
]);

async function tenant(): Promise<{ tenantId: string; call: Call }> {
  const { tenantId, apiKey } = await testTenant(db);
  return { tenantId, call: callAs(app, apiKey) };
}

async function recordsOf(call: Call, id: string): Promise<ConsentRecord[]> {
  const { status, body } = await call('GET', `/contacts/${id}/consent?limit=100`);
  expect([status, body.meta.nextCursor]).toEqual([200, null]);
  return body.data;
}

const briefly = (records: ConsentRecord[]) =>
  records.map(({ kind, method, version }) => [kind, method, version].join(' '));

test('P46: an opt-in is kept with time, source, IP and text version', async () => {
  const { call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', {
    ...{ email: 'ana@example.com', source: 'signup-form', consentVersion: 'v1' },
    ...{ consentAt: '2026-02-01T10:00:00.000+02:00', consentIp: '198.51.100.7' },
  });
  expect(ana).not.toHaveProperty('consentAt');
  const [record, ...more] = await recordsOf(call, ana.id);
  expect(more).toEqual([]);
  expect(record).toEqual({
    id: expect.stringMatching(/^consent_\d+$/),
    ...{ kind: 'OPT_IN', at: '2026-02-01T08:00:00.000Z', recordedAt: ana.createdAt },
    ...{ method: 'api', source: 'signup-form', version: 'v1', ip: '198.51.100.7' },
    actor: { type: 'api_key', id: expect.any(String) },
  });
  expect((await call('GET', `/contacts/${ana.id}`)).body.consent).toEqual(record);
});

test('without consentAt and consentIp it is now, and no IP: the caller is not the person', async () => {
  const { call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', { email: 'ana@example.com' });
  expect(await recordsOf(call, ana.id)).toMatchObject([{ at: ana.createdAt, ip: null }]);
});

test('a change that decides nothing leaves no record, whatever it says of the time', async () => {
  const { call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', {
    ...{ email: 'ana@example.com', externalId: 'a', consentVersion: 'v1' },
  });
  const again = { email: 'ana@example.com', optIn: true, consentVersion: 'v1' };
  await call('PUT', '/contacts', { ...again, source: 'other', attributes: { a: 1 } });
  await call('PUT', '/contacts', { ...again, consentAt: '2026-01-01T00:00:00Z' });
  await call('PATCH', `/contacts/${ana.id}`, { locale: 'es' });
  await call('POST', '/contacts/bulk', { contacts: [again, { ...again, consentIp: '::1' }] });
  expect(await recordsOf(call, ana.id)).toHaveLength(1);
});

test('each way writes one record, and the last one says what holds', async () => {
  const { tenantId, call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', {
    ...{ email: 'ana@example.com', optIn: false },
  });
  const actor = { type: 'api_key' as const, id: ana.id };
  await call('PATCH', `/contacts/${ana.id}`, { optIn: true, consentVersion: 'v1' });
  await call('PATCH', `/contacts/${ana.id}`, { consentVersion: 'v2' });
  await inTenant(db, tenantId, (tx) =>
    optOut(tx, tenantId, ana.id, new Date(), {
      ...{ method: 'hosted_page', actor: null, ip: '8.8.4.4' },
    }),
  );
  const back = { email: 'ana@example.com', optIn: true, consentVersion: 'v3' };
  await call('POST', '/contacts/bulk', { contacts: [back, back] });
  await inTenant(db, tenantId, (tx) =>
    addSuppression(tx, tenantId, key, 'ana@example.com', 'complaint', actor),
  );
  const records = await recordsOf(call, ana.id);
  expect(briefly(records).reverse()).toEqual([
    'OPT_OUT api ',
    'OPT_IN api v1',
    'OPT_IN api v2',
    'OPT_OUT hosted_page v2',
    'OPT_IN bulk v3',
    'OPT_OUT suppression v3',
  ]);
  expect(records[2]).toMatchObject({ ip: '8.8.4.4', actor: null });
  expect((await call('GET', `/contacts/${ana.id}`)).body).toMatchObject({
    ...{ optIn: false, consent: records[0] },
  });
});

test('a bulk upsert of 1,000 writes a record for each decision, in the order of its rows', async () => {
  const { tenantId, call } = await tenant();
  const row = (i: number) => ({ email: `p${i}@example.com`, consentVersion: 'v1' });
  const rows = Array.from({ length: 998 }, (_, i) => row(i));
  const twice = [
    { ...row(5), optIn: false },
    { ...row(5), optIn: true, consentVersion: 'v2' },
  ];
  expect((await call('POST', '/contacts/bulk', { contacts: [...rows, ...twice] })).status).toBe(
    200,
  );
  await call('POST', '/contacts/bulk', { contacts: rows.filter((_, i) => i !== 5) });
  const { rows: counts } = await inTenant(db, tenantId, (tx) =>
    sql`
      select count(*) as records, count(distinct contact_id) as contacts
      from consent_records where tenant_id = ${tenantId}`.execute(tx),
  );
  expect(counts).toEqual([{ records: 1_000, contacts: 998 }]);
  const { body } = await call('GET', '/contacts?q=p5@example.com');
  expect(briefly(await recordsOf(call, body.data[0].id))).toEqual([
    'OPT_IN bulk v2',
    'OPT_OUT bulk v1',
    'OPT_IN bulk v1',
  ]);
});

test('records come by the page, the last one first', async () => {
  const { call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', { email: 'a@example.com', externalId: 'a' });
  for (const version of ['v1', 'v2', 'v3', 'v4']) {
    await call('PATCH', `/contacts/${ana.id}`, { consentVersion: version });
  }
  const all = await recordsOf(call, 'a');
  const seen: ConsentRecord[] = [];
  for (let next = ''; next !== null; ) {
    const { body } = await call('GET', `/contacts/a/consent?limit=2${next}`);
    expect(body.data.length).toBeLessThanOrEqual(2);
    seen.push(...body.data);
    next = body.meta.nextCursor && `&cursor=${body.meta.nextCursor}`;
  }
  expect(seen).toEqual(all);
  expect(briefly(all)).toEqual(['v4', 'v3', 'v2', 'v1', ''].map((v) => `OPT_IN api ${v}`));
});

test.each([
  ['consentAt', '2999-01-01T00:00:00Z', 'lies in the future'],
  ['consentAt', '1969-12-31T23:59:59Z', 'before 1970'],
  ['consentAt', '2026-06-30T23:59:60Z', 'date and time'],
  ['consentAt', 'yesterday', 'date and time'],
  ['consentIp', 'localhost', 'IPv4 or IPv6'],
  ['consentIp', 'fe80::1%eth0', 'IPv4 or IPv6'],
  ['consentIp', '', 'IPv4 or IPv6'],
  ['consentIp', '10.0.0.0/8', 'IPv4 or IPv6'],
])('%s %j is refused, and spoils only its row of a bulk upsert', async (field, value, why) => {
  const { call } = await tenant();
  const row = { email: 'a@example.com', [field]: value };
  const single = await call('PUT', '/contacts', row);
  expect([single.status, single.body.errors[0].path]).toEqual([400, field]);
  expect(single.body.message).toContain(why);
  const bulk = await call('POST', '/contacts/bulk', {
    contacts: [row, { email: 'b@example.com' }],
  });
  expect(bulk.body).toMatchObject({ created: 1, failed: 1, errors: [{ index: 0 }] });
});

test('a cursor that is none of ours is 400, a contact that is not there 404', async () => {
  const { call } = await tenant();
  await call('PUT', '/contacts', { email: 'a@example.com', externalId: 'a' });
  expect((await call('GET', '/contacts/a/consent?cursor=msg_1')).status).toBe(400);
  expect((await call('GET', '/contacts/b/consent')).status).toBe(404);
  expect((await call('GET', '/contacts/b/export')).status).toBe(404);
});

test('P45: an erasure takes the records with it; nobody else can', async () => {
  const { tenantId, call } = await tenant();
  const { body: ana } = await call('PUT', '/contacts', { email: 'ana@example.com' });
  const { body: ben } = await call('PUT', '/contacts', { email: 'ben@example.com' });
  const wiped = await inTenant(db, tenantId, (tx) =>
    sql`delete from consent_records where tenant_id = ${tenantId}`.execute(tx),
  );
  expect(wiped.numAffectedRows).toBe(0n);
  const forged = inTenant(db, tenantId, (tx) =>
    sql`update consent_records set at = now() where tenant_id = ${tenantId}`.execute(tx),
  );
  await expect(forged).rejects.toThrow('permission denied');
  await call('DELETE', `/contacts/${ana.id}`);
  const { rows } = await inTenant(db, tenantId, (tx) =>
    sql<{ id: string }>`select contact_id as id from consent_records`.execute(tx),
  );
  expect(rows).toEqual([{ id: ben.id }]);
});

/** What a person and their tenant may do, one after the other. */
type Act =
  | { act: 'upsert' | 'patch' | 'bulk'; who: number; optIn?: boolean; version?: string | null }
  | { act: 'unsubscribe' | 'suppress' | 'unsuppress'; who: number };

const someone = fc.integer({ min: 0, max: 2 });
const acts = fc.array(
  fc.oneof(
    fc.record(
      {
        act: fc.constantFrom('upsert' as const, 'patch' as const, 'bulk' as const),
        who: someone,
        optIn: fc.boolean(),
        version: fc.constantFrom('v1', 'v2', 'v3', 'v10', null),
      },
      { requiredKeys: ['act', 'who'] },
    ),
    fc.record({
      act: fc.constantFrom('unsubscribe' as const, 'suppress' as const, 'unsuppress' as const),
      who: someone,
    }),
  ),
  { minLength: 1, maxLength: 12 },
);

test('the records of a contact, replayed, say what it says: any sequence of changes', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      const { tenantId, call } = await tenant();
      for (const one of sequence) await perform(tenantId, call, one);
      const { body } = await call('GET', '/contacts?limit=500');
      for (const contact of body.data) {
        const records = await recordsOf(call, contact.id);
        expect(records[0]?.kind).toBe(contact.optIn ? 'OPT_IN' : 'OPT_OUT');
        if (contact.optIn) expect(records[0]?.version).toBe(contact.consentVersion);
        // No opt-in is written twice: neighbours differ in the decision, or in what was agreed to.
        // Who was entered without consent may still say no.
        for (const [i, { kind, version }] of records.slice(1).entries()) {
          const later = records[i]!;
          if (kind === 'OPT_IN') expect([later.kind, later.version]).not.toEqual([kind, version]);
        }
      }
    }),
    { numRuns: 40 },
  );
});

async function perform(tenantId: string, call: Call, one: Act): Promise<void> {
  const email = `p${one.who}@example.com`;
  const actor = { type: 'api_key' as const, id: tenantId };
  const { body } = await call('GET', `/contacts?q=${email}`);
  const id = body.data[0]?.id;
  switch (one.act) {
    case 'unsubscribe':
      if (!id) return;
      return void (await inTenant(db, tenantId, (tx) =>
        optOut(tx, tenantId, id, new Date(), { method: 'one_click', actor: null }),
      ));
    case 'suppress':
      return void (await inTenant(db, tenantId, (tx) =>
        addSuppression(tx, tenantId, key, email, 'unsubscribe', actor),
      ));
    case 'unsuppress':
      return void (await inTenant(db, tenantId, (tx) =>
        removeSuppression(tx, tenantId, key, email, actor),
      ).catch(({ code }) => expect(code).toBe('not_found')));
    default:
      return change(call, id, { email, ...said(one) }, one.act);
  }
}

const said = ({ optIn, version }: { optIn?: boolean; version?: string | null }) => ({
  ...(optIn !== undefined && { optIn }),
  ...(version !== undefined && { consentVersion: version }),
});

async function change(call: Call, id: string | undefined, contact: object, act: string) {
  if (act === 'bulk') await call('POST', '/contacts/bulk', { contacts: [contact] });
  else if (act === 'upsert') await call('PUT', '/contacts', contact);
  else if (id) await call('PATCH', `/contacts/${id}`, contact);
}
