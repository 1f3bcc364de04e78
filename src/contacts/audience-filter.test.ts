import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { NOTHING_KNOWN } from '../../test/support/known.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { inTenant } from '../db/transaction.ts';
import { compileRowValidator } from '../http/validation.ts';
import { AudienceFilter, checkAudience, compileAudience } from './audience-filter.ts';
import { contactRoutes } from './routes.ts';
import { sampleContact } from './service.ts';

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

test('a filter becomes the condition it says', async () => {
  const { tenantId, apiKey } = await testTenant(db);
  const contacts = [
    { email: 'a@example.com', locale: 'en', attributes: { plan: 'pro', tags: ['x', 'y'] } },
    { email: 'b@example.com', locale: 'en', projectId: 'one', attributes: { plan: 'free' } },
    { email: 'c@example.com', projectId: 'one', attributes: { address: { city: 'Roma', n: 1 } } },
    { email: 'd@example.com', locale: 'en', optIn: false, attributes: { plan: 'pro' } },
  ];
  await callAs(app, apiKey)('POST', '/contacts/bulk', { contacts });
  const expected: [AudienceFilter, string][] = [
    [{}, 'abc'],
    [{ optIn: true }, 'abc'],
    [{ optIn: false }, 'd'],
    [{ locale: 'en' }, 'ab'],
    [{ locale: null }, 'c'],
    [{ projectId: 'one' }, 'bc'],
    [{ projectId: "' or true --" }, ''],
    [{ attributes: {} }, 'abc'],
    [{ attributes: { plan: 'pro' } }, 'a'],
    [{ attributes: { plan: 'pro' }, optIn: false }, 'd'],
    [{ attributes: { tags: ['y'] } }, 'a'],
    [{ attributes: { address: { city: 'Roma' } } }, 'c'],
    [{ attributes: { "plan' or true": "x'\\" } }, ''],
    [{ locale: 'en', projectId: 'one', attributes: { plan: 'free' } }, 'b'],
  ];
  await inTenant(db, tenantId, async (tx) => {
    for (const [filter, letters] of expected) {
      const { rows } = await sql<{ letter: string }>`
        select left(c.email, 1) as letter from contacts c
        where c.tenant_id = ${tenantId} and ${compileAudience(filter)} order by 1`.execute(tx);
      expect([filter, rows.map((row) => row.letter).join('')]).toEqual([filter, letters]);
    }
    const { letter } = {
      letter: (await sampleContact(tx, tenantId, compileAudience({})))?.email[0],
    };
    expect('abc').toContain(letter);
    expect(await sampleContact(tx, tenantId, compileAudience({ locale: 'it' }))).toBeNull();
  });
});

test('the schema lets nothing else through', () => {
  const fault = compileRowValidator(AudienceFilter);
  for (const good of [{}, { locale: null }, { optIn: false }, { attributes: { a: [1] } }]) {
    expect(fault(good)).toBeNull();
  }
  for (const bad of [
    { locale: 'xx' },
    { locale: ['en'] },
    { optIn: null },
    { projectId: '' },
    { projectId: null },
    { attributes: [] },
    { email: 'a' },
    [],
  ]) {
    expect([bad, fault(bad)]).toEqual([bad, expect.any(String)]);
  }
  expect(() => checkAudience({ attributes: { a: 'x'.repeat(9_000) } })).toThrow(
    'audienceFilter.attributes: must have at most 8192 bytes',
  );
  expect(() => checkAudience({ attributes: { a: 1 } })).not.toThrow();
});
