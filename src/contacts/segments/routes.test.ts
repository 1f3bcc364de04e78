import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../../test/support/known.ts';
import { type Call, callAs, testServer } from '../../../test/support/server.ts';
import { newId } from '../../lib/ids.ts';
import { contactRoutes } from '../routes.ts';
import { countContactsOf } from './count.ts';
import { segmentRoutes } from './routes.ts';

const db = testDatabase();
const suppressionKey = Buffer.alloc(32, 7);
const app = testServer(db, () => [
  contactRoutes({
    db,
    suppressionKey,
    known: NOTHING_KNOWN,
    forget: [],
    liftUnsubscribe: async () => {},
  }),
  segmentRoutes({ db, suppressionKey }),
]);

let call: Call;
let tenantId: string;

beforeEach(async () => {
  const tenant = await testTenant(db);
  tenantId = tenant.tenantId;
  call = callAs(app, tenant.apiKey);
  const contacts = [
    { email: 'a@example.com', locale: 'en', source: 'form', attributes: { plan: 'pro', age: 40 } },
    { email: 'b@example.com', locale: 'es', attributes: { plan: 'free', age: '40' } },
    {
      email: 'c@example.com',
      optIn: false,
      attributes: { plan: 'pro', city: 'L\u0027Hospitalet' },
    },
    { email: 'd@example.com', source: 'shop', attributes: {} },
  ];
  await call('POST', '/contacts/bulk', { contacts });
});

const plan = (value: string) => ({ field: 'attributes.plan', op: 'eq', value });

async function made(name: string, filter: object): Promise<string> {
  const { status, body } = await call('POST', '/segments', { name, filter });
  expect([status, body.message]).toEqual([201, undefined]);
  return body.id;
}

async function refused(
  filter: unknown,
): Promise<{ status: number; path: string; message: string }> {
  const { status, body } = await call('POST', '/segments', { name: 'Refused', filter });
  return { status, ...body.errors?.[0] };
}

test('a segment is made, shown, listed, changed, walked and deleted', async () => {
  const filter = { not: plan('pro') };
  const { status, body } = await call('POST', '/segments', { name: 'Not pro', filter });
  expect([status, body]).toEqual([201, { ...body, name: 'Not pro', filter }]);
  const url = `/segments/${body.id}`;
  const shown = await call('GET', url);
  expect(shown.body).toEqual({ ...body, usage: { segments: [], campaigns: [] } });
  await made('Another', plan('free'));
  const { data, meta } = (await call('GET', '/segments?limit=1')).body;
  expect([data[0].name, meta.total, meta.totalPages]).toEqual(['Another', 2, 2]);
  const walked = (await call('GET', `${url}/contacts?limit=1`)).body;
  const next = (await call('GET', `${url}/contacts?limit=1&cursor=${walked.meta.nextCursor}`)).body;
  expect(next.meta).toEqual({ limit: 1, nextCursor: null });
  const both = [...walked.data, ...next.data].map(emailOf);
  expect(both.toSorted()).toEqual(['b@example.com', 'd@example.com']);
  const listed = await call('GET', `/contacts?segmentId=${body.id}&optIn=true`);
  expect(listed.body.data.map(emailOf)).toEqual(both);
  expect(listed.body.meta).toEqual({ limit: 20, nextCursor: null });
  const changed = await call('PATCH', url, { filter: plan('pro') });
  expect(changed.body).toMatchObject({ name: 'Not pro', filter: plan('pro') });
  expect((await call('DELETE', url)).body).toEqual({ deleted: true, id: body.id });
  for (const gone of [url, `${url}/contacts`]) expect((await call('GET', gone)).status).toBe(404);
  expect((await call('GET', `/contacts?segmentId=${body.id}`)).status).toBe(400);
});

function emailOf({ email }: { email: string }): string {
  return email;
}

test('a name is of one segment, and an Idempotency-Key makes one', async () => {
  const body = { name: 'Twice', filter: plan('pro') };
  const key = { 'idempotency-key': 'segment' };
  const [one, other] = [
    await call('POST', '/segments', body, key),
    await call('POST', '/segments', body, key),
  ];
  expect(other.body).toEqual(one.body);
  expect((await call('POST', '/segments', body)).body).toMatchObject({
    code: 'conflict',
    errors: [{ path: 'name' }],
  });
  expect((await call('PATCH', `/segments/${one.body.id}`, { name: 'Twice' })).status).toBe(200);
});

const leaf = (over: object) => ({ field: 'attributes.plan', op: 'eq', value: 'pro', ...over });
const nested = (depth: number): object => (depth === 0 ? leaf({}) : { not: nested(depth - 1) });

test.each<[unknown, string, string]>([
  [leaf({ field: 'attributes' }), 'filter.field', 'must be one of email'],
  [leaf({ field: 'attributes.' }), 'filter.field', 'names of 1 to 128'],
  [leaf({ field: 'attributes.a..b' }), 'filter.field', 'names of 1 to 128'],
  [leaf({ field: 'constructor' }), 'filter.field', 'must be one of email'],
  [leaf({ field: 'c.email' }), 'filter.field', 'must be one of email'],
  [leaf({ op: 'like' }), 'filter.op', 'must be one of'],
  [leaf({ field: 'locale', op: 'contains' }), 'filter.op', 'for locale'],
  [leaf({ op: 'sent' }), 'filter.op', 'for an attribute'],
  [leaf({ value: null }), 'filter.value', 'must be a text'],
  [leaf({ value: ['pro'] }), 'filter.value', 'must be a text'],
  [leaf({ value: 'a\u0000b' }), 'filter.value', 'NUL'],
  [leaf({ op: 'gt', value: '5' }), 'filter.value', 'must be a number'],
  [leaf({ op: 'before', value: '2026-02-30' }), 'filter.value', 'must be a date'],
  [leaf({ op: 'inLastDays', value: 0.5 }), 'filter.value', 'whole number of days'],
  [leaf({ op: 'in', value: [] }), 'filter.value', '1 to 1000 values'],
  [leaf({ op: 'in', value: Array(1_001).fill('x') }), 'filter.value', '1 to 1000 values'],
  [leaf({ op: 'in', value: ['x', {}] }), 'filter.value.1', 'must be a text'],
  [leaf({ op: 'contains', value: '' }), 'filter.value', '1 to 1000 characters'],
  [leaf({ field: 'email', value: 'nobody' }), 'filter.value', 'e-mail address'],
  [leaf({ field: 'locale', value: 'xx' }), 'filter.value', 'es, en'],
  [leaf({ field: 'activity', op: 'opened', value: newId() }), 'filter.value', 'is not a campaign'],
  [leaf({ field: 'imports', op: 'has', value: newId() }), 'filter.value', 'is not an import'],
  [
    { and: [leaf({}), { or: [leaf({}), { not: leaf({ op: 'x' }) }] }] },
    'filter.and.1.or.1.not.op',
    'must be',
  ],
  [{ and: [] }, 'filter.and', ''],
  [{ and: [leaf({}), { or: [{ and: [] }] }] }, 'filter.and.1.or.0.and', 'at least one part'],
  [{ and: [leaf({}), { or: [{ not: 5 }] }] }, 'filter.and.1.or.0.not', 'must be {"and"'],
  [{ and: [leaf({})], not: leaf({}) }, 'filter.not', 'one too many'],
  [{ segmentId: newId() }, 'filter.segmentId', 'is not a segment'],
  [{ segmentId: 'nobody' }, 'filter.segmentId', 'must be the id'],
  [{ field: 'locale' }, 'filter.op', 'is required'],
  [nested(10), `filter${'.not'.repeat(10)}`, 'deeper than 10 levels'],
  [{ and: Array(10).fill({ or: Array(10).fill(leaf({})) }) }, 'filter', 'at most 100 parts'],
])('%j is refused at %s: %s', async (filter, path, message) => {
  expect(await refused(filter)).toEqual({
    status: 400,
    path,
    message: expect.stringContaining(message),
  });
});

test('a field beyond double precision is refused, and one of the largest doubles is taken', async () => {
  const raw = (number: string) =>
    `{"name":"N${number}","filter":{"field":"attributes.age","op":"gt","value":${number}}}`;
  expect((await call('POST', '/segments', raw('1e999'))).status).toBe(400);
  expect((await call('POST', '/segments', raw('1e308'))).status).toBe(201);
});

test('circles are refused with the way around them, also when two close one at the same time', async () => {
  const a = await made('A', plan('pro'));
  const b = await made('B', { not: { segmentId: a } });
  const c = await made('C', { and: [{ segmentId: b }] });
  const closed = await call('PATCH', `/segments/${a}`, { filter: { or: [{ segmentId: c }] } });
  expect([closed.status, closed.body.message]).toEqual([
    400,
    expect.stringContaining('"A" → "C" → "B" → "A"'),
  ]);
  const self = await call('PATCH', `/segments/${a}`, { filter: { segmentId: a } });
  expect(self.body.errors[0].message).toContain('"A" → "A"');
  const x = await made('X', plan('pro'));
  const y = await made('Y', plan('pro'));
  const both = await Promise.all([
    call('PATCH', `/segments/${x}`, { filter: { segmentId: y } }),
    call('PATCH', `/segments/${y}`, { filter: { segmentId: x } }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
});

test('a segment that others use is not deleted: the answer names them', async () => {
  const used = await made('Used', plan('pro'));
  const user = await made('User', { not: { segmentId: used } });
  const audience = { exclude: [used] };
  const campaign = newId();
  await sql`insert into campaigns (tenant_id, id, name, audience_filter)
            values (${tenantId}, ${campaign}, 'May', ${JSON.stringify(audience)}::jsonb)`.execute(
    db.engine,
  );
  const { body } = await call('GET', `/segments/${used}`);
  const segments = [{ id: user, name: 'User' }];
  const campaigns = [{ id: campaign, name: 'May', status: 'DRAFT' }];
  expect(body.usage).toEqual({ segments, campaigns });
  const deleted = await call('DELETE', `/segments/${used}`);
  expect([deleted.status, deleted.body.message]).toEqual([
    409,
    `The segment is used by the segment "User" (${user}), the DRAFT campaign "May" (${campaign}); change these first`,
  ]);
  await sql`update campaigns set status = 'CANCELLED', finished_at = now()
            where id = ${campaign}`.execute(db.engine);
  expect((await call('DELETE', `/segments/${user}`)).status).toBe(200);
  expect((await call('DELETE', `/segments/${used}`)).status).toBe(200);
});

test('segments that would become too large together are refused', async () => {
  const wide = { or: Array.from({ length: 99 }, () => plan('pro')) };
  const inner = await made('Inner', plan('pro'));
  const outer = await made('Outer', {
    and: Array.from({ length: 50 }, () => ({ segmentId: inner })),
  });
  const refusal = await call('PATCH', `/segments/${inner}`, { filter: wide });
  expect([refusal.status, refusal.body.message]).toEqual([
    400,
    expect.stringContaining('"Outer" too large'),
  ]);
  expect((await call('DELETE', `/segments/${outer}`)).status).toBe(200);
  expect((await call('PATCH', `/segments/${inner}`, { filter: wide })).status).toBe(200);
});

test('the largest segment that can be saved can be left out, too', async () => {
  const segmentId = await made('Hundred', { or: Array.from({ length: 99 }, () => plan('pro')) });
  const nine = Array.from({ length: 9 }, () => ({ segmentId }));
  const with9 = (more: number) => ({ or: [...nine, ...Array(more).fill(plan('pro'))] });
  expect(await refused(with9(88))).toMatchObject({
    status: 400,
    message: expect.stringContaining('too large'),
  });
  const largest = await made('Largest', with9(87));
  expect((await counted({ segmentId: largest })).count).toBe(2);
  expect((await counted({ audienceFilter: { exclude: [largest] } })).count).toBe(2);
});

test('segments that are too large for one statement together are refused with words', async () => {
  const one = leaf({ op: 'in', value: Array.from({ length: 20 }, String) });
  const wide = await made('Wide', { or: Array.from({ length: 99 }, () => one) });
  const large = await made('Large', { or: Array(9).fill({ segmentId: wide }) });
  const exclude = Array(20).fill(large);
  for (const body of [{ segmentId: wide, exclude }, { audienceFilter: { exclude } }]) {
    const reply = await call('POST', '/segments/count', body);
    expect([reply.status, reply.body.message]).toEqual([
      422,
      expect.stringContaining('over 1000 parts'),
    ]);
  }
});

test('segments stand in one another ten deep, and not deeper', async () => {
  let id = await made('Level 1', plan('pro'));
  for (let level = 2; level <= 10; level += 1)
    id = await made(`Level ${level}`, { not: { segmentId: id } });
  expect((await call('POST', '/segments/count', { segmentId: id })).body.count).toBe(2);
  expect(await refused({ segmentId: id })).toMatchObject({
    path: 'filter',
    message: expect.stringContaining('too deep'),
  });
  const unsaved = await call('POST', '/segments/count', { filter: { segmentId: id } });
  expect(unsaved.body.count).toBe(2);
});

const counted = async (body: object) => {
  const reply = await call('POST', '/segments/count', body);
  expect([body, reply.status, reply.body.message]).toEqual([body, 200, undefined]);
  return reply.body;
};

test('count: of a filter, a segment and an audience, with what is left out', async () => {
  const pro = await made('Pro', plan('pro'));
  const out = await made('Out', { field: 'optIn', op: 'eq', value: false });
  const cases: [object, number][] = [
    [{ filter: plan('pro') }, 2],
    [{ filter: { not: plan('pro') } }, 2],
    [{ filter: leaf({ op: 'gte', field: 'attributes.age', value: 40 }) }, 1],
    [{ filter: leaf({ field: 'attributes.city', op: 'startsWith', value: "L'" }) }, 1],
    [{ segmentId: pro }, 2],
    [{ segmentId: pro, exclude: [out] }, 1],
    [{ filter: { not: { segmentId: pro } }, exclude: [out] }, 2],
    [{ audienceFilter: {} }, 3],
    [{ audienceFilter: { segmentId: pro } }, 1],
    [{ audienceFilter: { optIn: false, segmentId: pro } }, 1],
    [{ audienceFilter: { exclude: [pro], locale: 'es' } }, 1],
  ];
  for (const [body, count] of cases) {
    expect([body, await counted(body)]).toEqual([
      body,
      expect.objectContaining({ count, exact: true }),
    ]);
  }
  for (const [body, path] of [
    [{}, 'body'],
    [{ segmentId: pro, filter: plan('pro') }, 'body'],
    [{ audienceFilter: {}, exclude: [pro] }, 'exclude'],
    [{ segmentId: newId() }, 'segmentId'],
    [{ segmentId: pro, exclude: [pro, newId()] }, 'exclude.1'],
    [{ audienceFilter: { exclude: ['x'] } }, 'audienceFilter.exclude.0'],
    [{ filter: { and: [{ segmentId: newId() }] } }, 'filter.and.0.segmentId'],
  ] as const) {
    const reply = await call('POST', '/segments/count', body);
    expect([reply.status, reply.body.errors[0].path]).toEqual([400, path]);
  }
});

test('count says whether indexes answer it, and which parts none does', async () => {
  const slow = leaf({ op: 'contains' });
  const segmentId = await made('Slow', { or: [plan('pro'), slow] });
  const listed = { not: { field: 'source', op: 'eq', value: 'form' } };
  const cases: [object, string[]][] = [
    [{ filter: plan('pro') }, []],
    [{ filter: { and: [slow, plan('pro')] } }, []],
    [{ filter: slow }, ['filter']],
    [{ filter: { or: [plan('pro'), slow] } }, ['filter.or.1']],
    [{ filter: { and: [slow, { not: plan('pro') }] } }, ['filter.and.0', 'filter.and.1.not']],
    [{ filter: listed }, []],
    [{ filter: { and: [listed, slow] } }, ['filter.and.1']],
    [{ filter: leaf({ op: 'in', value: ['a', 'b'] }) }, []],
    [{ filter: leaf({ op: 'in', value: Array.from({ length: 21 }, String) }) }, ['filter']],
    [{ filter: leaf({ field: 'createdAt', op: 'inLastDays', value: 7 }) }, []],
    [{ filter: leaf({ field: 'activity', op: 'notMailedForDays', value: 7 }) }, ['filter']],
    [{ segmentId }, ['segmentId']],
    [{ audienceFilter: {} }, []],
    [{ audienceFilter: { segmentId } }, ['audienceFilter.segmentId']],
    [{ audienceFilter: { segmentId, attributes: { plan: 'pro' } } }, []],
  ];
  for (const [body, paths] of cases) {
    const { indexed, slowParts } = await counted(body);
    const told = slowParts.map(({ path }: { path: string }) => path);
    const expected = paths.map((path) => path.replace(/\.not$/, ''));
    expect([body, indexed, told]).toEqual([body, paths.length === 0, expected]);
  }
  const { slowParts } = await counted({ segmentId });
  expect(slowParts[0].why).toBe('in it or.1: there is no index for contains on attributes.plan');
});

test('count shows so many of the contacts, if asked', async () => {
  const asked = { filter: plan('pro'), sample: 1 };
  const { count, sample } = await counted(asked);
  expect([count, sample]).toEqual([2, [expect.objectContaining({ optIn: expect.any(Boolean) })]]);
  expect(sample[0].attributes.plan).toBe('pro');
  expect((await counted({ filter: plan('pro') })).sample).toEqual([]);
});

test('what takes too long to count is estimated, and says so', async () => {
  await sql`
    insert into contacts (tenant_id, id, email, opt_in, attributes)
    select ${tenantId}, gen_random_uuid(), 'n' || i || '@example.com', true,
           jsonb_build_object('since', '2026-02-0' || i % 2 + 1)
    from generate_series(1, 20000) i`.execute(db.engine);
  const filter = { field: 'attributes.since', op: 'before', value: '2026-02-02' };
  const patient = await countContactsOf(db, tenantId, { filter }, { suppressionKey });
  expect(patient).toMatchObject({ count: 10_000, exact: true, indexed: false });
  const { count, exact } = await countContactsOf(
    db,
    tenantId,
    { filter },
    { suppressionKey, longestMs: 1 },
  );
  expect(exact).toBe(false);
  expect(count).toBeGreaterThan(9_000);
  expect(count).toBeLessThan(11_000);
});

test('P19: one tenant’s slow pages of a segment leave connections for the others', async () => {
  const id = await made('Slow', plan('pro'));
  const other = callAs(app, (await testTenant(db)).apiKey);
  const pages = await db.engine.transaction().execute(async (tx) => {
    await sql`lock table contacts in access exclusive mode`.execute(tx);
    const asked = Array.from({ length: 12 }, () => call('GET', `/contacts?segmentId=${id}`));
    await expect.poll(() => waitingForLocks()).toBeGreaterThan(0);
    expect((await other('GET', '/segments')).status).toBe(200);
    return asked;
  });
  for (const { status } of await Promise.all(pages)) expect(status).toBe(200);
});

async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from pg_locks
    where not granted and relation = 'contacts'::regclass`.execute(db.engine);
  return rows[0]!.waiting;
}
