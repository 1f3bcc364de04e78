import { recordOperator } from '../audit/service.ts';
import type { Tx } from '../db/database.ts';
import { databaseTime } from '../db/due-clock.ts';
import { PressrunError } from '../lib/errors.ts';
import {
  countHeldCampaigns,
  type HeldCampaign,
  holdCampaigns,
  lockHeldCampaigns,
  setFree,
} from './hold-store.ts';
import { resumeCampaign } from './pause.ts';
import { enqueueStart } from './send.ts';
import { setPaused } from './store.ts';

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
 * The operator's go, for all tenants, and how many it set going: what was paused for the hold is resumed as
 * if its tenant had said so, what is scheduled starts in its time; one whose time passed over an hour ago is
 * missed then (P12). Each is written into the audit log of its tenant.
 */
export async function releaseHeld(tx: Tx): Promise<number> {
  const outcomes: boolean[] = [];
  for (const held of await lockHeldCampaigns(tx)) outcomes.push(await letGo(tx, held));
  return outcomes.filter((went) => went).length;
}

export function countHeld(tx: Tx): Promise<number> {
  return countHeldCampaigns(tx);
}

async function letGo(tx: Tx, { tenantId, id, status, isDue }: HeldCampaign): Promise<boolean> {
  const went = status === 'PAUSED' ? await resumed(tx, tenantId, id) : true;
  if (status === 'SCHEDULED') await setFree(tx, tenantId, id);
  // Its job looks again every half a minute while it is held; nobody has to wait for that.
  if (isDue && status === 'SCHEDULED') await enqueueStart(tx, tenantId, id, null);
  const record = { action: 'campaign.resume', subjectId: id, before: null, after: { went } };
  await recordOperator(tx, tenantId, record);
  return went;
}

/** False where the monthly quota is used up: the campaign stays PAUSED and says so from now on. */
async function resumed(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  try {
    await resumeCampaign(tx, tenantId, id, databaseTime);
    return true;
  } catch (error) {
    if (!(error instanceof PressrunError)) throw error;
    await setPaused(tx, tenantId, id, error.message);
    return false;
  }
}
