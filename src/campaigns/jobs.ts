import type { Logger } from 'pino';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { recordEvents } from '../events/service.ts';
import { enqueueJob } from '../jobs/queue.ts';
import type { JobHandlers } from '../jobs/runner.ts';
import { PressrunError } from '../lib/errors.ts';
import { cancelQueued } from './cancel.ts';
import { fanOut } from './fan-out.ts';
import { requireQuota } from './quota.ts';
import { requirePublishedVersion } from './ready.ts';
import { startJobKey, startSending } from './send.ts';
import { type CampaignRow, lockCampaignRow, secondsLate, setMissed } from './store.ts';

type CampaignJob = { tenantId: string; campaignId: string };
type CampaignJobDeps = { db: Database; suppressionKey: Buffer; log: Logger };

/** Later than this a start is missed: it waits for a person's `send` (P12). */
const LATEST_START_SECONDS = 3_600;
const HELD_LOOK_SECONDS = 30;

export function campaignJobs({ db, suppressionKey, log }: CampaignJobDeps): JobHandlers {
  return {
    start_campaign: async ({ tenantId, campaignId }: CampaignJob) => {
      await inTenant(db, tenantId, (tx) =>
        startDueCampaign(tx, tenantId, campaignId, suppressionKey, log),
      );
    },
    fan_out: async ({ tenantId, campaignId }: CampaignJob) => {
      await fanOut(db, tenantId, campaignId, suppressionKey);
    },
    cancel_queued: async ({ tenantId, campaignId }: CampaignJob) => {
      await cancelQueued(db, tenantId, campaignId);
    },
  };
}

/**
 * Starts a campaign whose time has come, once: the row is locked and its state checked. One that is held
 * waits for a person's word, and isn't missed meanwhile (P13).
 */
export async function startDueCampaign(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  suppressionKey: Buffer,
  log: Logger,
): Promise<void> {
  const row = await lockCampaignRow(tx, tenantId, campaignId);
  if (row?.status !== 'SCHEDULED' || row.missedAt) return;
  const late = await secondsLate(tx, tenantId, campaignId);
  if (late < 0) return;
  if (row.heldAt) return lookAgain(tx, tenantId, row, late);
  if (late > LATEST_START_SECONDS) return miss(tx, tenantId, row);
  try {
    await requirePublishedVersion(tx, tenantId, row);
    await requireQuota(tx, tenantId, row, suppressionKey);
  } catch (error) {
    if (!(error instanceof PressrunError)) throw error;
    log.warn({ campaignId, reason: error.message }, 'scheduled campaign can not start');
    return setMissed(tx, tenantId, campaignId, error.message);
  }
  await startSending(tx, tenantId, row, row.mode);
}

/** While it is held; in half a minute by the database's clock, the only one that counts (P11). */
async function lookAgain(tx: Tx, tenantId: string, row: CampaignRow, late: number): Promise<void> {
  const runAt = new Date(+row.scheduledAt! + (late + HELD_LOOK_SECONDS) * 1_000);
  const payload = { tenantId, campaignId: row.id };
  await enqueueJob(tx, 'start_campaign', payload, { key: startJobKey(row.id), runAt });
}

async function miss(tx: Tx, tenantId: string, row: CampaignRow): Promise<void> {
  const reason = 'Its time passed over an hour ago while nothing ran; `send` starts it now';
  await setMissed(tx, tenantId, row.id, reason);
  const data = { campaignId: row.id, name: row.name, scheduledAt: row.scheduledAt };
  await recordEvents(tx, tenantId, [{ type: 'campaign.missed', data, campaignId: row.id }]);
}
