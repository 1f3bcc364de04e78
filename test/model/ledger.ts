import { sql } from 'kysely';
import type { CampaignState } from '../../src/campaigns/campaign.ts';
import { startJobKey } from '../../src/campaigns/send.ts';
import type { Database } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { enqueueJob } from '../../src/jobs/queue.ts';
import type { MessageState, Stats } from '../../src/messages/message.ts';
import { STANDING } from '../../src/messages/recipients.ts';

export type Row = { id: number; contactId: string; status: MessageState };
export type Seen = {
  id: string;
  status: CampaignState;
  isFannedOut: boolean;
  isMissed: boolean;
  stats: Stats;
  rows: Row[];
};

/** A tenant's campaigns with their counts and their ledgers, all of one instant. */
export async function seeLedger(db: Database, tenantId: string): Promise<Seen[]> {
  const { rows } = await sql<Seen>`
    select k.id, k.status, k.fanned_out_at is not null as "isFannedOut",
           k.missed_at is not null as "isMissed",
           json_build_object('audience', p.audience, 'queued', p.queued, 'sending', p.sending,
             'deferred', p.deferred, 'sent', p.sent, 'failed', p.failed, 'skipped', p.skipped,
             'cancelled', p.cancelled, 'unknown', p.unknown) as stats,
           coalesce((select json_agg(json_build_object(
                              'id', m.id, 'contactId', m.contact_id, 'status', ${STANDING}))
                     from messages m
                     where m.tenant_id = k.tenant_id and m.campaign_id = k.id), '[]') as rows
    from campaigns k
    join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
    where k.tenant_id = ${tenantId}`.execute(db.engine);
  return rows;
}

/** As if the time had come for all messages that wait for their next attempt. */
export async function passRetryTime(db: Database, tenantId: string): Promise<void> {
  await sql`update messages set next_attempt_at = now()
            where tenant_id = ${tenantId} and status = 'DEFERRED'`.execute(db.engine);
}

/** As if a scheduled campaign's time had come so many seconds ago: its job runs now. */
export async function makeDue(
  db: Database,
  tenantId: string,
  campaignId: string,
  seconds: number,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    await sql`update campaigns set scheduled_at = now() - ${seconds} * interval '1 second'
              where tenant_id = ${tenantId} and id = ${campaignId} and status = 'SCHEDULED'`.execute(
      tx,
    );
    const payload = { tenantId, campaignId };
    await enqueueJob(tx, 'start_campaign', payload, { key: startJobKey(campaignId) });
  });
}
