import { sql } from 'kysely';
import type { CampaignState } from '../campaigns/campaign.ts';
import type { Tx } from '../db/database.ts';
import type { Tracking } from '../links/link.ts';
import type { ClaimTurn } from '../messages/claim.ts';
import { mailProject } from '../projects/mail-project.ts';
import type { Identity } from '../projects/project.ts';
import type { RateLimit } from '../projects/rate-limit.ts';

/** How far a tenant or a campaign that had nothing to send may lag behind the others: one large claim. */
const MOST_CREDIT = 1_000;

/** How many campaigns are looked at together. */
export const MOST_CLAIMABLE = 100;

/** A project's own way out, as it is since a change of it. */
export type RelayRef = { projectId: string; version: number };

/** A running campaign with messages in its queue that may be claimed: not of waves that are to come. */
export type Claimable = {
  tenantId: string;
  campaignId: string;
  mode: 'live' | 'test';
  name: string;
  subject: string | null;
  unsubscribeLang: string | null;
  /** The project that it names, else the tenant's default; null: neither. */
  projectId: string | null;
  /** Who it is from, as far as the project says. */
  identity: Identity;
  /** What its tenant wants to be seen and the campaign doesn't switch off; nothing of a test key's. */
  tracking: Tracking;
  /** The project's own relay; null: the instance's, or the outbox. */
  relay: RelayRef | null;
  campaignLimit: RateLimit;
  /** Null when the campaign has no project. */
  projectLimit: RateLimit | null;
  /** How long a deferred message is tried, in seconds since it was queued first; 24 hours unless set. */
  retryWindow: number;
  /** Whether messages that came back wait to be claimed singly. */
  singly: boolean;
  turn: ClaimTurn;
};

/**
 * Crosses tenants: whose turn it is. Tenants take turns by their weight, the campaigns of a tenant
 * equally, both counted in messages: whose turn (messages claimed ÷ weight) is furthest behind comes
 * first, and everybody's first campaign before anybody's second. `resting` are campaigns whose rate
 * limit is used up; they take no place among the at most MOST_CLAIMABLE that are found.
 */
export async function findClaimable(tx: Tx, resting: string[]): Promise<Claimable[]> {
  const { rows } = await sql<Claimable>`
    with waiting as (
      select k.tenant_id, k.id, k.mode, k.name, k.subject, k.unsubscribe_lang, k.project_id,
             k.rate_limit, k.mode = 'live' and n.track_opens and k.track_opens as tracks_opens,
             k.mode = 'live' and n.track_clicks and k.track_clicks as tracks_clicks,
             p.served_at, n.weight, coalesce(t.turn, 0) as tenant_turn,
             max(p.turn) over (partition by k.tenant_id) - ${MOST_CREDIT} as campaign_from,
             row_number() over (partition by k.tenant_id order by p.turn, p.served_at nulls first)
               as place
      from campaigns k
      join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
      join tenants n on n.id = k.tenant_id
      left join tenant_turns t on t.tenant_id = k.tenant_id
      where k.status = 'SENDING' and p.queued > p.ahead and k.id <> all(${resting}::uuid[])
    ), placed as (
      select *, max(tenant_turn) over () - ${MOST_CREDIT} as tenant_from from waiting
    )
    select w.tenant_id as "tenantId", w.id as "campaignId", w.mode, w.name, w.subject,
           w.unsubscribe_lang as "unsubscribeLang", j.id as "projectId",
           w.rate_limit as "campaignLimit", j.rate_limit as "projectLimit",
           exists (select from messages m
                   where m.tenant_id = w.tenant_id and m.campaign_id = w.id and m.singly) as singly,
           coalesce(extract(epoch from j.retry_window), 86400)::float8 as "retryWindow",
           json_build_object('fromName', j.from_name, 'fromEmail', j.from_email,
                             'replyTo', j.reply_to) as identity,
           json_build_object('opens', w.tracks_opens, 'clicks', w.tracks_clicks) as tracking,
           case when j.host is not null and w.mode = 'live'
                then json_build_object('projectId', j.id, 'version', j.relay_version) end as relay,
           json_build_object('tenantFrom', greatest(w.tenant_from, 0),
                             'campaignFrom', greatest(w.campaign_from, 0),
                             'weight', w.weight) as turn
    from placed w
    left join lateral (
      ${mailProject(sql`w.tenant_id`, sql`w.project_id`)}
    ) j on true
    order by w.place, greatest(w.tenant_turn, w.tenant_from), w.served_at nulls first
    limit ${MOST_CLAIMABLE}`.execute(tx);
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

/**
 * Crosses tenants: says on the campaigns that wait for a relay why they wait; null takes it back. A
 * project's relay concerns the campaigns that go by this project only, the instance's all others.
 */
export async function setLaneReason(
  tx: Tx,
  lane: { mode: 'live' | 'test'; tenantId: string | null; projectId: string | null },
  reason: string | null,
): Promise<void> {
  await sql`
    update campaigns k set reason = ${reason}, updated_at = now()
    where status = 'SENDING' and mode = ${lane.mode} and reason is distinct from ${reason}
      and (${lane.tenantId}::uuid is null or tenant_id = ${lane.tenantId})
      and ${lane.projectId}::text is not distinct from (
        select case when k.mode = 'live' and j.host is not null then j.id end from (
          ${mailProject(sql`k.tenant_id`, sql`k.project_id`)}) j)`.execute(tx);
}

/** Crosses tenants: which versions these projects' relays have now; one that is gone isn't there. */
export async function findRelayVersions(
  tx: Tx,
  relays: { tenantId: string; projectId: string }[],
): Promise<{ tenantId: string; projectId: string; version: number }[]> {
  const { rows } = await sql<{ tenantId: string; projectId: string; version: number }>`
    select p.tenant_id as "tenantId", p.id as "projectId", p.relay_version as version
    from unnest(${relays.map(({ tenantId }) => tenantId)}::uuid[],
                ${relays.map(({ projectId }) => projectId)}::text[]) as r (tenant_id, id)
    join projects p on p.tenant_id = r.tenant_id and p.id = r.id and p.host is not null`.execute(
    tx,
  );
  return rows;
}

/**
 * Why one campaign waits; null when it doesn't, which counts as a move of it. Writes only when it changes.
 */
export async function setCampaignReason(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  reason: string | null,
): Promise<void> {
  await sql`
    with told as (
      update campaigns set reason = ${reason}, updated_at = now()
      where tenant_id = ${tenantId} and id = ${campaignId} and status = 'SENDING'
        and reason is distinct from ${reason}
      returning id
    )
    update campaign_progress set moved_at = now()
    where ${reason}::text is null and tenant_id = ${tenantId}
      and campaign_id in (select id from told)`.execute(tx);
}
