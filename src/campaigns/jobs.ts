import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { inTenant } from '../db/transaction.ts';
import type { JobHandlers } from '../jobs/runner.ts';
import { cancelQueued } from './cancel.ts';
import { fanOut } from './fan-out.ts';
import { openWaves } from './open-waves.ts';
import { type PreflightDeps, prepareReady } from './preflight/service.ts';
import { startDueCampaign } from './start-due.ts';
import { findCampaignRow } from './store.ts';

type CampaignJob = { tenantId: string; campaignId: string };
type CampaignJobDeps = PreflightDeps & { db: Database; log: Logger; clock: DueClock };

export function campaignJobs(deps: CampaignJobDeps): JobHandlers {
  const { db, suppressionKey, clock } = deps;
  return {
    start_campaign: async ({ tenantId, campaignId }: CampaignJob) => {
      const row = await inTenant(db, tenantId, (tx) => findCampaignRow(tx, tenantId, campaignId));
      if (!row) return;
      await prepareReady(db, deps, { tenantId, mode: row.mode }, campaignId);
      await inTenant(db, tenantId, (tx) => startDueCampaign(tx, tenantId, campaignId, deps));
    },
    fan_out: async ({ tenantId, campaignId }: CampaignJob) => {
      await fanOut(db, tenantId, campaignId, suppressionKey);
    },
    open_waves: async ({ tenantId, campaignId }: CampaignJob) => {
      await openWaves(db, tenantId, campaignId, clock);
    },
    cancel_queued: async ({ tenantId, campaignId }: CampaignJob) => {
      await cancelQueued(db, tenantId, campaignId);
    },
  };
}
