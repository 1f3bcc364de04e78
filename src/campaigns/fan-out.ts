import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { type AudiencePage, freezePage, lockFreeze } from '../messages/freeze.ts';
import { lockRoom, spendQuota } from '../tenants/quota.ts';
import { announce } from './announce.ts';
import { endIfDone } from './end.ts';
import { endFreeze, freezeInWaves } from './freeze-in-waves.ts';
import { pauseAtQuota } from './pause-at-quota.ts';
import { campaignAudience, requirePublishedVersion } from './ready.ts';
import { routeLocales } from './route-locales.ts';
import { type CampaignRow, lockCampaignRow, setFannedOut, shareRunningRow } from './store.ts';

/** Contacts per page: long enough to be quick, short enough that delivery starts at once. */
const PAGE = 10_000;

/** The next page has people, and the quota has no room for one: the page is rolled back. */
class QuotaMet extends Error {}

/**
 * Freezes the audience: one ledger row per matching contact, page by page, each page its own
 * transaction. Safe to run again after a crash: it goes on behind the last committed page. Where the
 * monthly quota is met it pauses the campaign; `resume` runs it again.
 */
export async function fanOut(
  db: Database,
  tenantId: string,
  campaignId: string,
  suppressionKey: Buffer,
): Promise<void> {
  let next = 'page';
  while (next === 'page') {
    next = await inTenant(db, tenantId, (tx) =>
      fanOutPage(tx, tenantId, campaignId, suppressionKey),
    ).catch(async (error) => {
      if (!(error instanceof QuotaMet)) throw error;
      return (await pauseAtQuota(db, tenantId, campaignId)) ? 'page' : 'quota';
    });
  }
  if (next === 'quota') return;
  await inTenant(db, tenantId, async (tx) => {
    const row = await lockCampaignRow(tx, tenantId, campaignId);
    if (row?.status !== 'SENDING' && row?.status !== 'PAUSED') return;
    await setFannedOut(tx, tenantId, campaignId);
    if (row.deliverAt === 'recipient') await endFreeze(tx, tenantId, campaignId);
    else await endIfDone(tx, tenantId, campaignId);
  });
}

async function fanOutPage(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  suppressionKey: Buffer,
): Promise<'page' | 'end'> {
  const row = await shareCampaign(tx, tenantId, campaignId);
  if (!row) return 'end';
  const base = await requirePublishedVersion(tx, tenantId, row);
  await lockFreeze(tx, campaignId);
  const room = row.mode === 'test' ? null : await lockRoom(tx, tenantId);
  const freeze = row.deliverAt === 'recipient' ? freezeInWaves : freezeAtOnce;
  const page = await freeze(tx, tenantId, row, {
    campaignId,
    audience: await campaignAudience(tx, tenantId, row),
    ...(await routeLocales(tx, tenantId, base)),
    suppressionKey,
    // Without any room a whole page all the same, to see whether anybody is still to come.
    limit: Math.min(PAGE, room || PAGE),
  });
  if (room === 0 && page.inserted > 0) throw new QuotaMet();
  await announce(tx, { tenantId, campaignId, status: row.status });
  await spendQuota(tx, tenantId, row.mode, page.inserted);
  return page.more ? 'page' : 'end';
}

function freezeAtOnce(tx: Tx, tenantId: string, _: CampaignRow, page: AudiencePage) {
  return freezePage(tx, tenantId, page);
}

/** The running campaign, shared: a cancel waits for the page, and a page never follows a cancel. */
async function shareCampaign(
  tx: Tx,
  tenantId: string,
  campaignId: string,
): Promise<CampaignRow | undefined> {
  const row = await shareRunningRow(tx, tenantId, campaignId);
  return row?.fannedOutAt === null ? row : undefined;
}
