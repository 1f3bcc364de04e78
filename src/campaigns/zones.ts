import type { Tx } from '../db/database.ts';
import { canonicalTimeZone, isTimeZone } from '../lib/time-zone.ts';
import { campaignAudience } from './ready.ts';
import type { CampaignRow } from './store.ts';
import type { WaveSchedule } from './wave.ts';
import { countByZone } from './wave-store.ts';

/** What the waves of a campaign in each person's own time depend on. */
export function waveSchedule(row: CampaignRow): WaveSchedule {
  const { scheduledLocal, timezone, ifPassed, passedUntil, resumedAt } = row;
  // The schema holds them together (recipient_has_wall_time).
  return {
    wall: scheduledLocal!,
    home: canonicalTimeZone(timezone!) ?? timezone!,
    ifPassed: ifPassed!,
    passedUntil: passedUntil!,
    resumedAt,
  };
}

/**
 * How many people of the audience, as it is now, each zone's wave would have. People without a zone, and
 * those whose zone this runtime doesn't know any more, are in that of `home`, which is always there.
 */
export async function peopleByZone(
  tx: Tx,
  tenantId: string,
  campaign: Pick<CampaignRow, 'id' | 'audienceFilter' | 'startedAt'>,
  home: string,
  suppressionKey: Buffer,
): Promise<Map<string, number>> {
  const audience = await campaignAudience(tx, tenantId, campaign);
  const people = new Map([[home, 0]]);
  for (const { timezone, count } of await countByZone(tx, tenantId, audience, suppressionKey)) {
    const zone = timezone !== null && isTimeZone(timezone) ? timezone : home;
    people.set(zone, (people.get(zone) ?? 0) + count);
  }
  return people;
}
