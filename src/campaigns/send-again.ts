import type { Tx } from '../db/database.ts';
import { invalidField } from '../lib/errors.ts';
import { emailLogIdOf } from '../messages/message.ts';
import { leaveUnknown, requeueEnded } from '../messages/send-again.ts';
import { announce } from './announce.ts';
import type { Campaign } from './campaign.ts';
import { requireProject } from './ready.ts';
import { getCampaign, lockCampaign, requireState } from './service.ts';
import { setSendingAgain } from './store.ts';

/** Chosen messages by their `id` (as `GET …/recipients` shows them); all in that state when missing. */
export type Choice = { ids?: string[] };
export type Changed = Campaign & { changed: number };

/**
 * FAILED → QUEUED for the chosen ones; an ended campaign runs again. 409 while it isn't SENDING,
 * PAUSED or SENT, 422 when its project is gone. Whoever opted out or was suppressed meanwhile is SKIPPED at the claim.
 */
export async function retryFailed(
  tx: Tx,
  tenantId: string,
  id: string,
  choice: Choice,
): Promise<Changed> {
  return sendAgain(tx, tenantId, id, 'FAILED', choice);
}

/**
 * What becomes of messages in doubt: `resend` queues them again (a second copy is possible),
 * `leave` keeps them UNKNOWN, marked as seen; they never count as sent.
 */
export async function resolveUnknown(
  tx: Tx,
  tenantId: string,
  id: string,
  action: 'resend' | 'leave',
  choice: Choice,
): Promise<Changed> {
  if (action === 'resend') return sendAgain(tx, tenantId, id, 'UNKNOWN', choice);
  await lockCampaign(tx, tenantId, id);
  const changed = await leaveUnknown(tx, tenantId, id, readIds(choice));
  return { ...(await getCampaign(tx, tenantId, id)), changed };
}

async function sendAgain(
  tx: Tx,
  tenantId: string,
  id: string,
  from: 'FAILED' | 'UNKNOWN',
  choice: Choice,
): Promise<Changed> {
  const row = await lockCampaign(tx, tenantId, id);
  requireState(row, 'sent again', ['SENDING', 'PAUSED', 'SENT']);
  await requireProject(tx, tenantId, row);
  const changed = await requeueEnded(tx, tenantId, id, from, readIds(choice));
  if (changed > 0) await setSendingAgain(tx, tenantId, id);
  const campaign = await getCampaign(tx, tenantId, id);
  await announce(tx, { tenantId, campaignId: id, status: campaign.status });
  return { ...campaign, changed };
}

function readIds({ ids }: Choice): number[] | null {
  if (!ids) return null;
  return ids.map((id, i) => {
    const number = emailLogIdOf(id);
    if (number === null) throw invalidField(`ids.${i}`, 'is not an id such as msg_1234');
    return number;
  });
}
