import { violatedConstraint } from '../db/failures.ts';
import { PressrunError } from '../lib/errors.ts';
import type { CampaignUse } from './store.ts';

/** 409 that names the campaign. */
export function inUse(what: string, { id, name, status }: CampaignUse): PressrunError {
  const message = `The ${what} is used by the campaign "${name}" (${id}), which is ${status}`;
  return new PressrunError('conflict', message);
}

/** A campaign that took a version after the check is stopped by its foreign key. */
export async function refuseWhenReferred(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'campaigns_tenant_id_template_version_id_fkey') throw error;
    throw new PressrunError('conflict', `The ${what} has just been taken by a campaign`);
  }
}
