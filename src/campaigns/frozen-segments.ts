import { audienceSegments } from '../contacts/audience-filter.ts';
import type { Definitions } from '../contacts/filter/compile.ts';
import type { Filter } from '../contacts/filter/filter.ts';
import { audienceDefinitions } from '../contacts/segments/definitions.ts';
import type { Tx } from '../db/database.ts';
import { type CampaignRow, findFrozenSegments } from './store.ts';

type Audience = Pick<CampaignRow, 'id' | 'audienceFilter' | 'startedAt'>;

/**
 * The segments that a campaign's audience is made of: those it started with, or as they are now. A
 * segment that was read anew for each page would mix two audiences (Plunk#348). Throws 422 when one is
 * gone.
 */
export async function segmentsOfCampaign(
  tx: Tx,
  tenantId: string,
  { id, audienceFilter, startedAt }: Audience,
): Promise<Definitions> {
  if (audienceSegments(audienceFilter).length === 0) return new Map();
  const frozen = startedAt && (await findFrozenSegments(tx, tenantId, id));
  if (frozen) return new Map(Object.entries(frozen));
  return audienceDefinitions(tx, tenantId, audienceFilter);
}

/** The segments as they are now, to be kept with a campaign that starts; null: its audience names none. */
export async function freezeSegments(
  tx: Tx,
  tenantId: string,
  { audienceFilter }: Pick<Audience, 'audienceFilter'>,
): Promise<Record<string, Filter> | null> {
  if (audienceSegments(audienceFilter).length === 0) return null;
  return Object.fromEntries(await audienceDefinitions(tx, tenantId, audienceFilter));
}
