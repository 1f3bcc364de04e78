import type { Tx } from '../db/database.ts';
import type { DueClock } from '../db/due-clock.ts';
import { recordEvents } from '../events/service.ts';
import type { Principal } from '../http/access.ts';
import { enqueueJob, removeJob } from '../jobs/queue.ts';
import type { Campaign } from './campaign.ts';
import { freezeSegments } from './frozen-segments.ts';
import { type PreflightDeps, requireReady } from './preflight/service.ts';
import { requireQuota } from './quota.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { type CampaignRow, setDeliverAtOnce, setGone, setSending } from './store.ts';
import { passedBy } from './wave.ts';

/**
 * DRAFT or SCHEDULED → SENDING; fan-out follows as a job of the same transaction. Throws 409 in
 * another state, 422 with every finding that blocks (see `requireReady`), 429 when the audience doesn't fit
 * the monthly quota. One with waves is sent to all now, or confirmed: see `sayGo`.
 */
export async function sendCampaign(
  tx: Tx,
  principal: Principal,
  id: string,
  deps: PreflightDeps & { clock: DueClock },
): Promise<Campaign> {
  const { tenantId, mode } = principal;
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'sent', ['DRAFT', 'SCHEDULED']);
  await requireReady(tx, deps, principal, row, { takesEmpty: false });
  await requireQuota(tx, tenantId, { ...row, mode }, deps.suppressionKey);
  await removeJob(tx, startJobKey(id));
  if (row.deliverAt === 'recipient') await sayGo(tx, tenantId, row, deps.clock);
  await startSending(tx, tenantId, row, mode);
  return getCampaign(tx, tenantId, id);
}

/**
 * `send` of a campaign in each person's own time: everybody gets it now. If its start was missed the word
 * is the confirmation that it waits for, and the waves that are to come keep their time (P12).
 */
async function sayGo(tx: Tx, tenantId: string, row: CampaignRow, clock: DueClock): Promise<void> {
  if (!row.missedAt) return setDeliverAtOnce(tx, tenantId, row.id);
  const now = await clock(tx);
  await setGone(tx, tenantId, row.id, { now, passedUntil: passedBy(now) });
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

/** A look whether a scheduled campaign is to start; null: now. One such job waits per campaign. */
export async function enqueueStart(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  runAt: Date | null,
): Promise<void> {
  const payload = { tenantId, campaignId };
  await enqueueJob(tx, 'start_campaign', payload, { key: startJobKey(campaignId), runAt });
}

export function startJobKey(campaignId: string): string {
  return `start_campaign:${campaignId}`;
}
