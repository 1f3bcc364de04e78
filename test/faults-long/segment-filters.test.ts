import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../support/database.ts';
import { compareFilters, plantContacts } from '../support/random-filters.ts';
import { seeded } from './seed.ts';

// 10,000 random filters over 1,000 random contacts: what PostgreSQL finds is what the plain evaluator
// says. In ten worlds, so that contacts and segments differ. TEST_SEED repeats the choices, TEST_RUNS makes
// it shorter.

const ALL_RUNS = 10_000;
const RUNS = Number(process.env.TEST_RUNS) || ALL_RUNS;
const WORLDS = 10;

const db = testDatabase();

test(`${RUNS} random filters find who the plain evaluator says`, async () => {
  const { seed } = seeded('segment filters');
  let telling = 0;
  for (let world = 0; world < WORLDS; world += 1) {
    const { tenantId } = await testTenant(db);
    const contacts = await plantContacts(db, tenantId, 1_000, seed + world);
    const runs = Math.ceil(RUNS / WORLDS);
    telling += (await compareFilters(db, tenantId, contacts, { runs, seed: seed + world })).some;
  }
  console.log(`segment filters: ${telling} of ${RUNS} hold for some contacts and not for others`);
  expect(telling).toBeGreaterThan(RUNS / 3);
});
