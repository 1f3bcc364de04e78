import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { draft, importPeople, publishNews } from '../../test/support/newsletter.ts';
import type { Call } from '../../test/support/server.ts';
import type { Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { cancelQueuedPage } from '../messages/cancel.ts';
import { lockFreeze } from '../messages/freeze.ts';
import { skipRangePage } from '../messages/wave-range.ts';
import { cancelCampaign } from './cancel.ts';
import { endFreeze, freezeInWaves } from './freeze-in-waves.ts';
import { campaignAudience } from './ready.ts';
import { startSending } from './send.ts';
import { findCampaignRow } from './store.ts';
import { findNextWave } from './wave-store.ts';

// P5 for waves: one row for each person, whatever happens between the pages of the freeze.

const EAST = 'Asia/Tokyo';
const WEST = 'America/New_York';
const suppressionKey = Buffer.alloc(32, 7);
let app: RunningApp;
let call: Call;
let tenantId: string;
let versionId: string;
let id: string;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

beforeEach(async () => {
  const tenant = await testTenant(app.db);
  tenantId = tenant.tenantId;
  call = caller(app.url, tenant.apiKey);
  versionId = await publishNews(call);
  await importPeople(
    call,
    Array.from({ length: 9 }, (_, i) => ({ email: emailOf(i), timezone: i % 2 ? EAST : WEST })),
  );
  id = await draft(call, versionId);
  const when = { scheduledAt: '2040-05-01T09:00:00', timezone: 'Europe/Madrid' };
  await call('POST', `/campaigns/${id}/schedule`, { ...when, deliverAt: 'recipient' });
  await within(async (tx) => startSending(tx, tenantId, await row(tx), 'live'));
});

const emailOf = (i: number) => `person${i}@example.com`;
const within = <T>(work: (tx: Tx) => Promise<T>) => inTenant(app.db, tenantId, work);
const row = async (tx: Tx) => (await findCampaignRow(tx, tenantId, id))!;

/** The next three people of the freeze. */
async function page(): Promise<boolean> {
  return within(async (tx) => {
    await lockFreeze(tx, id);
    const audience = await campaignAudience(tx, tenantId, await row(tx));
    const frozen = await freezeInWaves(tx, tenantId, await row(tx), {
      ...{ campaignId: id, audience, variants: {}, suppressionKey, limit: 3 },
      baseVersionId: versionId,
    });
    return frozen.more;
  });
}

async function rest(): Promise<void> {
  while (await page());
  await within((tx) => endFreeze(tx, tenantId, id));
}

type Frozen = { timezone: string; people: string[]; count: number };

/** Who is in each wave's range of ids, in the order of the waves. */
async function frozen(): Promise<Frozen[]> {
  const { rows } = await sql<Frozen>`
    select w.timezone, w.count, array_agg(m.address order by m.address) as people
    from campaign_waves w
    left join messages m on m.tenant_id = w.tenant_id and m.campaign_id = w.campaign_id
                        and m.id between w.first_id and w.last_id
    where w.tenant_id = ${tenantId} and w.campaign_id = ${id}
    group by w.place, w.timezone, w.count order by w.place`.execute(app.db.engine);
  return rows;
}

async function progress() {
  const { rows } = await sql<Record<string, number>>`
    select audience, queued, ahead, claimed_to = open_to as closed from campaign_progress
    where tenant_id = ${tenantId} and campaign_id = ${id}`.execute(app.db.engine);
  return rows[0];
}

const everyone = Array.from({ length: 9 }, (_, i) => emailOf(i));

test('each person is in their zone’s wave, and nothing may be claimed', async () => {
  await rest();
  const odd = everyone.filter((_, i) => i % 2 === 1);
  const even = everyone.filter((_, i) => i % 2 === 0);
  expect(await frozen()).toEqual([
    { timezone: EAST, count: 4, people: odd },
    { timezone: WEST, count: 5, people: even },
  ]);
  expect(await progress()).toEqual({ audience: 9, queued: 9, ahead: 9, closed: true });
});

test('who moves between pages is there once, in one wave', async () => {
  await page();
  const before = (await frozen()).flatMap(({ people }) => people);
  const later = everyone.find((email) => !before.includes(email))!;
  // All to the other zone, and one to a zone that has no wave: home's is theirs.
  await importPeople(
    call,
    everyone.map((email, i) => ({ email, timezone: i % 2 ? WEST : EAST })),
  );
  await importPeople(call, [{ email: later, timezone: 'Africa/Nairobi' }]);
  await rest();
  const waves = await frozen();
  expect(waves.flatMap(({ people }) => people).sort()).toEqual(everyone);
  expect(waves.find(({ timezone }) => timezone === 'Europe/Madrid')).toMatchObject({
    ...{ count: 1, people: [later] },
  });
  expect(await progress()).toMatchObject({ audience: 9, queued: 9, ahead: 9 });
});

test('whom a wave’s range has no room for goes with the last one', async () => {
  await page();
  // Contacts of one import stand in any order: up to three of these may be in the East.
  const room = Math.max(2, (await frozen())[0]!.count);
  await sql`update campaign_waves set last_id = first_id + ${room} - 1
            where tenant_id = ${tenantId} and campaign_id = ${id} and place = 0`.execute(
    app.db.engine,
  );
  await rest();
  const [first, last] = await frozen();
  expect(first).toMatchObject({ timezone: EAST, count: room });
  expect(last).toMatchObject({ timezone: WEST, count: 9 - room });
  expect([...first!.people, ...last!.people].sort()).toEqual(everyone);
});

test('a cancel during the freeze: the waves say whom it cancelled', async () => {
  await page();
  expect((await call('POST', `/campaigns/${id}/cancel`)).body.stats).toMatchObject({
    cancelled: 3,
  });
  const { body } = await call('GET', `/campaigns/${id}/waves`);
  const waves: { status: string; count: number; stats: { cancelled: number } }[] = body;
  expect(waves.map(({ count }) => count).reduce((sum, count) => sum + count, 0)).toBe(3);
  for (const { status, count, stats } of waves) {
    expect([status, stats.cancelled]).toEqual(['CANCELLED', count]);
  }
});

test('a cancel behind a skipped wave: each page ends somebody as long as anybody waits', async () => {
  await rest();
  await within(async (tx) => {
    const { firstId, lastId } = (await findNextWave(tx, tenantId, id))!;
    const skipped = { after: firstId - 1, lastId, limit: 9 };
    expect(await skipRangePage(tx, tenantId, id, skipped)).toBe(firstId + 3);
    await cancelCampaign(tx, tenantId, id);
  });
  const pages: number[] = [];
  for (let i = 0; i < 4; i++) {
    pages.push(await within((tx) => cancelQueuedPage(tx, tenantId, id, 2)));
  }
  // Two empty ones in a row are the end (cancelQueued).
  expect(pages).toEqual([2, 2, 1, 0]);
});
