import { PressrunError } from '../lib/errors.ts';
import type { CampaignUse } from './store.ts';

/** 409 that names the campaign. */
export function inUse(what: string, { id, name, status }: CampaignUse): PressrunError {
  const message = `The ${what} is used by the campaign "${name}" (${id}), which is ${status}`;
  return new PressrunError('conflict', message);
}
