import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { newId } from '../lib/ids.ts';
import { setWeight } from '../tenants/service.ts';
import { type Claimable, findClaimable } from './store.ts';

const db = testDatabase();

beforeEach(async () => {
  await sql`update campaign_progress set queued = 0, audience = 0`.execute(db.engine);
});

/** A running campaign with ten in its queue, at this turn of its tenant's campaigns. */
async function running(tenantId: string, turn = 0): Promise<string> {
  const id = newId();
  await sql`insert into campaigns (tenant_id, id, name, status, started_at)
            values (${tenantId}, ${id}, 'Running', 'SENDING', now())`.execute(db.engine);
  await sql`insert into campaign_progress (tenant_id, campaign_id, audience, queued, turn)
            values (${tenantId}, ${id}, 10, 10, ${turn})`.execute(db.engine);
  return id;
}

async function tenantAt(turn: number): Promise<string> {
  const { tenantId } = await testTenant(db);
  await sql`insert into tenant_turns (tenant_id, turn) values (${tenantId}, ${turn})`.execute(
    db.engine,
  );
  return tenantId;
}

const ids = (found: Claimable[]) => found.map(({ campaignId }) => campaignId);

test('the tenant that is furthest behind comes first, and everybody before a second campaign', async () => {
  const ahead = await tenantAt(900);
  const behind = await tenantAt(300);
  const first = await running(behind, 20);
  const second = await running(behind, 30);
  const other = await running(ahead);
  expect(ids(await findClaimable(db.engine, []))).toEqual([first, other, second]);
});

test('being idle gathers no more credit than two claims', async () => {
  const busy = await tenantAt(1_000_000);
  const idle = (await testTenant(db)).tenantId;
  await running(busy, 50_000);
  await running(busy);
  await running(idle);
  const found = await findClaimable(db.engine, []);
  const from = Object.fromEntries(found.map(({ tenantId, turn }) => [tenantId, turn]));
  expect(from[idle]).toEqual({ tenantFrom: 999_000, campaignFrom: 0, weight: 1 });
  expect(from[busy]).toEqual({ tenantFrom: 999_000, campaignFrom: 49_000, weight: 1 });
});

test('a weight goes along', async () => {
  const { tenantId } = await testTenant(db);
  await setWeight(db.engine, tenantId, 7);
  const id = await running(tenantId);
  const found = await findClaimable(db.engine, []);
  expect(found.find(({ campaignId }) => campaignId === id)?.turn.weight).toBe(7);
});

test('P19: campaigns whose limit is used up take no place among those that are found', async () => {
  const { tenantId } = await testTenant(db);
  const resting: string[] = [];
  for (let i = 0; i < 120; i += 1) resting.push(await running(tenantId));
  const last = await running(tenantId, 5);
  expect(await findClaimable(db.engine, [])).toHaveLength(100);
  expect(ids(await findClaimable(db.engine, resting))).toEqual([last]);
});
