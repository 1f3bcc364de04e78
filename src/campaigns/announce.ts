import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { CampaignState } from './campaign.ts';

/** The channel on which workers hear at once what they must let go of. */
export const CAMPAIGN_CHANNEL = 'pressrun_campaigns';

export type Announcement = { tenantId: string; campaignId: string; status: CampaignState };

/** Tells all workers, when the caller's transaction commits. */
export async function announce(tx: Tx, announcement: Announcement): Promise<void> {
  await sql`select pg_notify(${CAMPAIGN_CHANNEL}, ${JSON.stringify(announcement)})`.execute(tx);
}
