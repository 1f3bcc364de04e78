import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';
import type { Principal } from '../http/access.ts';
import { enqueueJob, removeJob } from '../jobs/queue.ts';
import { invalidField } from '../lib/errors.ts';
import { audienceExists } from '../messages/freeze.ts';
import { type Campaign, statesBefore } from './campaign.ts';
import { freezeSegments } from './frozen-segments.ts';
import { requireQuota } from './quota.ts';
import { campaignAudience, requireProject, requirePublishedVersion, unready } from './ready.ts';
import { readScheduleTime } from './schedule-time.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { type CampaignRow, isAhead, setScheduled, setSending } from './store.ts';

/**
 * DRAFT or SCHEDULED → SENDING; fan-out follows as a job of the same transaction. Throws 409 in
 * another state, 422 when there is nothing that could be sent or nobody to send it to, 429 when the
 * audience doesn't fit the monthly quota.
 */
export async function sendCampaign(
  tx: Tx,
  principal: Principal,
  id: string,
  suppressionKey: Buffer,
): Promise<Campaign> {
  const { tenantId, mode } = principal;
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'sent', ['DRAFT', 'SCHEDULED']);
  await requirePublishedVersion(tx, tenantId, row);
  await requireProject(tx, tenantId, row);
  const audience = await campaignAudience(tx, tenantId, row);
  if (!(await audienceExists(tx, tenantId, audience, suppressionKey))) {
    throw unready(
      'audienceFilter',
      'The audience is empty: no opted-in contact matches the filter',
    );
  }
  await requireQuota(tx, tenantId, { ...row, mode }, suppressionKey);
  await removeJob(tx, startJobKey(id));
  await startSending(tx, tenantId, row, mode);
  return getCampaign(tx, tenantId, id);
}

/**
 * DRAFT or SCHEDULED → SCHEDULED (again = another time). Throws 400 for a wrong zone or an instant
 * that isn't ahead by the database's clock, 409 in another state, 422 without a sendable version,
 * 429 when today's audience doesn't fit the quota of that month.
 */
export async function scheduleCampaign(
  tx: Tx,
  principal: Principal,
  id: string,
  input: { scheduledAt: string; timezone?: string | null },
  suppressionKey: Buffer,
): Promise<Campaign> {
  const { tenantId, mode } = principal;
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'scheduled', statesBefore('SCHEDULED'));
  const timezone = input.timezone ?? row.timezone ?? 'UTC';
  const { instant, local } = readScheduleTime(input.scheduledAt, timezone);
  if (!(await isAhead(tx, instant))) {
    throw invalidField('scheduledAt', `lies in the past (${instant.toISOString()})`);
  }
  await requirePublishedVersion(tx, tenantId, row);
  await requireProject(tx, tenantId, row);
  await campaignAudience(tx, tenantId, row);
  await requireQuota(tx, tenantId, { ...row, mode }, suppressionKey, instant);
  await setScheduled(tx, tenantId, id, { instant, local, timezone, mode });
  const payload = { tenantId, campaignId: id };
  await enqueueJob(tx, 'start_campaign', payload, { key: startJobKey(id), runAt: instant });
  return getCampaign(tx, tenantId, id);
}

/** The move to SENDING itself, for `send` and for a schedule that is due. */
export async function startSending(
  tx: Tx,
  tenantId: string,
  row: CampaignRow,
  mode: string,
): Promise<void> {
  await setSending(tx, tenantId, row.id, mode, await freezeSegments(tx, tenantId, row));
  const data = { campaignId: row.id, name: row.name };
  await recordEvents(tx, tenantId, [{ type: 'campaign.sending', data, campaignId: row.id }]);
  await enqueueFanOut(tx, tenantId, row.id);
}

/** Freezing the audience, from where it stands. One job waits per campaign. */
export async function enqueueFanOut(tx: Tx, tenantId: string, campaignId: string): Promise<void> {
  const payload = { tenantId, campaignId };
  await enqueueJob(tx, 'fan_out', payload, { key: `fan_out:${campaignId}` });
}

export function startJobKey(campaignId: string): string {
  return `start_campaign:${campaignId}`;
}
