import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../test/support/known.ts';
import { type Call, callAs, testServer } from '../../test/support/server.ts';
import { isWaitedFor, pidOf } from '../../test/support/waited-for.ts';
import { inTenant } from '../db/transaction.ts';
import { contactRoutes } from './routes.ts';
import { findContact, optOut } from './service.ts';

const PAGE = { method: 'hosted_page' as const, actor: null };
const db = testDatabase();
const app = testServer(db, () => [
  contactRoutes({
    db,
    known: NOTHING_KNOWN,
    suppressionKey: Buffer.alloc(32, 7),
    forget: [],
    liftUnsubscribe: async () => {},
  }),
]);

async function tenant(): Promise<Call> {
  return callAs(app, (await testTenant(db)).apiKey);
}

function bulk(call: Call, contacts: unknown, headers?: Record<string, string>) {
  return call('POST', '/contacts/bulk', { contacts }, headers);
}

const addresses = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ email: `p${from + index}@example.com` }));

test('rows are counted; the same request again changes nothing (P16)', async () => {
  const call = await tenant();
  const first = await bulk(call, addresses(1_000));
  expect(first.status).toBe(200);
  expect(first.body).toEqual({ created: 1_000, updated: 0, unchanged: 0, failed: 0, errors: [] });
  const again = await bulk(call, addresses(1_000));
  expect(again.body).toEqual({ created: 0, updated: 0, unchanged: 1_000, failed: 0, errors: [] });
  const mixed = [...addresses(2, 999), { email: 'p0@example.com', attributes: { a: 1 } }];
  expect((await bulk(call, mixed)).body).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
});

test('bad rows fail alone, each with its reason', async () => {
  const call = await tenant();
  await call('PUT', '/contacts', { email: 'taken@example.com', externalId: 'taken' });
  const bad: [unknown, string][] = [
    [{ email: 'no address' }, 'email: must be an e-mail address'],
    [{ email: 'a@b' }, 'email: must be an e-mail address'],
    [{ email: 'a\r\nb@example.com' }, 'email: must be an e-mail address'],
    [{ email: '' }, 'email: must be an e-mail address'],
    [{}, 'email: is required'],
    [{ email: null }, 'email: must be string'],
    [{ email: { $gt: '' } }, 'email: must be string'],
    [{ email: `${'x'.repeat(300)}\ud83d@example.com` }, 'email: must be an e-mail address'],
    [{ email: 'ok@example.com', attributes: { a: 'x'.repeat(10_240) } }, 'attributes: must have'],
    [{ email: 'ok@example.com', attributes: { a: '\0' } }, 'attributes.a: holds a NUL'],
    [{ email: 'ok@example.com', attributes: { '\0': 1 } }, 'attributes: a field name holds a NUL'],
    [{ email: 'ok@example.com', source: '\udc00' }, 'source: holds half of a surrogate'],
    [{ email: 'ok@example.com\0' }, 'email: must be an e-mail address'],
    [{ email: 'ok@example.com', externalId: 'x'.repeat(129) }, 'externalId: must NOT have more'],
    [{ email: 'ok@example.com', locale: 'xx' }, 'locale: must be one of es, en, it'],
    [{ email: 'ok@example.com', optIn: 1 }, 'optIn: must be boolean'],
    [{ email: 'ok@example.com', ['u'.repeat(1_000)]: 1 }, 'is not a known field'],
    [{ email: 'ok@example.com', '\0': 1 }, 'is not a known field'],
    [{ email: 'taken@example.com', externalId: 'other' }, 'email: this address belongs to another'],
    [null, 'must be an object'],
    [7, 'must be an object'],
    ['ok@example.com', 'must be an object'],
    [[], 'must be an object'],
  ];
  const rows = bad.flatMap(([row], index) => [row, { email: `good${index}@example.com` }]);
  const { status, body } = await bulk(call, rows);
  expect(status).toBe(200);
  expect(body).toMatchObject({ created: bad.length, updated: 0, failed: bad.length });
  for (const [index, error] of body.errors.entries()) {
    const [row, message] = bad[index]!;
    expect(error.index).toBe(index * 2);
    if (!message.startsWith('is not'))
      expect([row, error.message]).toEqual([row, expect.stringMatching(new RegExp(`^${message}`))]);
    expect(error.message.length).toBeLessThanOrEqual(300);
    const sent = (row as { email?: unknown } | null)?.email;
    if (typeof sent !== 'string') expect(error.email).toBeNull();
    else expect(error.email.length).toBeLessThanOrEqual(254);
    expect(JSON.stringify(error)).not.toMatch(/\\u0000|\\ud83d|\\udc00/);
  }
  expect((await call('GET', '/contacts/ok%40example.com')).status).toBe(404);
});

test('a request of the wrong shape or size is refused as a whole', async () => {
  const call = await tenant();
  for (const body of [
    { contacts: [] },
    { contacts: addresses(1_001) },
    { contacts: { 0: {} } },
    { contacts: null },
    {},
    [],
    { contacts: addresses(1), extra: 1 },
  ]) {
    expect((await call('POST', '/contacts/bulk', body)).status).toBe(400);
  }
  expect((await call('GET', '/contacts')).body.meta.total).toBe(0);
  const { apiKey } = await testTenant(db, ['contacts:read']);
  expect((await bulk(callAs(app, apiKey), addresses(1))).status).toBe(403);
});

test('P5: duplicates and case variants inside one request are one contact', async () => {
  const call = await tenant();
  const { body } = await bulk(call, [
    { email: 'Ana@Example.com', locale: 'en' },
    { email: 'ana@example.COM', source: 'import' },
    { email: ' ANA@EXAMPLE.COM', locale: 'en' },
    { email: 'ana@example.com', externalId: 'ana' },
    { email: 'new@example.com', externalId: 'ana' },
  ]);
  expect(body).toEqual({ created: 1, updated: 3, unchanged: 1, failed: 0, errors: [] });
  const list = await call('GET', '/contacts');
  expect(list.body.data).toMatchObject([
    { email: 'new@example.com', externalId: 'ana', locale: 'en', source: 'import' },
  ]);
});

test('keys can go round in one request: a swap of addresses, an address left and taken', async () => {
  const call = await tenant();
  await bulk(call, [
    { email: 'a@example.com', externalId: 'A' },
    { email: 'b@example.com', externalId: 'B' },
  ]);
  const { body } = await bulk(call, [
    { email: 'tmp@example.com', externalId: 'A' },
    { email: 'a@example.com', externalId: 'B' },
    { email: 'b@example.com', externalId: 'A' },
    { email: 'tmp@example.com', externalId: 'C' },
  ]);
  expect(body).toEqual({ created: 1, updated: 3, unchanged: 0, failed: 0, errors: [] });
  for (const [externalId, email] of Object.entries({ A: 'b', B: 'a', C: 'tmp' })) {
    expect((await call('GET', `/contacts/${externalId}`)).body.email).toBe(`${email}@example.com`);
  }
});

test('P14: an import with an Idempotency-Key runs once', async () => {
  const call = await tenant();
  const key = { 'idempotency-key': 'import' };
  const first = await bulk(call, addresses(3), key);
  expect((await bulk(call, addresses(3), key)).body).toEqual(first.body);
  expect((await bulk(call, addresses(4), key)).status).toBe(422);
});

const upsert = fc.record(
  {
    email: fc.constantFrom('a', 'A', 'b', 'c', 'd').map((name) => `${name}@example.com`),
    externalId: fc.option(fc.constantFrom('1', '2', '3')),
    optIn: fc.boolean(),
    consentVersion: fc.option(fc.constantFrom('v1', 'v2', 'v10')),
    locale: fc.option(fc.constantFrom('en', 'es')),
    attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 1 })),
  },
  { requiredKeys: ['email'] },
);

async function everyone(call: Call) {
  const { body } = await call('GET', '/contacts');
  return body.data
    .map((row: Record<string, unknown>) => ({
      ...row,
      id: null,
      createdAt: null,
      updatedAt: null,
      unsubscribedAt: row.unsubscribedAt !== null,
    }))
    .sort((a: { email: string }, b: { email: string }) => a.email.localeCompare(b.email));
}

test('bulk upserts do what the same upserts do one by one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(upsert, { minLength: 1, maxLength: 9 }), { maxLength: 3 }),
      async (requests) => {
        const [together, single] = [await tenant(), await tenant()];
        for (const rows of requests) {
          const { body } = await bulk(together, rows);
          const failed: number[] = [];
          for (const [index, row] of rows.entries()) {
            const { status } = await single('PUT', '/contacts', row);
            expect([200, 409]).toContain(status);
            if (status === 409) failed.push(index);
          }
          expect(body.errors.map((error: { index: number }) => error.index)).toEqual(failed);
        }
        expect(await everyone(together)).toEqual(await everyone(single));
      },
    ),
    { numRuns: 40 },
  );
});

test('eight overlapping imports at once: no error, no row lost', async () => {
  const call = await tenant();
  await bulk(call, addresses(300));
  const shuffled = (salt: number) =>
    addresses(600, salt * 20)
      .map((row, index) => ({ ...row, externalId: `x${salt * 20 + index}` }))
      .sort(
        (a, b) =>
          ((a.email.length * 7 + a.email.charCodeAt(2) * salt) % 11) -
          ((b.email.charCodeAt(2) * salt) % 11),
      );
  const requests = Array.from({ length: 8 }, (_, salt) => bulk(call, shuffled(salt)));
  const singles = addresses(40, 100).map((row) =>
    call('PUT', '/contacts', { ...row, source: 's' }),
  );
  const [replies, puts] = await Promise.all([Promise.all(requests), Promise.all(singles)]);
  for (const { status, body } of replies) {
    expect(status).toBe(200);
    expect(body.failed).toBe(0);
    expect(body.created + body.updated + body.unchanged).toBe(600);
  }
  for (const { status } of puts) expect(status).toBe(200);
  const { body } = await call('GET', '/contacts?limit=1');
  expect(body.meta.total).toBe(740);
  expect(replies.reduce((sum, reply) => sum + reply.body.created, 300)).toBe(740);
});

test('imports, edits, unsubscriptions and erasures at the same time: never a 500', async () => {
  const call = await tenant();
  await bulk(
    call,
    addresses(200).map((row, index) => ({ ...row, externalId: `x${index}` })),
  );
  const all = (await call('GET', '/contacts?limit=200')).body.data as { id: string }[];
  const work = [
    ...Array.from({ length: 4 }, (_, turn) =>
      bulk(
        call,
        addresses(200).map((row) => ({ ...row, attributes: { turn } })),
      ),
    ),
    ...all.slice(0, 50).map(({ id }) => call('PATCH', `/contacts/${id}`, { optIn: false })),
    ...all.slice(50, 80).map(({ id }) => call('DELETE', `/contacts/${id}`)),
  ];
  for (const { status } of await Promise.all(work)) expect(status).toBe(200);
});

test('P25: an import that meets an unsubscription waits for it, and does not undo it', async () => {
  const { tenantId, apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const { body: ana } = await call('PUT', '/contacts', { email: 'ana@example.com' });
  let upsert: ReturnType<typeof bulk> | undefined;
  await inTenant(db, tenantId, async (tx) => {
    await optOut(tx, tenantId, ana.id, new Date(), PAGE);
    upsert = bulk(call, [{ email: 'ana@example.com', optIn: true, locale: 'en' }]);
    const pid = await pidOf(tx);
    while (!(await isWaitedFor(db, pid)));
  });
  expect((await upsert)?.body).toMatchObject({ updated: 1 });
  const contact = await inTenant(db, tenantId, (tx) => findContact(tx, tenantId, ana.id));
  expect(contact).toMatchObject({ optIn: false, locale: 'en', unsubscribedAt: expect.any(Date) });
});
