import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { testUser } from '../../test/support/people.ts';
import { forgetOld } from './housekeeping.ts';

const db = testDatabase();
let tenantId: string;

beforeAll(async () => {
  ({ tenantId } = await testTenant(db));
});

/** One row of each kind that is kept for a time only, whose time ended so long ago. */
async function plant(ended: string): Promise<void> {
  const { id } = await testUser(db);
  const hash = randomBytes(32);
  const end = sql`now() - ${ended}::interval`;
  await db.engine.transaction().execute(async (tx) => {
    await sql`insert into sessions (id, user_id, refresh_hash, expires_at)
              values (${id}, ${id}, ${hash}, ${end})`.execute(tx);
    await sql`insert into password_resets (user_id, token_hash, expires_at)
              values (${id}, ${hash}, ${end})`.execute(tx);
    await sql`insert into login_tries (subject, tried, ends_at)
              values (${hash}, '{}', ${end})`.execute(tx);
    await sql`insert into invitations (tenant_id, id, email, role, expires_at)
              values (${tenantId}, ${id}, ${`${id}@example.com`}, 'viewer', ${end})`.execute(tx);
  });
}

async function kept(): Promise<number[]> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from sessions) as sessions,
           (select count(*) from password_resets) as resets,
           (select count(*) from login_tries) as tries,
           (select count(*) from invitations) as invitations`.execute(db.engine);
  return Object.values(rows[0]!);
}

test('what people left behind is forgotten when its time has ended, and not before', async () => {
  await plant('31 days');
  await plant('1 minute');
  await plant('-1 minute');
  expect(await kept()).toEqual([3, 3, 3, 3]);
  await forgetOld(db);
  // Expired invitations are shown for a month, so that they can be sent again.
  expect(await kept()).toEqual([1, 1, 1, 2]);
});
