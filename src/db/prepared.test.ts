import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import type { Tx } from './database.ts';
import { plannedAnew } from './prepared.ts';

const db = testDatabase();

async function preparedTexts(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements`.execute(tx);
  return rows.map(({ statement }) => statement);
}

test("a request's statements are planned once, but for those whose plan depends on the values", async () => {
  const texts = await db.app.connection().execute(async (tx) => {
    for (const value of [1, 2]) {
      await sql`select ${value}::int as steady`.execute(tx);
      await sql`select 1 as listed where ${value}::int is null or ${value}::int > 0`.execute(tx);
      await sql`select ${value}::int as audience ${plannedAnew}`.execute(tx);
    }
    return preparedTexts(tx);
  });
  expect(texts).toEqual([expect.stringContaining('as steady')]);
});

test('the engine prepares whatever has values', async () => {
  const texts = await db.engine.connection().execute(async (tx) => {
    await sql`select 1 as listed where ${null}::int is null or ${1}::int > 0`.execute(tx);
    await sql`select 1 as constant`.execute(tx);
    return preparedTexts(tx);
  });
  expect(texts).toEqual([expect.stringContaining('as listed')]);
});
