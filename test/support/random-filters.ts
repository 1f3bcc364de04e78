import fc from 'fast-check';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { readFilter } from '../../src/contacts/filter/check.ts';
import { compileFilter } from '../../src/contacts/filter/compile.ts';
import {
  FIELDS,
  type Filter,
  kindOf,
  OPERATORS_OF,
  type Operator,
} from '../../src/contacts/filter/filter.ts';
import type { Database, Tx } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { LOCALES } from '../../src/http/fields.ts';
import { newId } from '../../src/lib/ids.ts';
import { holds, type Known } from './filter-evaluator.ts';

// Random contacts and filters from the same few words, so that filters meet what is there; and the
// comparison of what PostgreSQL finds with what the plain evaluator says.

const NOW = Date.now();
const ago = (days: number) => new Date(NOW - days * 86_400_000 - 1_000);
const CAMPAIGNS = Array.from({ length: 3 }, newId);
const IMPORTS = Array.from({ length: 3 }, newId);
const SEGMENTS = Array.from({ length: 3 }, newId);

const NAMES = ['plan', 'age', 'tags', 'since', 'a b', '0', '__proto__', 'constructor', "x' or 1"];
const WORDS = [
  ...[
    'pro',
    'Pro',
    'free',
    '',
    'true',
    '5',
    '5.0',
    '%',
    '_',
    '\\',
    "'",
    '"',
    'a%b',
    'İstanbul',
    'ß',
    '💌',
    'e\u0301',
  ],
  ...[
    '2026-02-01',
    '2026-02-30',
    '0000-01-01',
    '2024-02-29',
    '2023-02-29',
    '9999-12-31',
    '2026-13-01',
  ],
  ...[
    '2026-02-01T10:00:00Z',
    '2026-02-01T12:00:00+02:00',
    '2026-02-01 10:00',
    '2026-02-01T10:00:00.5Z',
  ],
  ...[
    '2026-02-01T10:00:00.1234567Z',
    '2026-02-01T24:00:00Z',
    '2026-02-01T10:00:60Z',
    'foo',
    'now',
    'infinity',
  ],
  ...['٢٠٢٦-02-01', '2026-02-01T10:00:00-23:59', '2026-02-01T10:00Z ', '\n2026-02-01'],
  ...[
    ago(1).toISOString(),
    ago(20).toISOString(),
    ago(-5).toISOString(),
    ago(1).toISOString().slice(0, 10),
  ],
];
const NUMBERS = [
  0,
  -0,
  1,
  5,
  5.5,
  -3,
  0.1,
  1e21,
  1e308,
  -1e308,
  5e-324,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 64,
];

const word = fc.constantFrom(...WORDS);
const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const scalar = fc.oneof(word, number, fc.boolean());
const instant = fc.constantFrom(...[0, 1, 2, 7, 20, 40, 400].map(ago));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });

const attributes = fc
  .array(
    fc.tuple(
      fc.constantFrom(...NAMES),
      fc.oneof(
        { weight: 5, arbitrary: scalar },
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(fc.constantFrom(...NAMES), scalar)
            .map((entry) => Object.fromEntries([entry])),
        },
      ),
    ),
    { maxLength: 5 },
  )
  .map((entries) => JSON.parse(JSON.stringify(Object.fromEntries(entries))));

const source = fc.constantFrom('form', 'Form', 'a%b', 'shop\\', '💌', '2026-02');
const contact: fc.Arbitrary<Omit<Known, 'id' | 'email'>> = fc.record({
  externalId: orNull(source),
  locale: orNull(fc.constantFrom(...LOCALES)),
  optIn: fc.boolean(),
  consentVersion: orNull(source),
  source: orNull(source),
  projectId: orNull(source),
  createdAt: instant,
  updatedAt: instant,
  unsubscribedAt: fc.constant(null),
  attributes,
  imports: fc.subarray(IMPORTS),
  sent: fc
    .subarray(CAMPAIGNS)
    .chain((ids) =>
      fc.tuple(
        ...ids.map((campaignId) => fc.record({ campaignId: fc.constant(campaignId), at: instant })),
      ),
    ),
  opened: fc.subarray(CAMPAIGNS),
  clicked: fc.subarray(CAMPAIGNS),
});

/** Random contacts of a tenant: stored, and as the evaluator knows them. */
export async function plantContacts(
  db: Database,
  tenantId: string,
  count: number,
  seed: number,
): Promise<Known[]> {
  const made = fc.sample(contact, { seed, numRuns: count }).map((one, i): Known => {
    // Unique by tenant, and still with something in common.
    const externalId = one.externalId && `${one.externalId}-${i}`;
    const unsubscribedAt = one.optIn || i % 3 ? null : ago(i % 30);
    return {
      ...one,
      id: newId(),
      email: `reader${i}@${i % 2 ? 'example.com' : 'xn--bcher-kva.example'}`,
      externalId,
      unsubscribedAt,
    };
  });
  await inTenant(db, tenantId, (tx) => insertAll(tx, tenantId, made));
  return made;
}

async function insertAll(tx: Tx, tenantId: string, contacts: Known[]): Promise<void> {
  await sql`
    insert into contacts (tenant_id, id, email, external_id, locale, opt_in, attributes, consent_version,
                          source, project_id, created_at, updated_at, unsubscribed_at)
    select ${tenantId}, n.id, n.email, n."externalId", n.locale, n."optIn", n.attributes,
           n."consentVersion", n.source, n."projectId", n."createdAt", n."updatedAt", n."unsubscribedAt"
    from json_to_recordset(${JSON.stringify(contacts)}::json) as n(
      id uuid, email text, "externalId" text, locale text, "optIn" boolean, attributes jsonb,
      "consentVersion" text, source text, "projectId" text, "createdAt" timestamptz,
      "updatedAt" timestamptz, "unsubscribedAt" timestamptz)`.execute(tx);
  await insertCampaigns(tx, tenantId);
  await insertHistory(tx, tenantId, contacts);
}

/** One that ended long ago, one that ended lately, one that runs. */
async function insertCampaigns(tx: Tx, tenantId: string): Promise<void> {
  const [ended, lately, running] = CAMPAIGNS;
  await sql`
    insert into campaigns (tenant_id, id, name, status, started_at, fanned_out_at, finished_at)
    values (${tenantId}, ${ended}, 'Ended', 'SENT', ${ago(500)}, ${ago(500)}, ${ago(0)}),
           (${tenantId}, ${lately}, 'Lately', 'CANCELLED', ${ago(500)}, ${ago(500)}, ${ago(0)}),
           (${tenantId}, ${running}, 'Running', 'SENDING', ${ago(500)}, ${ago(500)}, null)`.execute(
    tx,
  );
}

async function insertHistory(tx: Tx, tenantId: string, contacts: Known[]): Promise<void> {
  const copies = contacts.flatMap(({ id, sent }) => sent.map((copy) => ({ ...copy, id })));
  const failures = contacts.flatMap(({ id, sent }) => {
    const missing = CAMPAIGNS.find(
      (campaign) => !sent.some((copy) => copy.campaignId === campaign),
    );
    return missing ? [{ id, campaignId: missing, at: ago(0) }] : [];
  });
  for (const [status, rows] of [
    ['SENT', copies],
    ['FAILED', failures],
  ] as const) {
    await sql`
      insert into messages (tenant_id, campaign_id, contact_id, template_version_id, status, finished_at)
      select ${tenantId}, n."campaignId", n.id, n.id, ${status}, n.at
      from json_to_recordset(${JSON.stringify(rows)}::json) as n(id uuid, "campaignId" uuid, at timestamptz)`.execute(
      tx,
    );
  }
  const engaged = contacts.flatMap(({ id, opened, clicked }) =>
    CAMPAIGNS.map((campaignId) => ({
      id,
      campaignId,
      opened: opened.includes(campaignId),
      clicked: clicked.includes(campaignId),
    })),
  );
  await sql`
    insert into message_engagement (tenant_id, message_id, campaign_id, contact_id, opened_at, clicked_at, opens, clicks)
    select ${tenantId}, row_number() over (), n."campaignId", n.id, case when opened then now() end,
           case when clicked then now() end, opened::int, clicked::int
    from json_to_recordset(${JSON.stringify(engaged)}::json) as n(
      id uuid, "campaignId" uuid, opened boolean, clicked boolean)`.execute(tx);
  const brought = contacts.flatMap(({ id, imports }) =>
    imports.map((importId) => ({ id, importId })),
  );
  await sql`
    insert into contact_import_members (tenant_id, import_id, contact_id)
    select ${tenantId}, n."importId", n.id
    from json_to_recordset(${JSON.stringify(brought)}::json) as n(id uuid, "importId" uuid)`.execute(
    tx,
  );
}

const field = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(FIELDS)) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 })
      .map((path) => `attributes.${path.join('.')}`),
  },
);
const comparison: fc.Arbitrary<Filter> = field.chain((name) =>
  fc
    .constantFrom(...OPERATORS_OF[kindOf(name)!])
    .chain((op) => valueFor(name, op).map((value) => ({ field: name, op, value }))),
);

function valueFor(
  name: string,
  op: Operator,
): fc.Arbitrary<string | number | boolean | (string | number | boolean)[]> {
  switch (op) {
    case 'in':
    case 'notIn':
      return fc.oneof(
        { weight: 3, arbitrary: fc.array(equalTo(name), { minLength: 1, maxLength: 4 }) },
        { weight: 1, arbitrary: fc.array(equalTo(name), { minLength: 30, maxLength: 40 }) },
      );
    case 'exists':
      return fc.boolean();
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return fc.constantFrom(
        'p',
        'ro',
        'P',
        '%',
        '_',
        '\\',
        'Reader1',
        '@example.com',
        '1',
        'İ',
        '💌',
        '\u0301',
      );
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return number;
    case 'inLastDays':
    case 'notMailedForDays':
      return fc.constantFrom(1, 2, 7, 30, 36_500);
    case 'sent':
    case 'opened':
    case 'clicked':
      return fc.constantFrom(...CAMPAIGNS);
    case 'before':
    case 'after':
    case 'onOrBefore':
    case 'onOrAfter':
      return fc.oneof(
        instant.map((at) => at.toISOString()),
        fc.constantFrom(
          '2026-02-01',
          '2026-02-01T10:00:00Z',
          '2026-02-01T10:00:00.500Z',
          '0001-01-01',
          '9999-12-31',
        ),
      );
    default:
      return equalTo(name);
  }
}

function equalTo(name: string): fc.Arbitrary<string | number | boolean> {
  switch (kindOf(name)) {
    case 'address':
      return fc.nat(40).map((i) => `Reader${i}@${i % 2 ? 'Example.com' : 'bücher.example'}`);
    case 'locale':
      return fc.constantFrom(...LOCALES);
    case 'flag':
      return fc.boolean();
    case 'imports':
      return fc.constantFrom(...IMPORTS);
    case 'attribute':
      return scalar;
    default:
      return fc.oneof(
        source,
        source.map((text) => `${text}-1`),
      );
  }
}

const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 4, arbitrary: comparison },
    { weight: 1, arbitrary: fc.constantFrom(...SEGMENTS).map((segmentId) => ({ segmentId })) },
    {
      weight: 2,
      arbitrary: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
    },
    { weight: 2, arbitrary: tie('tree').map((not) => ({ not })) },
  ),
}));

/** Segments that filters of `anyFilter` refer to; none of them refers to another. */
export function randomSegments(seed: number): Map<string, Filter> {
  const filters = fc.sample(comparison, { seed, numRuns: SEGMENTS.length });
  const wanted = filters.map((filter, i) => (i === 0 ? { not: filter } : filter));
  return new Map(SEGMENTS.map((id, i) => [id, readFilter(wanted[i], 'filter')]));
}

/** Holds if PostgreSQL finds for each of `runs` random filters exactly the contacts that the evaluator says. */
export async function compareFilters(
  db: Database,
  tenantId: string,
  contacts: Known[],
  { runs, seed }: { runs: number; seed: number },
): Promise<{ some: number }> {
  const segments = randomSegments(seed);
  const at = new Date(NOW);
  let some = 0;
  const property = fc.asyncProperty(tree, async (filter) => {
    const wanted = contacts.filter((one) => holds(filter, one, segments, at)).map(({ id }) => id);
    if (wanted.length > 0 && wanted.length < contacts.length) some += 1;
    const read = readFilter(filter, 'filter');
    const found = await inTenant(db, tenantId, (tx) =>
      sql<{ id: string }>`
        select c.id from contacts c
        where c.tenant_id = ${tenantId} and ${compileFilter(read, segments, at)} order by c.id`.execute(
        tx,
      ),
    );
    expect(found.rows.map(({ id }) => id)).toEqual(wanted.sort());
  });
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: false });
  return { some };
}
