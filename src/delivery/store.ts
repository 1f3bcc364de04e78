import { sql } from 'kysely';
import type { CampaignState } from '../campaigns/campaign.ts';
import type { Tx } from '../db/database.ts';
import type { RateLimit } from '../projects/rate-limit.ts';

/** A running campaign with messages in its queue. */
export type Claimable = {
  tenantId: string;
  campaignId: string;
  mode: 'live' | 'test';
  name: string;
  subject: string | null;
  unsubscribeLang: string | null;
  projectId: string | null;
  campaignLimit: RateLimit;
  /** Null when the campaign has no project, or one that nobody set up. */
  projectLimit: RateLimit | null;
  /** How long a deferred message is tried, in seconds since it was queued first; 24 hours unless set. */
  retryWindow: number;
  /** Whether messages that came back wait to be claimed singly. */
  singly: boolean;
};

/**
 * Crosses tenants: whose turn it is. Tenants take turns, then the campaigns of a tenant: whoever
 * was served longest ago comes first, so one large campaign never makes a small one wait.
 */
export async function findClaimable(tx: Tx): Promise<Claimable[]> {
  const { rows } = await sql<Claimable>`
    with waiting as (
      select k.tenant_id, k.id, k.mode, k.name, k.subject, k.unsubscribe_lang, k.project_id,
             k.rate_limit, p.served_at,
             max(p.served_at) over (partition by k.tenant_id) as tenant_served_at,
             row_number() over (partition by k.tenant_id order by p.served_at nulls first)
               as turn
      from campaigns k
      join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
      where k.status = 'SENDING' and p.queued > 0
    )
    select w.tenant_id as "tenantId", w.id as "campaignId", w.mode, w.name, w.subject,
           w.unsubscribe_lang as "unsubscribeLang", w.project_id as "projectId",
           w.rate_limit as "campaignLimit", j.rate_limit as "projectLimit",
           exists (select from messages m
                   where m.tenant_id = w.tenant_id and m.campaign_id = w.id and m.singly) as singly,
           coalesce(extract(epoch from j.retry_window), 86400)::float8 as "retryWindow"
    from waiting w
    left join projects j on j.tenant_id = w.tenant_id and j.id = w.project_id
    order by w.turn, w.tenant_served_at nulls first, w.served_at nulls first
    limit 100`.execute(tx);
  return rows;
}

/** Crosses tenants: the states of the campaigns that a worker holds messages of. */
export async function findStates(
  tx: Tx,
  campaignIds: string[],
): Promise<{ campaignId: string; status: CampaignState }[]> {
  const { rows } = await sql<{ campaignId: string; status: CampaignState }>`
    select id as "campaignId", status from campaigns
    where id = any(${campaignIds}::uuid[])`.execute(tx);
  return rows;
}

/** Crosses tenants: says on the campaigns that wait for a relay why they wait; null takes it back. */
export async function setLaneReason(
  tx: Tx,
  lane: { mode: 'live' | 'test'; tenantId: string | null },
  reason: string | null,
): Promise<void> {
  await sql`
    update campaigns set reason = ${reason}, updated_at = now()
    where status = 'SENDING' and mode = ${lane.mode} and reason is distinct from ${reason}
      and (${lane.tenantId}::uuid is null or tenant_id = ${lane.tenantId})`.execute(tx);
}

/** Why one campaign waits; null when it doesn't. Writes only when it changes. */
export async function setCampaignReason(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  reason: string | null,
): Promise<void> {
  await sql`
    update campaigns set reason = ${reason}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${campaignId} and status = 'SENDING'
      and reason is distinct from ${reason}`.execute(tx);
}
