import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { caller, runApp } from '../../test/support/app.ts';
import { copyDatabase, testDatabase } from '../../test/support/database.ts';
import { countInDatabase, deleteOldCounts } from './request-counts.ts';

const db = testDatabase();
const rows = async () =>
  (await sql<{ used: number }>`select used from request_counts`.execute(db.engine)).rows;

test('two processes together let exactly the limit through', async () => {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  const secrets = ['one secret of thirty-two characters'];
  const settings = { databaseUrl, secrets, rateLimitPerMinute: 50 };
  const [one, two] = [await runApp(settings, 'api'), await runApp(settings, 'api')];
  const { apiKey } = one.tenant;
  const ask = (url: string) => caller(url, apiKey)('GET', '/contacts?limit=1');
  const replies = await Promise.all(
    Array.from({ length: 80 }, (_, i) => ask(i % 2 === 0 ? one.url : two.url)),
  );
  const taken = replies.filter(({ status }) => status === 200);
  expect(taken).toHaveLength(50);
  // Each has another number of the same count.
  const left = taken.map(({ headers }) => Number(headers['x-ratelimit-remaining']));
  expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  for (const { status, headers } of replies.filter((reply) => reply.status !== 200)) {
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
});

test('after its minute a client begins anew, by the database’s clock', async () => {
  const count = countInDatabase(db);
  const client = randomBytes(32);
  expect((await count(client)).used).toBe(1);
  const second = await count(client);
  expect(second.used).toBe(2);
  expect(second.msLeft).toBeGreaterThan(50_000);
  expect(second.msLeft).toBeLessThanOrEqual(60_000);
  await sql`update request_counts set resets_at = now() - interval '1 second'`.execute(db.engine);
  expect(await count(client)).toMatchObject({ used: 1 });
});

test('clients whose minute is over are forgotten, the others are not', async () => {
  await sql`update request_counts set resets_at = now() - interval '1 second'`.execute(db.engine);
  await countInDatabase(db)(randomBytes(32));
  await deleteOldCounts(db.engine);
  expect(await rows()).toEqual([{ used: 1 }]);
});
