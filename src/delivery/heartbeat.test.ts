import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { eventually } from '../../test/support/app.ts';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { holdUnfinished } from '../campaigns/hold.ts';
import { acrossTenants, inTenant } from '../db/transaction.ts';
import { newId } from '../lib/ids.ts';
import { beat, resumeAll, showHeld, wakeUp } from './heartbeat.ts';
import { lockHeartbeat, setHeld } from './heartbeat-store.ts';

// P13: whom a start on a database that slept asks about, and whom it doesn't.

const db = testDatabase();
const home = { databaseOid: '5' };
const log = pino({ level: 'silent' });

type Planted = { status: string; late?: string; missed?: boolean };

async function plant(tenantId: string, { status, late, missed }: Planted): Promise<string> {
  const id = newId();
  await inTenant(db, tenantId, async (tx) => {
    await sql`
      insert into campaigns (tenant_id, id, name, status, scheduled_at, missed_at, started_at,
                             finished_at)
      values (${tenantId}, ${id}, 'May', ${status},
              case when ${late ?? null}::interval is not null then now() - ${late ?? null}::interval end,
              case when ${missed ?? false} then now() end,
              case when ${['SENDING', 'PAUSED'].includes(status)} then now() end,
              case when ${status === 'CANCELLED'} then now() end)`.execute(tx);
    await sql`insert into campaign_progress (tenant_id, campaign_id)
              values (${tenantId}, ${id})`.execute(tx);
  });
  return id;
}

async function stateOf(id: string) {
  const { rows } = await sql<{ status: string; held: boolean; reason: string | null }>`
    select status, held_at is not null as held, reason from campaigns where id = ${id}`.execute(
    db.engine,
  );
  return rows[0]!;
}

const setSilence = (minutes: number) =>
  sql`update instance_heartbeat set beat_at = now() - ${minutes} * interval '1 minute'`.execute(
    db.engine,
  );

test('what is unfinished waits, in all tenants; what a person paused or is late anyhow is left', async () => {
  await wakeUp(db, home, log);
  expect(await showHeld(db)).toBeNull();
  const [one, other] = [await testTenant(db), await testTenant(db)];
  const sending = await plant(one.tenantId, { status: 'SENDING' });
  const foreign = await plant(other.tenantId, { status: 'SENDING' });
  const soon = await plant(one.tenantId, { status: 'SCHEDULED', late: '-2 hours' });
  const due = await plant(one.tenantId, { status: 'SCHEDULED', late: '30 minutes' });
  const past = await plant(one.tenantId, { status: 'SCHEDULED', late: '2 hours' });
  const missed = await plant(one.tenantId, {
    status: 'SCHEDULED',
    late: '9 minutes',
    missed: true,
  });
  const paused = await plant(one.tenantId, { status: 'PAUSED' });
  const draft = await plant(one.tenantId, { status: 'DRAFT' });
  const left = [past, missed, paused, draft];
  const before = await Promise.all(left.map(stateOf));
  await setSilence(61);
  // Several workers that start at once: the first one decides, and the others find a sign of life.
  await Promise.all(Array.from({ length: 5 }, () => wakeUp(db, home, log)));
  expect(await showHeld(db)).toMatchObject({ campaigns: 4, emails: 0 });
  for (const [id, status, word] of [
    [sending, 'PAUSED', '`resume`'],
    [foreign, 'PAUSED', '`resume`'],
    [soon, 'SCHEDULED', '`send`'],
    [due, 'SCHEDULED', '`send`'],
  ] as const) {
    expect(await stateOf(id)).toEqual({
      status,
      held: true,
      reason: expect.stringContaining(word),
    });
  }
  expect(await Promise.all(left.map(stateOf))).toEqual(before);

  expect(await resumeAll(db)).toEqual({ campaigns: 4, emails: 0 });
  expect(await showHeld(db)).toBeNull();
  const free = { held: false, reason: null };
  expect(await stateOf(sending)).toEqual({ ...free, status: 'SENDING' });
  expect(await stateOf(soon)).toEqual({ ...free, status: 'SCHEDULED' });
  expect(await stateOf(due)).toEqual({ ...free, status: 'SCHEDULED' });
  expect(await startJobs()).toEqual([`start_campaign:${due}`]);
  expect(await Promise.all(left.map(stateOf))).toEqual(before);
  const { rows } = await sql<{ id: string }>`
    select subject_id as id from audit_log where actor_type = 'operator'`.execute(db.engine);
  expect(rows.map(({ id }) => id).sort()).toEqual([sending, foreign, soon, due].sort());
});

/** As the superuser, for nobody else sees the queue. */
async function startJobs(): Promise<string[]> {
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  const { rows } = await client.query(
    `select key from graphile_worker._private_jobs where key like 'start_campaign:%'`,
  );
  await client.end();
  return rows.map(({ key }) => key);
}

test('a campaign that does not fit the quota any more stays paused, and says so', async () => {
  const { tenantId } = await testTenant(db);
  const sending = await plant(tenantId, { status: 'SENDING' });
  await sql`update tenants set monthly_quota = 1 where id = ${tenantId}`.execute(db.engine);
  await sql`insert into quota_usage (tenant_id, month, used)
            values (${tenantId}, date_trunc('month', now() at time zone 'UTC'), 2)`.execute(
    db.engine,
  );
  await setSilence(61);
  await wakeUp(db, home, log);
  await resumeAll(db);
  expect(await stateOf(sending)).toEqual({
    ...{ status: 'PAUSED', held: false, reason: expect.stringContaining('quota') },
  });
});

test('a go that is said while a worker decides waits for the decision, and lets go of what it held', async () => {
  const { tenantId } = await testTenant(db);
  const sending = await plant(tenantId, { status: 'SENDING' });
  const go = await acrossTenants(db, async (tx) => {
    await lockHeartbeat(tx);
    const word = { said: resumeAll(db) };
    await untilOneWaits();
    await holdUnfinished(tx, 'Silence.');
    await setHeld(tx, 'Silence.');
    return word;
  });
  expect((await go.said).campaigns).toBeGreaterThan(0);
  expect(await stateOf(sending)).toMatchObject({ status: 'SENDING', held: false });
});

/** Until a statement waits for a lock that another transaction has. */
async function untilOneWaits(): Promise<void> {
  await eventually(
    () =>
      sql`select from pg_locks l join pg_stat_activity a on a.pid = l.pid
          where not l.granted and a.datname = current_database()`.execute(db.engine),
    ({ rows }) => rows.length > 0,
  );
}

test('an hour of silence is none too long; elsewhere is at once', async () => {
  const { tenantId } = await testTenant(db);
  const sending = await plant(tenantId, { status: 'SENDING' });
  await setSilence(59);
  await wakeUp(db, home, log);
  expect(await stateOf(sending)).toMatchObject({ status: 'SENDING', held: false });
  await wakeUp(db, { databaseOid: '6' }, log);
  expect(await stateOf(sending)).toMatchObject({ status: 'PAUSED', held: true });
  // The new place is home from now on: a restart there asks nobody anew.
  await resumeAll(db);
  await wakeUp(db, { databaseOid: '6' }, log);
  expect(await stateOf(sending)).toMatchObject({ status: 'SENDING', held: false });
});

test('a sign of life is written at most every five seconds, whatever the clock did', async () => {
  const beatAt = async () => {
    const { rows } = await sql<{ at: Date }>`
      select beat_at as at from instance_heartbeat`.execute(db.engine);
    return rows[0]!.at.getTime();
  };
  await setSilence(1);
  await beat(db);
  const first = await beatAt();
  expect(Math.abs(first - Date.now())).toBeLessThan(5_000);
  await beat(db);
  expect(await beatAt()).toBe(first);
  // The database's clock was set back: what lies ahead of it is no sign of life.
  await setSilence(-90);
  await beat(db);
  expect(Math.abs((await beatAt()) - Date.now())).toBeLessThan(5_000);
});
