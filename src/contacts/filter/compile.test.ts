import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../../test/support/database.ts';
import type { Known } from '../../../test/support/filter-evaluator.ts';
import { compareFilters, plantContacts } from '../../../test/support/random-filters.ts';
import { compileFilter, MAX_WHOLE } from './compile.ts';
import type { Filter } from './filter.ts';
import { parseInstant } from './instant.ts';

// The long form, 10,000 filters, is test/faults-long/segment-filters.test.ts.
const RUNS = 300;

const db = testDatabase();
const seed = Number(process.env.TEST_SEED) || Math.trunc(Math.random() * 2 ** 31);
let tenantId: string;
let contacts: Known[];

beforeAll(async () => {
  tenantId = (await testTenant(db)).tenantId;
  contacts = await plantContacts(db, tenantId, 300, seed);
});

test(`${RUNS} random filters find who the plain evaluator says`, async () => {
  console.log(`segment filters: TEST_SEED=${seed}`);
  const { some } = await compareFilters(db, tenantId, contacts, { runs: RUNS, seed });
  // Filters that hold for all or for none would prove little.
  expect(some).toBeGreaterThan(RUNS / 3);
});

test('iso_instant() and parseInstant read the same texts in the same way, and never fail', async () => {
  const digits = fc.constantFrom(...'0123456789-:TZ.+ ');
  const texts = fc
    .sample(
      fc.oneof(
        fc.string({ unit: digits, maxLength: 30 }),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc
          .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
          .map((date) => date.toISOString()),
        fc
          .tuple(fc.nat(12), fc.nat(31), fc.nat(24), fc.nat(60))
          .map(
            ([month, day, hour, minute]) =>
              `2026-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:59.999+${two(hour)}:${two(minute)}`,
          ),
      ),
      { seed, numRuns: 3_000 },
    )
    .filter((text) => !text.includes('\0'));
  const { rows } = await sql<{ at: Date | null }>`
    select iso_instant(text) as at
    from unnest(${texts}::text[]) with ordinality as t (text, i) order by i`.execute(db.engine);
  const read = rows.map(({ at }, i) => [texts[i], at?.getTime()]);
  expect(read).toEqual(texts.map((text) => [text, parseInstant(text)?.getTime()]));
  expect(read.filter(([, at]) => at !== undefined).length).toBeGreaterThan(500);
});

function two(number: number): string {
  return String(number).padStart(2, '0');
}

test('a segment that is gone, one in a circle and one that is too large are refused with words', () => {
  const [id, other] = [
    '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10',
    '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b11',
  ];
  const compile = (filter: Filter, segments: [string, Filter][] = []) =>
    compileFilter(filter, new Map(segments), null);
  expect(() => compile({ segmentId: id })).toThrow('is gone');
  const circle: [string, Filter][] = [
    [id, { not: { segmentId: other } }],
    [other, { segmentId: id }],
  ];
  expect(() => compile({ segmentId: id }, circle)).toThrow('leads back to itself');
  const leaf: Filter = { field: 'optIn', op: 'eq', value: true };
  const wide: Filter = { and: Array.from({ length: 99 }, () => leaf) };
  const wider = { or: Array.from({ length: 10 }, () => ({ segmentId: id })) };
  expect(() => compile(wider, [[id, wide]])).toThrow(`over ${MAX_WHOLE} parts`);
  expect(() => compile({ or: wider.or.slice(0, 9) }, [[id, wide]])).not.toThrow();
});
