import { recordOperator } from '../audit/service.ts';
import type { Tx } from '../db/database.ts';
import { enqueueJob } from '../jobs/queue.ts';
import { announce } from './announce.ts';
import {
  countHeldCampaigns,
  holdCampaigns,
  type Released,
  releaseCampaigns,
} from './hold-store.ts';
import { enqueueFanOut, startJobKey } from './send.ts';

/**
 * SENDING → PAUSED, and SCHEDULED ones wait where they are, in all tenants: nothing is sent until somebody
 * says go (P13, docs/decisions/0017). What a person pauses, or is missed already, isn't touched. Answers
 * how many wait. No event tells it: a copy would tell the original's endpoints.
 */
export function holdUnfinished(tx: Tx, why: string): Promise<number> {
  return holdCampaigns(tx, {
    running: `${why} \`resume\` goes on with this campaign, \`pressrun resume\` with all that waits.`,
    scheduled: `${why} \`send\` or a new time lets this one go, \`pressrun resume\` all that waits.`,
  });
}

/**
 * The operator's go, for all tenants: what was paused for the hold is sent, what is scheduled starts in
 * its time; one whose time passed over an hour ago is missed then (P12). Each is written into the audit log
 * of its tenant.
 */
export async function releaseHeld(tx: Tx): Promise<Released[]> {
  const released = await releaseCampaigns(tx);
  for (const campaign of released) await setGoing(tx, campaign);
  return released;
}

export function countHeld(tx: Tx): Promise<number> {
  return countHeldCampaigns(tx);
}

async function setGoing(tx: Tx, { tenantId, id, ...campaign }: Released): Promise<void> {
  const { status, scheduledAt, isFrozen } = campaign;
  const record = { action: 'campaign.resume', subjectId: id, before: null, after: { status } };
  await recordOperator(tx, tenantId, record);
  if (status === 'SCHEDULED') {
    // The job may have come and gone while it was held.
    const payload = { tenantId, campaignId: id };
    return enqueueJob(tx, 'start_campaign', payload, { key: startJobKey(id), runAt: scheduledAt });
  }
  if (!isFrozen) await enqueueFanOut(tx, tenantId, id);
  await announce(tx, { tenantId, campaignId: id, status });
}
